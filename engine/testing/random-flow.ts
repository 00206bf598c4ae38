import { DiagnosticError, hasErrors, type Diagnostic } from '../core/diagnostic.ts';
import type { Schema } from '../core/schema.ts';
import type { TableLiteral } from '../definition/index.ts';
import { emptyDocument, type FlowDocument, type FlowNode } from '../document/document.ts';
import type { Draw } from './draw.ts';
import { kinds } from './random-kinds.ts';
import type { NodeOptions } from './random-node.ts';
import { randomTable } from './random-table.ts';

/** What the generator asks of the test around it. */
export interface FlowWorld {
  /** Schemas per node and port, and what is wrong. */
  check(document: FlowDocument): Promise<{ readonly outputs: Readonly<Record<string, Readonly<Record<string, Schema>>>>; readonly diagnostics: readonly Diagnostic[] }>;
  /** Writes a table as a file and gives its path from the flow. */
  writeTable(table: TableLiteral, format: 'parquet' | 'csv' | 'json', name: string): Promise<string>;
}

export interface FlowOptions extends NodeOptions {
  readonly nodes: number;
  readonly files: boolean;
  /** Node types to choose from; all by default. */
  readonly types?: readonly string[];
}

/** What may be wrong with settings that were drawn without looking ahead; anything else is a bug of the generator or the product. */
const expected = ['column-duplicate', 'type-mismatch', 'param-invalid'];

/** A flow of sources, nodes over what is there, and a Parquet writer called `sink_…` behind every port nobody else reads and some others. */
export async function randomFlow(draw: Draw, world: FlowWorld, options: FlowOptions): Promise<FlowDocument> {
  let document: FlowDocument = emptyDocument('random');
  let ends: { readonly end: string; readonly schema: Schema; readonly sorted: boolean }[] = [];
  const add = async (id: string, node: FlowNode, edges: FlowDocument['edges']): Promise<boolean> => {
    const next: FlowDocument = { ...document, nodes: { ...document.nodes, [id]: node }, edges: [...document.edges, ...edges] };
    const { outputs, diagnostics } = await world.check(next);
    if (hasErrors(diagnostics)) {
      const odd = diagnostics.find((d) => d.severity === 'error' && !expected.includes(d.code));
      if (odd) throw new DiagnosticError({ ...odd, message: `${odd.code}: ${odd.message}\n${JSON.stringify(node)}` });
      return false;
    }
    document = next;
    const sorted = node.type === 'sort-rows';
    ends = [...ends, ...Object.entries(outputs[id] ?? {}).map(([port, schema]) => ({ end: `${id}.${port}`, schema, sorted }))];
    return true;
  };
  const sources = 1 + draw.below(3);
  for (let i = 0; i < sources; i++) await add(`s${i}`, await randomSource(draw, world, options, i), []);
  for (let i = 0; i < options.nodes; i++) {
    const type = draw.one(Object.keys(kinds).filter((t) => options.types?.includes(t) ?? true));
    const kind = kinds[type]!;
    const fitting = kind.ordered && options.deterministic ? ends.filter((e) => e.sorted) : ends;
    if (fitting.length === 0) continue;
    const used = kind.inputs.slice(0, type === 'sql' ? 1 + draw.below(2) : kind.inputs.length);
    const from = used.map(() => fitting[fitting.length - 1 - draw.below(fitting.length)]!);
    const params = kind.params(draw, from.map((f) => f.schema), options);
    if (!params) continue;
    await add(`n${i}`, { type, version: kind.version ?? 1, params }, used.map((port, p) => ({ from: from[p]!.end, to: `n${i}.${port}` })));
  }
  const read = new Set(document.edges.map((e) => e.from));
  for (const { end } of ends.slice()) {
    const wanted = read.has(end) ? draw.chance(15) : draw.chance(70);
    if (wanted) await addSink(end);
  }
  const last = ends.at(-1);
  if (last && !Object.keys(document.nodes).some((id) => id.startsWith('sink_'))) await addSink(last.end);
  return document;

  async function addSink(end: string): Promise<void> {
    const id = `sink_${end.replaceAll(/[.-]/g, '_')}`;
    await add(id, { type: 'write-parquet', version: 1, params: { path: `out/${id}.parquet` } }, [{ from: end, to: `${id}.in` }]);
  }
}

async function randomSource(draw: Draw, world: FlowWorld, options: FlowOptions, index: number): Promise<FlowNode> {
  const table = randomTable(draw);
  // JSON without rows says nothing about columns.
  const format = options.files ? draw.one(['inline', 'parquet', 'csv', table.rows.length > 0 ? 'json' : 'parquet'] as const) : 'inline';
  const node = (type: string, params: Record<string, unknown>): FlowNode => ({ type, version: 1, params });
  if (format === 'inline') return node('inline-table', { table });
  const path = await world.writeTable(table, format, `source_${index}`);
  if (format === 'parquet') return node('read-parquet', { path });
  if (format === 'json') return node('read-json', { path });
  return node('read-delimited', { path, header: 'yes', delimiter: ',', quote: '"', allText: draw.chance(50), onError: draw.one(['fail', 'reject']) });
}

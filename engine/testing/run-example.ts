import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { tableFromIPC } from 'apache-arrow';
import type { Engine } from '../api/engine.ts';
import type { AnyNodeDefinition, Example, TableLiteral } from '../definition/index.ts';
import { emptyDocument, type FlowDocument } from '../document/document.ts';

export interface ExampleOutcome {
  /** Differences, empty when the example holds. */
  readonly differences: readonly string[];
}

/** The flow that an example of a node stands for: its inputs as inline tables, the node, and a view of every output. */
export function exampleFlow(definition: AnyNodeDefinition, example: Example): FlowDocument {
  const document = emptyDocument(example.title);
  const nodes: Record<string, FlowDocument['nodes'][string]> = { node: { type: definition.type, version: definition.version, params: { ...example.params } } };
  const edges: { from: string; to: string }[] = [];
  for (const [port, given] of Object.entries(example.inputs ?? {})) {
    const tables = Array.isArray(given) ? (given as readonly TableLiteral[]) : [given as TableLiteral];
    tables.forEach((table, i) => {
      const id = `${port.replaceAll('-', '_')}_${i}`;
      nodes[id] = { type: 'inline-table', version: 1, params: { table: { columns: table.columns, rows: table.rows } } };
      edges.push({ from: `${id}.out`, to: `node.${port}` });
    });
  }
  return { ...document, nodes, edges };
}

/** Puts the files of an example into a folder. */
export async function layFiles(example: Example, folder: string): Promise<void> {
  for (const [path, text] of Object.entries(example.files ?? {})) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), typeof text === 'string' ? text : 'gzip' in text ? gunzipSync(Buffer.from(text.gzip, 'base64')) : Buffer.from(text.base64, 'base64'));
  }
}

/** Runs an example on the real engine and compares every output and written file it names. */
export async function runExample(engine: Engine, definition: AnyNodeDefinition, example: Example): Promise<ExampleOutcome> {
  // Examples that touch no file share one folder, and with it the database their previews are asked of.
  const touches = example.files !== undefined || example.written !== undefined || example.stops !== undefined;
  const base = touches ? await mkdtemp(join(tmpdir(), 'millrace-example-')) : tmpdir();
  try {
    await layFiles(example, base);
    const document = exampleFlow(definition, example);
    const differences: string[] = [];
    const check = await engine.calls.check({ document, base });
    const errors = check.diagnostics.filter((d) => d.severity === 'error');
    if (errors.length > 0) return { differences: errors.map((d) => `${d.code}: ${d.message}`) };
    for (const [port, expected] of Object.entries(example.outputs ?? {})) {
      differences.push(...(await compareOutput(engine, document, base, port, expected, example.ordered === true)));
    }
    if (example.stops !== undefined) {
      const report = await engine.session.run({ document, base, name: example.title }, () => undefined, () => undefined);
      const codes = report.diagnostics.map((d) => d.code);
      if (report.status !== 'failed' || !codes.includes(example.stops)) differences.push(`the run ${report.status} with ${codes.join(', ') || 'no trouble'}, expected ${example.stops}`);
    }
    if (example.written) {
      const report = await engine.session.run({ document, base, name: example.title }, () => undefined, () => undefined);
      if (report.status !== 'succeeded') differences.push(`the run ${report.status}: ${report.diagnostics.map((d) => d.message).join(' ')}`);
      for (const [path, text] of Object.entries(example.written)) {
        if (typeof text !== 'string') {
          const written = path.endsWith('.onnx') ? scoringFlow(document, path, text) : readingFlow(path);
          differences.push(...(await compareOutput(engine, written, base, 'out', text, true)));
          continue;
        }
        const found = await readFile(join(base, path), 'utf8').catch(() => null);
        if (found !== text) differences.push(`${path} holds ${JSON.stringify(found)}, expected ${JSON.stringify(text)}`);
      }
    }
    return { differences };
  } finally {
    if (touches) await rm(base, { recursive: true, force: true });
  }
}

const readingFlow = (path: string): FlowDocument => ({ ...emptyDocument('written'), nodes: { node: { type: readerOf(path), version: 1, params: { path, ...(path.endsWith('.duckdb') ? { table: 'result' } : {}) } } } });

/** What the written model says of the rows it was trained on. */
const scoringFlow = (document: FlowDocument, path: string, expected: TableLiteral): FlowDocument => ({
  ...emptyDocument('written'),
  nodes: {
    in: document.nodes['in_0']!,
    model: { type: 'predict-onnx', version: 2, params: { model: path } },
    node: { type: 'select-columns', version: 1, params: { mode: 'listed', columns: expected.columns.map((c) => ({ column: c.name })) } },
  },
  edges: [{ from: 'in.out', to: 'model.in' }, { from: 'model.out', to: 'node.in' }],
});

async function compareOutput(engine: Engine, document: FlowDocument, base: string, port: string, expected: TableLiteral, ordered: boolean): Promise<string[]> {
  const preview = await engine.calls.preview({ document, base, node: 'node', port, rows: 10_000, profile: false });
  const wanted = await expectedRows(engine, base, expected);
  const columns = (schema: readonly { readonly name: string; readonly type: string }[]): string => schema.map((c) => `${c.name} ${c.type}`).join(', ');
  if (columns(preview.schema) !== columns(wanted.schema)) return [`${port} has columns (${columns(preview.schema)}), expected (${columns(wanted.schema)})`];
  const sort = (rows: string[]): string[] => (ordered ? rows : rows.sort());
  const got = sort(textRows(preview.arrow));
  const want = sort(textRows(wanted.arrow));
  return JSON.stringify(got) === JSON.stringify(want) ? [] : [`${port} gives\n  ${got.join('\n  ')}\nexpected\n  ${want.join('\n  ')}`];
}

/** What each engine said of each expected table: examples say the same small tables again and again. */
const expectedBefore = new WeakMap<Engine, Map<string, ReturnType<Engine['calls']['preview']>>>();

/** The expected table goes through the same engine, so that both sides spell values alike. */
function expectedRows(engine: Engine, base: string, expected: TableLiteral): ReturnType<Engine['calls']['preview']> {
  const before = expectedBefore.get(engine) ?? new Map<string, ReturnType<Engine['calls']['preview']>>();
  expectedBefore.set(engine, before);
  const key = JSON.stringify(expected);
  const document: FlowDocument = { ...emptyDocument('expected'), nodes: { node: { type: 'inline-table', version: 1, params: { table: { columns: expected.columns, rows: expected.rows } } } } };
  const answer = before.get(key) ?? engine.calls.preview({ document, base, node: 'node', port: 'out', rows: 10_000, profile: false });
  before.set(key, answer);
  return answer;
}

function textRows(arrow: Uint8Array): string[] {
  const table = tableFromIPC(arrow);
  return Array.from({ length: table.numRows }, (_, i) => JSON.stringify(table.schema.fields.map((_f, c) => plain(table.getChildAt(c)?.get(i)))));
}

const plain = (value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : typeof value === 'number' && !Number.isFinite(value) ? String(value) : (value ?? null));

/** The node that reads a written file back, by its ending; a database holds a table called result. */
const readerOf = (path: string): string => (path.endsWith('.xlsx') ? 'read-excel' : /\.arrows?$/.test(path) ? 'read-arrow' : path.endsWith('.duckdb') ? 'read-database' : 'read-parquet');

import type { Binder } from '../check/binder.ts';
import type { CheckedFlow } from '../check/checked-flow.ts';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { partsOf } from '../expression/expression-parts.ts';
import type { Expression } from '../expression/expression.ts';
import { markFlow, type MarkedFlow } from '../lineage/mark-flow.ts';
import { asText, equalsRow, markedRows, nthRow, placesOf, rowsAt } from '../lineage/trace-relations.ts';
import { keyNode, TableIndex, type TableKey } from '../plan/table-key.ts';
import type { Relation } from '../relation/relation.ts';
import { relationExpressions, walkRelation } from '../relation/walk-relation.ts';
import type { FlowRef, Followed, RowChoice, Trace, TracedRow, TracedSource, TracedStep } from './contract.ts';
import type { TextRow } from './exact-look.ts';
import type { AskRows, ExactRows, Question } from './exact-rows.ts';
import { untilFound } from './seek-values.ts';
import type { Session } from './session.ts';
import { traceTarget, type TraceTarget } from './trace-target.ts';

/** Rows of one source that a trace names, and rows of one port that are shown of a followed row. */
const shownPlaces = 1000;
const shownRows = 20;

/** Finds where rows come from and what becomes of them, each time from all rows of the sources; nothing is written. */
export class Tracer {
  private readonly session: Session;
  private readonly binder: Binder;
  private readonly rows: ExactRows;

  constructor(session: Session, binder: Binder, rows: ExactRows) {
    this.session = session;
    this.binder = binder;
    this.rows = rows;
  }

  trace(request: FlowRef & RowChoice, question: Question): Promise<Trace> {
    return this.onFlow(request, question, async (flow, target, ask) => {
      const values = await this.chosenRow(flow, target, ask);
      const marked = markFlow(flow, { kind: 'sources' });
      const places = await ask(marked.flow, target.node.id, placesOf(outputOf(marked, target), marked.mark, equalsRow(target.schema, values), shownPlaces), shownPlaces * Math.max(1, marked.leaves.length));
      if (places.length === 0) {
        // A row may come from no source, such as a count of nothing.
        const [there] = await ask(marked.flow, target.node.id, nthRow(outputOf(marked, target), equalsRow(target.schema, values), 1), 1);
        if (!there) throw new DiagnosticError(problem('trace-impossible', `The row of "${target.node.id}.${target.port}" was another one when its sources were looked for: rows are kept there by their place, in an order that leaves some rows equal. Sort by more columns first.`, { node: target.node.id }));
      }
      const sources = await Promise.all(grouped(places).map(async ({ leaf, rows, total }): Promise<TracedSource> => {
        const source = marked.leaves[leaf]!;
        const shown = await ask(marked.flow, source.node, rowsAt(source, rows.slice(0, shownRows)), shownRows);
        const valuesAt = new Map(shown.map((row) => [JSON.stringify([row[0], row[1]]), row.slice(2)]));
        return {
          node: source.node,
          title: titleOf(flow, source.node),
          path: source.path,
          why: source.why,
          columns: source.names,
          total,
          rows: rows.map((place): TracedRow => ({ file: place.file, row: Number(place.row), values: valuesAt.get(JSON.stringify([place.file, place.row])) ?? [] })),
        };
      }));
      const nodes = new Set(target.keys.map(keyNode));
      return { node: target.node.id, port: target.port, schema: target.schema, values, equalRows: Number(places[0]?.[3] ?? 1), sources, steps: stepsOf(flow, target.keys), remarks: marked.remarks.filter((r) => nodes.has(r.node)) };
    });
  }

  follow(request: FlowRef & RowChoice, question: Question): Promise<Followed> {
    return this.onFlow(request, question, async (flow, target, ask) => {
      const values = await this.chosenRow(flow, target, ask);
      const marked = markFlow(flow, { kind: 'rows', node: target.node.id, port: target.port, which: equalsRow(target.schema, values) });
      const index = new TableIndex(flow.nodes.filter((n) => n.built !== null));
      const own = `${target.node.id}.${target.port}`;
      const after = flow.nodes.flatMap((node) => Object.keys(node.built?.outputs ?? {}).map((port) => ({ node, port, key: `${node.id}.${port}` as TableKey }))).filter(({ key }) => key !== own && index.closure([key]).includes(own));
      const reached: Followed['reached'][number][] = [];
      for (const { node, port } of after) {
        const columns = node.outputs[port]!.map((c) => c.name);
        const rows = await ask(marked.flow, node.id, markedRows(marked.flow.nodes.find((n) => n.id === node.id)!.built!.outputs[port]!, marked.mark, columns), shownRows);
        reached.push({ node: node.id, title: node.title, port, columns, total: Number(rows[0]?.[0] ?? 0), rows: rows.map((row) => row.slice(1)) });
      }
      const nodes = new Set(after.map(({ node }) => node.id));
      return { node: target.node.id, port: target.port, schema: target.schema, values, reached, remarks: marked.remarks.filter((r) => nodes.has(r.node)) };
    });
  }

  private async onFlow<T>(request: FlowRef & RowChoice, question: Question, work: (flow: CheckedFlow, target: TraceTarget, ask: AskRows) => Promise<T>): Promise<T> {
    const flow = await this.session.check(request, undefined, untilFound);
    const target = await traceTarget(flow, request, this.binder);
    return this.rows.during(flow, request.network === true, (ask) => work(flow, target, ask), question);
  }

  private async chosenRow(flow: CheckedFlow, { node, port, schema, where, row }: TraceTarget, ask: AskRows): Promise<TextRow> {
    const [values] = await ask(flow, node.id, asText(nthRow(node.built!.outputs[port]!, where, row), schema.map((c) => c.name)), 1);
    if (!values) throw new DiagnosticError(problem('trace-impossible', `"${node.id}.${port}" has no row ${row}${where === null ? '' : ' for which the condition holds'}. Choose another row.`, { node: node.id, port }));
    return values;
  }
}

const titleOf = (flow: CheckedFlow, node: string): string => flow.nodes.find((n) => n.id === node)?.title ?? node;

const outputOf = (marked: MarkedFlow, target: TraceTarget): Relation => marked.flow.nodes.find((n) => n.id === target.node.id)!.built!.outputs[target.port]!;

/** Places by source; `s`, `f`, `r`, `m`, `n` as the relation of places gives them. */
function grouped(places: readonly TextRow[]): readonly { readonly leaf: number; readonly total: number; readonly rows: readonly { readonly file: string | null; readonly row: string }[] }[] {
  const leaves = new Map<number, { leaf: number; total: number; rows: { file: string | null; row: string }[] }>();
  for (const [s, f, r, , n] of places) {
    const leaf = Number(s);
    const group = leaves.get(leaf) ?? { leaf, total: Number(n), rows: [] };
    group.rows.push({ file: f ?? null, row: r! });
    leaves.set(leaf, group);
  }
  return [...leaves.values()];
}

function stepsOf(flow: CheckedFlow, keys: readonly TableKey[]): readonly TracedStep[] {
  const index = new TableIndex(flow.nodes.filter((n) => n.built !== null));
  return flow.nodes.flatMap((node): TracedStep[] => {
    const own = keys.filter((key) => keyNode(key) === node.id);
    if (own.length === 0) return [];
    const texts = new Set<string>();
    const collect = (e: Expression): void => {
      if (e.op === 'text') texts.add(e.text);
      partsOf(e).forEach(collect);
    };
    for (const key of own) walkRelation(index.relation(key), (r) => (r.op === 'sql' ? void texts.add(r.text) : relationExpressions(r).forEach(collect)));
    return [{ node: node.id, title: node.title, type: node.definition?.type ?? '', caption: node.caption, expressions: [...texts] }];
  });
}

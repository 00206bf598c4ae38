import type { CheckedFlow, CheckedNode } from '../check/checked-flow.ts';
import { freshName } from '../core/schema.ts';
import type { Built } from '../definition/index.ts';
import { isVolatile } from '../expression/expression-parts.ts';
import type { Expression } from '../expression/expression.ts';
import { keyNode, type TableIndex, type TableKey } from '../plan/table-key.ts';
import { columnNames, type NameScope } from '../relation/column-names.ts';
import type { Relation } from '../relation/relation.ts';
import { relationExpressions, walkRelation } from '../relation/walk-relation.ts';
import { followedMark, markType, sourceMark } from './mark.ts';
import { markedWhere, markRelation, unmarked, withoutMarks } from './mark-relation.ts';
import { numberRows, type NumberedRows } from './number-rows.ts';

/** Rows that a trace ends at: a file, a table of the flow, or what a node gives that cannot be looked into (`why`). */
export interface TraceLeaf {
  readonly node: string;
  /** Path as the flow names it; null for rows of no file. */
  readonly path: string | null;
  readonly why: string | null;
  readonly names: readonly string[];
  readonly rows: NumberedRows;
}

export interface Remark {
  readonly node: string;
  readonly text: string;
}

export interface MarkedFlow {
  readonly flow: CheckedFlow;
  readonly mark: string;
  /** Sources by the number they have in the marks. */
  readonly leaves: readonly TraceLeaf[];
  readonly remarks: readonly Remark[];
}

/** What is marked: every source row with its own place, or the rows of one port for which a condition holds. */
export type Marking = { readonly kind: 'sources' } | { readonly kind: 'rows'; readonly node: string; readonly port: string; readonly which: Expression };

/** The flow whose ports and shared relations carry a column of marks; it writes and checks nothing. */
export function markFlow(flow: CheckedFlow, marking: Marking): MarkedFlow {
  const mark = freshName(flow.nodes.flatMap((n) => [...Object.values(n.outputs), ...Object.values(n.inputs).flat()].flatMap((schema) => schema.map((c) => c.name))), '_comes_from');
  const leaves: TraceLeaf[] = [];
  const remarks: Remark[] = [];
  const markNode = (node: CheckedNode, built: Built): Built => {
    const scope = namesWithin(node);
    const leaf = (relation: Relation, why: string | null, given: readonly string[] | null): Relation => {
      if (marking.kind === 'rows') return unmarked(relation, mark);
      const names = given ?? columnNames(relation, scope) ?? [];
      const rows = numberRows(relation, [...names, mark]);
      const path = relation.op === 'scan' && 'path' in relation.source ? relation.source.path : null;
      const marked: Relation = { op: 'extend', from: rows.relation, columns: [{ name: mark, value: sourceMark(leaves.length, rows.file, rows.row) }], without: rows.added };
      leaves.push({ node: node.id, path, why, names, rows });
      return marked;
    };
    const each = (relation: Relation, names: readonly string[] | null): Relation =>
      markRelation(relation, {
        mark,
        names: (r) => columnNames(r, scope),
        leaf: (r, why) => leaf(r, why, r === relation || (why !== null && columnNames(r, scope) === null) ? names : null),
        remark: (text) => void (remarks.some((r) => r.node === node.id && r.text === text) || remarks.push({ node: node.id, text })),
        partners: marking.kind === 'sources',
      });
    const outputs = Object.entries(built.outputs).map(([port, relation]): [string, Relation] => {
      if (marking.kind === 'rows' && marking.node === node.id && marking.port === port) return [port, markedWhere(withoutMarks(relation, mark), mark, marking.which, followedMark)];
      return [port, each(relation, (node.outputs[port] ?? []).map((c) => c.name))];
    });
    const shared = Object.entries(built.shared ?? {}).map(([name, relation]): [string, Relation] => [name, each(relation, null)]);
    return { outputs: Object.fromEntries(outputs), shared: Object.fromEntries(shared) };
  };
  const nodes = flow.nodes.map((node): CheckedNode => {
    if (!node.built) return node;
    const outputs = Object.fromEntries(Object.entries(node.outputs).map(([port, schema]) => [port, [...schema, { name: mark, type: markType }]]));
    return { ...node, built: markNode(node, node.built), outputs };
  });
  return { flow: { ...flow, nodes }, mark, leaves, remarks };
}

function namesWithin(node: CheckedNode): NameScope {
  const scope: NameScope = {
    input: (port, i) => node.inputs[port]?.[i]?.map((c) => c.name) ?? null,
    shared: (name) => {
      const relation = node.built?.shared?.[name];
      return relation ? columnNames(relation, scope) : null;
    },
  };
  return scope;
}

/** The first node among `keys` whose rows could be others when they are computed again, for then there is nothing to trace. */
export function unrepeatableNode(index: TableIndex, keys: readonly TableKey[]): string | null {
  for (const key of keys) {
    let found = false;
    walkRelation(index.relation(key), (r) => void (found ||= relationExpressions(r).some(isVolatile) || (r.op === 'sql' && r.volatile)));
    if (found) return keyNode(key);
  }
  return null;
}

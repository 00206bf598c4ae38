import type { CheckedFlow, CheckedNode } from '../check/checked-flow.ts';
import { freshName } from '../core/schema.ts';
import { binary, call, column, literal, type Expression } from '../expression/expression.ts';
import { columnNames, type NameScope } from '../relation/column-names.ts';
import { shared, type Relation } from '../relation/relation.ts';
import { mapChildren } from '../relation/walk-relation.ts';
import { noMark, sourceMark } from './mark.ts';
import { markRelation } from './mark-relation.ts';
import { numberRows } from './number-rows.ts';

/** Which rows of a step are asked for. */
export type StepKind = 'lost' | 'added' | 'duplicated';

/** A node whose outputs say from which of its input rows they come; nothing before it is marked. */
export interface MarkedStep {
  readonly flow: CheckedFlow;
  /** Counts of one input in one statement, each a row of `what` and `n`: in, lost, duplicated, joined, and for each output out and added. */
  readonly counts: Relation;
  /** The rows of a kind; of `added` those of one output. Duplicated rows say in a last column how often they came out. */
  rows(kind: StepKind, output: string): Relation;
  /** Why rows cannot be told apart, or null. */
  readonly blind: string | null;
  readonly remarks: readonly string[];
}

/** Marks the rows that arrive at `port` (edge `index` of it) of a node, and follows them into `outputs`. */
export function markStep(flow: CheckedFlow, node: CheckedNode, port: string, index: number, outputs: readonly string[]): MarkedStep {
  const built = node.built!;
  const own = node.inputs[port]?.[index]?.map((c) => c.name) ?? [];
  const taken = [...Object.values(node.inputs).flat(), ...Object.values(node.outputs)].flatMap((schema) => schema.map((c) => c.name));
  const mark = freshName(taken, '_comes_from');
  const row = freshName([...taken, mark], '_row');
  const times = freshName([...taken, mark, row], 'times');
  const name = (suffix: string): string => freshName(Object.keys(built.shared ?? {}), `_step_${suffix}`);
  const arrived = name('arrived');
  let blind: string | null = null;
  const remarks = new Set<string>();
  const scope: NameScope = {
    input: (p, i) => node.inputs[p]?.[i]?.map((c) => c.name) ?? null,
    shared: (s) => {
      const relation = built.shared?.[s];
      return relation ? columnNames(relation, scope) : null;
    },
  };
  const names = (r: Relation): readonly string[] | null => columnNames(r, scope);
  /** Every reading of the input is of one numbered table; what else arrives has no marks. */
  const fed = (r: Relation): Relation => {
    if (r.op !== 'input') return mapChildren(r, fed);
    if (r.port === port && r.index === index) return { op: 'extend', from: shared(arrived), columns: [{ name: mark, value: sourceMark(0, null, row) }], without: [row] };
    return { op: 'extend', from: r, columns: [{ name: mark, value: noMark }] };
  };
  const marked = (relation: Relation): Relation =>
    fed(
      markRelation(relation, {
        mark,
        names,
        leaf: (r, why) => {
          if (why !== null) blind ??= why;
          return { op: 'extend', from: r, columns: [{ name: mark, value: noMark }] };
        },
        remark: (text) => void remarks.add(text),
        partners: true,
      }),
    );
  const numbered = numberRows({ op: 'input', port, index }, [...own, mark]);
  const sharedRelations: Record<string, Relation> = { [arrived]: { op: 'extend', from: numbered.relation, columns: [{ name: row, value: column(numbered.row) }], without: [numbered.row] } };
  for (const [s, relation] of Object.entries(built.shared ?? {})) sharedRelations[s] = marked(relation);
  const left = Object.fromEntries(outputs.map((output, i) => [output, name(`left_${i}`)]));
  for (const output of outputs) sharedRelations[left[output]!] = marked(built.outputs[output]!);
  /** Each pair of an output row and an input row it comes from, once. */
  const pairs = (output: string): Relation => {
    const lists: Relation = { op: 'project', from: shared(left[output]!), columns: [{ name: 'l', value: call('list_distinct', column(mark)) }, { name: 'size', value: call('len', call('list_distinct', ownMarks(mark))) }] };
    const opened: Relation = { op: 'unnest', from: lists, list: column('l'), as: 'u' };
    const whole: Relation = { op: 'filter', from: opened, condition: binary({ op: 'field', item: column('u'), name: 's' }, '=', literal(0)) };
    return { op: 'project', from: whole, columns: [{ name: row, value: { op: 'field', item: column('u'), name: 'r' } }, { name: 'size', value: column('size') }] };
  };
  const came = name('came');
  const all = outputs.map(pairs);
  sharedRelations[came] = { op: 'aggregate', from: all.length === 1 ? all[0]! : { op: 'union', items: all }, groups: [{ name: row, value: column(row) }], measures: [{ name: times, value: call('count') }, { name: 'size', value: call('max', column('size')) }] };
  const same = binary(column(row, 'left'), '=', column(row, 'right'));
  const columns = own.map((c) => ({ name: c, value: column(c, 'left') }));
  const ordered = (from: Relation): Relation => ({ op: 'sort', from, keys: [{ by: column(row), descending: false, nulls: 'last' }] });
  const numberedColumns = [...columns, { name: row, value: column(row, 'left') }];
  const lost: Relation = { op: 'join', kind: 'anti', left: shared(arrived), right: shared(came), on: same, columns: numberedColumns };
  const repeated: Relation = { op: 'filter', from: shared(came), condition: binary(column(times), '>', literal(1)) };
  const duplicated: Relation = { op: 'join', kind: 'inner', left: shared(arrived), right: repeated, on: same, columns: [...numberedColumns, { name: times, value: column(times, 'right') }] };
  const added = (output: string): Relation => ({ op: 'filter', from: shared(left[output]!), condition: binary(call('len', ownMarks(mark)), '=', literal(0)) });
  const count = (what: string, from: Relation): Relation => ({ op: 'project', from: { op: 'aggregate', from, groups: [], measures: [{ name: 'n', value: call('count') }] }, columns: [{ name: 'what', value: literal(what) }, { name: 'n', value: column('n') }] });
  const counts: Relation = {
    op: 'union',
    items: [
      count('in', shared(arrived)),
      count('lost', lost),
      count('duplicated', repeated),
      count('joined', { op: 'filter', from: shared(came), condition: binary(column('size'), '>', literal(1)) }),
      ...outputs.flatMap((output) => [count(`out ${output}`, shared(left[output]!)), count(`added ${output}`, added(output))]),
    ],
  };
  const plain = (from: Relation, without: readonly string[]): Relation => ({ op: 'extend', from, columns: [], without });
  const rows = (kind: StepKind, output: string): Relation => {
    if (kind === 'added') return plain(added(output), [mark]);
    return plain(ordered(kind === 'lost' ? lost : duplicated), [row]);
  };
  const step: CheckedNode = { ...node, built: { ...built, shared: sharedRelations } };
  return { flow: { ...flow, nodes: flow.nodes.map((n) => (n.id === node.id ? step : n)) }, counts, rows, blind, remarks: [...remarks] };
}

/** The marks that name a row, without those that only tell copies apart. */
const ownMarks = (mark: string): Expression => call('list_filter', column(mark), { op: 'lambda', params: ['m'], body: binary({ op: 'field', item: column('m'), name: 's' }, '>=', literal(0)) });

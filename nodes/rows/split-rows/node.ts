import { freshName } from '../../../engine/core/schema.ts';
import { defineNode, inputSchema, table } from '../../../engine/definition/index.ts';
import { binary, column, literal } from '../../../engine/expression/expression.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { input, shared } from '../../../engine/relation/relation.ts';

const orders = { id: 'INTEGER', amount: 'DOUBLE' };
const most = 8;
const cases = Array.from({ length: most }, (_, i) => `case-${i + 1}`);

export const splitRows = defineNode({
  type: 'split-rows',
  version: 1,
  title: 'Split',
  category: 'rows',
  icon: 'Sp',
  summary: 'Sends each row to the port of the first condition that is true for it, and all other rows to a last port.',
  keywords: ['router', 'route', 'switch', 'case', 'conditional split', 'rule', 'branch', 'if', 'several filters'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [
    ...cases.map((name, i) => ({ name, title: `Case ${i + 1}`, kind: 'rows' }) as const),
    { name: 'rest', title: 'Rest', kind: 'rejects' },
  ],
  params: {
    cases: {
      kind: 'list',
      label: 'Cases',
      help: 'Asked from top to bottom; a row leaves at the port with the number of the first one that is true. At most eight.',
      noun: 'case',
      default: [],
      item: { condition: { kind: 'expression', label: 'Condition', over: ['in'], gives: 'condition' } },
    },
  },
  caption: ({ cases: given }) => (given ?? []).flatMap((c) => (c.condition ? [c.condition] : [])).join(' | '),
  build(context) {
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    const given = context.params.cases;
    if (given.length > most) {
      context.report('param-invalid', `There are ${given.length} cases but ${most} ports. Remove some, and split the rest in a second Split.`, { param: `cases.${most}.condition` });
      return { outputs: {} };
    }
    for (const [i, name] of cases.entries()) {
      if (i >= given.length && context.connected.has(name)) context.warn('param-missing', `Something is connected to case ${i + 1}, which has no condition, so no row ever leaves there. Add the condition, or remove the edge.`, { port: name });
    }
    const chosen = freshName(schema.map((c) => c.name), '_case');
    // One verdict per row, so that no row reaches two ports although a condition may answer anew each time.
    const when = given.map((_c, i) => ({ if: context.expression(`cases.${i}.condition`), then: literal(i + 1) }));
    const verdict: Relation = { op: 'extend', from: input('in'), columns: [{ name: chosen, value: given.length === 0 ? literal(0) : { op: 'case', when, otherwise: literal(0) } }] };
    const part = (which: number): Relation => ({ op: 'extend', from: { op: 'filter', from: shared('judged'), condition: binary(column(chosen), '=', literal(which)) }, columns: [], without: [chosen] });
    return { shared: { judged: verdict }, outputs: Object.fromEntries([...cases.map((name, i) => [name, part(i + 1)] as const), ['rest', part(0)]]) };
  },
  examples: [
    {
      title: 'The first case that is true counts; NULL is not true',
      params: { cases: [{ condition: 'amount >= 100' }, { condition: 'amount >= 10' }, { condition: 'id = 4' }, { condition: 'id = 5' }, { condition: 'id = 6' }, { condition: 'id = 7' }, { condition: 'id = 8' }, { condition: 'id = 9' }] },
      inputs: { in: table(orders, [[1, 500], [2, 50], [3, null], [4, 4], [5, 5], [6, 6], [7, 7], [8, 8], [9, 9]]) },
      outputs: Object.fromEntries([
        ['case-1', table(orders, [[1, 500]])],
        ['case-2', table(orders, [[2, 50]])],
        ...[4, 5, 6, 7, 8, 9].map((n) => [`case-${n - 1}`, table(orders, [[n, n]])] as const),
        ['rest', table(orders, [[3, null]])],
      ]),
    },
    {
      title: 'Without a case all rows are the rest',
      params: {},
      inputs: { in: table(orders, [[1, 1]]) },
      outputs: { 'case-1': table(orders, []), rest: table(orders, [[1, 1]]) },
    },
    {
      title: 'A random condition still gives each row to one port, with odd names and no rows',
      params: { cases: [{ condition: 'random() < 0.5 AND "a ""b"". 🎈" > 1' }] },
      inputs: { in: table({ 'a "b". 🎈': 'INTEGER' }, []) },
      outputs: { 'case-1': table({ 'a "b". 🎈': 'INTEGER' }, []), rest: table({ 'a "b". 🎈': 'INTEGER' }, []) },
    },
  ],
});

import { freshName } from '../../../engine/core/schema.ts';
import { defineNode, inputSchema, table } from '../../../engine/definition/index.ts';
import { call, cast, column, isTrue, literal } from '../../../engine/expression/expression.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { input, shared } from '../../../engine/relation/relation.ts';

export const gate = defineNode({
  type: 'gate',
  version: 1,
  title: 'Gate',
  category: 'control',
  icon: 'Gt',
  summary: 'Lets the run go on only if a condition over all rows holds, such as how many there are or how a check went.',
  keywords: ['stop', 'fail', 'error', 'breakpoint', 'assert', 'circuit breaker', 'message', 'abort', 'continue if', 'test', 'if'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    condition: { kind: 'expression', label: 'Condition', help: 'Over all rows together, such as count(*) > 0; after the report of a check, such as bool_and(success).', default: 'count(*) > 0', over: ['in'], gives: 'condition' },
    otherwise: {
      kind: 'choice',
      label: 'If it does not hold',
      default: 'stop',
      options: [
        { value: 'stop', label: 'Stop the run', help: 'Before anything is written anywhere in the flow.' },
        { value: 'warn', label: 'Go on and say so' },
        { value: 'empty', label: 'Let no row through', help: 'What follows gets no rows.' },
      ],
    },
    message: { kind: 'text', label: 'What to say then', help: 'The condition itself when empty.', default: '', placeholder: 'No orders have arrived' },
  },
  caption: ({ condition }) => (condition ?? '').replaceAll(/\s+/g, ' ').trim(),
  build(context) {
    const { params } = context;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    const holds = context.expression('condition');
    const verdict: Relation = { op: 'aggregate', from: input('in'), groups: [], measures: [{ name: 'holds', value: holds }, { name: 'rows', value: call('count') }] };
    const severity = { stop: 'fail', warn: 'warn', empty: 'warn' }[params.otherwise];
    const said = params.message === '' ? `the condition ${params.condition.replaceAll(/\s+/g, ' ').trim()} does not hold` : params.message.replace(/\.$/, '');
    const message = call('concat', literal(`${said} (`), cast(column('rows'), 'VARCHAR'), literal(` rows)${params.otherwise === 'empty' ? ', so no row goes on' : ''}`));
    const row = [
      { name: 'rule', value: literal('condition') },
      { name: 'severity', value: literal(severity) },
      { name: 'message', value: message },
      { name: 'success', value: isTrue(column('holds')) },
      { name: 'broken', value: literal(0, 'BIGINT') },
      { name: 'rows', value: column('rows') },
    ];
    const open = freshName(schema.map((c) => c.name), '_open');
    const out: Relation =
      params.otherwise === 'empty'
        ? { op: 'join', kind: 'inner', left: input('in'), right: { op: 'project', from: shared('verdict'), columns: [{ name: open, value: isTrue(column('holds')) }] }, on: isTrue(column(open, 'right')), columns: schema.map((c) => ({ name: c.name, value: column(c.name, 'left') })) }
        : input('in');
    return { shared: { verdict }, outputs: { out }, gate: { from: { op: 'project', from: shared('verdict'), columns: row } } };
  },
  examples: [
    {
      title: 'The condition holds: rows pass unchanged',
      params: { condition: 'count("a ""b"".c 🎈") = 2' },
      inputs: { in: table({ 'a "b".c 🎈': 'INTEGER' }, [[1], [null], [1]]) },
      outputs: { out: table({ 'a "b".c 🎈': 'INTEGER' }, [[1], [null], [1]]) },
    },
    {
      title: 'It does not, and no row goes on; a condition that is NULL does not hold',
      params: { condition: 'max(n) > 5', otherwise: 'empty' },
      inputs: { in: table({ n: 'INTEGER' }, [[null], [null]]) },
      outputs: { out: table({ n: 'INTEGER' }, []) },
    },
    {
      title: 'No rows stop the run',
      params: { message: 'No orders have arrived.' },
      inputs: { in: table({ n: 'INTEGER' }, []) },
      stops: 'quality-failed',
    },
    {
      title: 'After the report of a check, only said',
      params: { condition: 'bool_and(success)', otherwise: 'warn' },
      inputs: { in: table({ rule: 'VARCHAR', success: 'BOOLEAN' }, [['not null', true], ['unique', false]]) },
      outputs: { out: table({ rule: 'VARCHAR', success: 'BOOLEAN' }, [['not null', true], ['unique', false]]) },
    },
  ],
});

import { freshName } from '../../../engine/core/schema.ts';
import { defineNode, inputSchema, table } from '../../../engine/definition/index.ts';
import { isVolatile } from '../../../engine/expression/expression-parts.ts';
import { column, isNotTrue, isTrue } from '../../../engine/expression/expression.ts';
import { input, shared } from '../../../engine/relation/relation.ts';

const people = { name: 'VARCHAR', age: 'INTEGER' };

export const filterRows = defineNode({
  type: 'filter-rows',
  version: 1,
  title: 'Filter',
  category: 'rows',
  icon: 'Fi',
  summary: 'Sends every row for which a condition is true to one port and all other rows, NULL conditions included, to a second one.',
  keywords: ['where', 'row filter', 'select records', 'keep', 'remove rows', 'exclude', 'condition', 'drop rows'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [
    { name: 'passed', title: 'Passed', kind: 'rows' },
    { name: 'rejected', title: 'Rejected', kind: 'rejects' },
  ],
  params: {
    condition: { kind: 'expression', label: 'Condition', help: 'Rows for which this is true pass; false and NULL are rejected.', over: ['in'], gives: 'condition', default: 'TRUE' },
  },
  caption: ({ condition }) => condition ?? '',
  build(context) {
    const condition = context.expression('condition');
    const rows = input('in');
    if (!isVolatile(condition)) {
      return {
        outputs: {
          passed: { op: 'filter', from: rows, condition },
          rejected: { op: 'filter', from: rows, condition: isNotTrue(condition) },
        },
      };
    }
    // A condition such as random() < 0.5 must answer once per row, or a row could reach both ports or none.
    const verdict = freshName((inputSchema(context, 'in') ?? []).map((c) => c.name), '_passes');
    const part = (which: typeof isTrue) =>
      ({ op: 'extend', from: { op: 'filter', from: shared('tested'), condition: which(column(verdict)) }, columns: [], without: [verdict] }) as const;
    return {
      shared: { tested: { op: 'extend', from: rows, columns: [{ name: verdict, value: isTrue(condition) }] } },
      outputs: { passed: part(isTrue), rejected: part(isNotTrue) },
    };
  },
  examples: [
    {
      title: 'A NULL condition rejects the row',
      params: { condition: 'age >= 18' },
      inputs: { in: table(people, [['Ada', 36], ['Bo', 17], ['Cy', null]]) },
      outputs: { passed: table(people, [['Ada', 36]]), rejected: table(people, [['Bo', 17], ['Cy', null]]) },
    },
    {
      title: 'Any column name works in double quotes',
      params: { condition: '"größe. \'x\' 🎈""" > 1.5' },
      inputs: { in: table({ 'größe. \'x\' 🎈"': 'DECIMAL(4,2)' }, [['1.50'], ['1.51'], [null]]) },
      outputs: { passed: table({ 'größe. \'x\' 🎈"': 'DECIMAL(4,2)' }, [['1.51']]), rejected: table({ 'größe. \'x\' 🎈"': 'DECIMAL(4,2)' }, [['1.50'], [null]]) },
    },
    {
      title: 'No rows in, no rows out',
      params: { condition: 'age > 0' },
      inputs: { in: table(people, []) },
      outputs: { passed: table(people, []), rejected: table(people, []) },
    },
    {
      title: 'A random condition still gives each row to exactly one port',
      params: { condition: 'random() >= 0 AND age > 20' },
      inputs: { in: table(people, [['Ada', 36], ['Bo', 17]]) },
      outputs: { passed: table(people, [['Ada', 36]]), rejected: table(people, [['Bo', 17]]) },
    },
  ],
});

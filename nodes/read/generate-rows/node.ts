import { defineNode, table, uniqueColumns } from '../../../engine/definition/index.ts';
import { column, type Expression } from '../../../engine/expression/expression.ts';
import type { NamedExpression } from '../../../engine/relation/relation.ts';
import { generated } from './generated.ts';

export const generateRows = defineNode({
  type: 'generate-rows',
  version: 1,
  title: 'Generate rows',
  category: 'read',
  icon: 'Gr',
  summary: 'Makes rows out of nothing: sequences, dates and random values that are the same on every run and machine.',
  keywords: ['sequence', 'calendar', 'date range', 'date spine', 'random', 'dummy', 'fake', 'mock', 'series', 'scaffold', 'range'],
  inputs: [],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    rows: { kind: 'integer', label: 'Rows', default: 100, min: 0, max: 1_000_000_000 },
    columns: {
      kind: 'list',
      label: 'Columns',
      noun: 'column',
      min: 1,
      default: [{ name: 'id', what: 'sequence', start: '1', step: '1' }],
      item: {
        name: { kind: 'text', label: 'Name' },
        what: {
          kind: 'choice',
          label: 'Values',
          default: 'sequence',
          options: [
            { value: 'sequence', label: 'Whole numbers in steps' },
            { value: 'dates', label: 'Dates or times in steps' },
            { value: 'integer', label: 'Random whole number' },
            { value: 'number', label: 'Random number' },
            { value: 'normal', label: 'Random number around a mean' },
            { value: 'choice', label: 'Random choice of texts' },
            { value: 'boolean', label: 'Random true or false' },
            { value: 'date', label: 'Random date' },
            { value: 'uuid', label: 'Random UUID' },
          ],
        },
        start: { kind: 'text', label: 'Start or lowest', help: 'A number, or a date such as 2024-01-31; the mean of random numbers around it.', default: null, placeholder: '1', showIf: { param: 'what', in: ['sequence', 'dates', 'integer', 'number', 'normal', 'date'] } },
        end: { kind: 'text', label: 'Highest', help: 'Whole numbers and dates include it; the standard deviation of numbers around a mean.', default: null, showIf: { param: 'what', in: ['integer', 'number', 'normal', 'date'] } },
        step: { kind: 'text', label: 'Step', help: 'A whole number, or for dates a span such as 1 day or 15 minutes.', default: null, placeholder: '1', showIf: { param: 'what', in: ['sequence', 'dates'] } },
        texts: { kind: 'texts', label: 'Texts', default: [], showIf: { param: 'what', in: ['choice'] } },
        nullShare: { kind: 'number', label: 'Share of NULL', default: 0, min: 0, max: 1 },
      },
    },
    seed: { kind: 'integer', label: 'Seed', help: 'Another seed gives other random values.', default: 1, min: 0, max: 2_147_483_647 },
  },
  caption: ({ rows, columns }) => (rows === undefined ? '' : `${rows.toLocaleString('en-US')} rows${columns === undefined ? '' : `: ${columns.map((c) => c.name ?? '').join(', ')}`}`),
  build(context) {
    const { rows, columns, seed } = context.params;
    uniqueColumns(context, columns.map((c) => c.name), (i) => `columns.${i}.name`);
    const named = columns.map((c, i): NamedExpression => {
      const value: Expression = generated(c, i, seed, (param, message) => context.report('param-invalid', message, { param: `columns.${i}.${param}` })) ?? column('_row');
      return { name: c.name, value };
    });
    return { outputs: { out: { op: 'project', from: { op: 'scan', source: { format: 'sequence', count: rows }, schema: [{ name: '_row', type: 'BIGINT' }] }, columns: named } } };
  },
  examples: [
    {
      title: 'A sequence and the days of a calendar',
      params: { rows: 3, columns: [{ name: 'id', what: 'sequence', start: '10', step: '5' }, { name: 'day', what: 'dates', start: '2024-02-28', step: '1 day' }, { name: 'at "x" 🕛', what: 'dates', start: '2024-02-28 23:30:00', step: '15 minutes' }] },
      outputs: { out: table({ id: 'BIGINT', day: 'DATE', 'at "x" 🕛': 'TIMESTAMP' }, [[10, '2024-02-28', '2024-02-28 23:30:00'], [15, '2024-02-29', '2024-02-28 23:45:00'], [20, '2024-03-01', '2024-02-29 00:00:00']]) },
      ordered: true,
    },
    {
      title: 'Random values are the same each time; every value may be NULL',
      params: { rows: 3, seed: 7, columns: [{ name: 'die', what: 'integer', start: '1', end: '6' }, { name: 'fruit', what: 'choice', texts: ['apple', 'pear'] }, { name: 'nothing', what: 'uuid', nullShare: 1 }] },
      outputs: { out: table({ die: 'BIGINT', fruit: 'VARCHAR', nothing: 'UUID' }, [[5, 'apple', null], [3, 'pear', null], [6, 'pear', null]]) },
      ordered: true,
    },
    {
      title: 'No rows',
      params: { rows: 0, columns: [{ name: 'a', what: 'normal', start: '0', end: '1' }] },
      outputs: { out: table({ a: 'DOUBLE' }, []) },
    },
  ],
});

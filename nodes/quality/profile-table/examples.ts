import type { Example } from '../../../engine/definition/index.ts';
import { table } from '../../../engine/definition/index.ts';
import { columnsSchema } from './columns-relation.ts';
import { histogramSchema } from './histogram-relation.ts';
import { valuesSchema } from './values-relation.ts';

const typed = (schema: typeof columnsSchema): Record<string, string> => Object.fromEntries(schema.map((c) => [c.name, c.type]));
const odd = 'a "b".c 🎈';

export const examples: readonly Example[] = [
  {
    title: 'Numbers, texts and lists, with missing and infinite values',
    params: { top: 2, bins: 2 },
    inputs: { in: table({ n: 'DOUBLE', [odd]: 'VARCHAR', l: 'INTEGER[]' }, [[1, 'AB-12', '[1]'], [2, 'CD-3', '[1]'], [5, 'x', null], ['inf', null, '[2]']]) },
    outputs: {
      columns: table(typed(columnsSchema), [
        ['n', 1, 'DOUBLE', 4, 0, 4, true, '1.0', 'inf', 2.6666666666666665, 2.0816659994661326, 1.1, 1.5, 2, 3.5, 4.7, null, null],
        [odd, 2, 'VARCHAR', 4, 1, 3, true, 'AB-12', 'x', null, null, null, null, null, null, null, 1, 5],
        ['l', 3, 'INTEGER[]', 4, 1, 2, false, null, null, null, null, null, null, null, null, null, null, null],
      ]),
      values: table(typed(valuesSchema), [[odd, 'AB-12', 1], [odd, 'CD-3', 1], ['l', '[1]', 2], ['l', '[2]', 1], ['n', '1.0', 1], ['n', '2.0', 1]]),
      patterns: table(typed(valuesSchema), [[odd, 'A-9', 2], [odd, 'a', 1]]),
      histogram: table(typed(histogramSchema), [['n', 0, 1, 3, 2], ['n', 1, 3, 5, 1]]),
    },
    ordered: true,
  },
  {
    title: 'One row: every bin is one point',
    params: { columns: ['n'] },
    inputs: { in: table({ n: 'DECIMAL(8,2)', t: 'VARCHAR' }, [['7.50', 'x']]) },
    outputs: {
      columns: table(typed(columnsSchema), [['n', 1, 'DECIMAL(8,2)', 1, 0, 1, true, '7.50', '7.50', 7.5, null, 7.5, 7.5, 7.5, 7.5, 7.5, null, null]]),
      values: table(typed(valuesSchema), [['n', '7.50', 1]]),
      patterns: table(typed(valuesSchema), []),
      histogram: table(typed(histogramSchema), [['n', 0, 7.5, 7.5, 1]]),
    },
  },
  {
    title: 'No rows',
    params: {},
    inputs: { in: table({ n: 'INTEGER', d: 'DATE' }, []) },
    outputs: {
      columns: table(typed(columnsSchema), [
        ['n', 1, 'INTEGER', 0, 0, 0, true, null, null, null, null, null, null, null, null, null, null, null],
        ['d', 2, 'DATE', 0, 0, 0, true, null, null, null, null, null, null, null, null, null, null, null],
      ]),
      values: table(typed(valuesSchema), []),
      histogram: table(typed(histogramSchema), []),
    },
  },
];

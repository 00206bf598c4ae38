import type { Example } from '../../../engine/definition/index.ts';
import { table } from '../../../engine/definition/index.ts';

const sold = { month: 'VARCHAR', north: 'INTEGER', south: 'DECIMAL(4,1)' };
const odd = 'the "row". 🎈';

export const examples: readonly Example[] = [
  {
    title: 'A column for each month, a row for each shop; NULL and an empty text have names of their own',
    params: { header: 'MONTH', nameColumn: 'shop' },
    inputs: { in: table(sold, [['feb', 1, '1.5'], ['jan', 2, null], [null, 3, '3.5'], ['', null, '4.5']]) },
    outputs: { out: table({ shop: 'VARCHAR', feb: 'DECIMAL(11,1)', jan: 'DECIMAL(11,1)', NULL: 'DECIMAL(11,1)', '(blank)': 'DECIMAL(11,1)' }, [['north', '1.0', '2.0', '3.0', null], ['south', '1.5', null, '3.5', '4.5']]) },
    ordered: true,
  },
  {
    title: 'Columns that are numbered, values of different types as text',
    params: { asText: true, nameColumn: odd, prefix: 'r' },
    inputs: { in: table({ a: 'INTEGER', b: 'DATE' }, [[1, '2024-01-01'], [null, '2024-01-02']]) },
    outputs: { out: table({ [odd]: 'VARCHAR', r1: 'VARCHAR', r2: 'VARCHAR' }, [['a', '1', null], ['b', '2024-01-01', '2024-01-02']]) },
    ordered: true,
  },
  {
    title: 'Numbers as names, and only some of the columns; names that differ in case only get a number',
    params: { header: 'k', columns: ['y'], prefix: 'k ' },
    inputs: { in: table({ k: 'VARCHAR', x: 'DATE', y: 'INTEGER[]' }, [['a', null, '[1]'], ['A', null, '[]']]) },
    outputs: { out: table({ name: 'VARCHAR', 'k a': 'INTEGER[]', 'k A_2': 'INTEGER[]' }, [['y', '[1]', '[]']]) },
  },
  { title: 'No rows: the names alone would be left, of which there is none', params: { header: 'month' }, inputs: { in: table(sold, []) }, outputs: { out: table({ name: 'VARCHAR' }, []) } },
];

import { table, type Example } from '../../../engine/definition/index.ts';

const kinds = { 'id "n". 🎲': 'INTEGER', kind: 'VARCHAR', at: 'DATE' };
const rows = table(kinds, [[1, 'a', '2024-01-01'], [2, 'a', '2024-01-02'], [3, 'a', '2024-01-03'], [4, 'a', null], [5, 'b', '2024-01-05'], [6, 'b', '2024-01-05'], [7, null, '2024-01-07'], [8, null, '2024-01-08']]);
const some = (...ids: readonly number[]) => table(kinds, rows.rows.filter((row) => ids.includes(row[0] as number)));

export const examples: readonly Example[] = [
  { title: 'By chance', params: { test: 0.25, validation: 0.25 }, inputs: { in: rows }, outputs: { train: some(3, 4, 7, 8), validation: some(1, 6), test: some(2, 5) } },
  { title: 'Half of each class, missing ones being a class too', params: { method: 'stratified', strata: ['kind'], test: 0.5 }, inputs: { in: rows }, outputs: { train: some(3, 4, 6, 8), test: some(1, 2, 5, 7), validation: some() } },
  { title: 'Whole groups', params: { method: 'group', groups: ['kind'], test: 0.34 }, inputs: { in: rows }, outputs: { train: some(5, 6, 7, 8), test: some(1, 2, 3, 4) } },
  { title: 'The latest to test with; rows of one day stay together, those without a day are the earliest', params: { method: 'time', time: 'at', test: 0.38, validation: 0.25 }, inputs: { in: rows }, outputs: { train: some(1, 2, 4), validation: some(3), test: some(5, 6, 7, 8) } },
  { title: 'By a key that several rows share, lists among their values', params: { key: ['k'], test: 0.5 }, inputs: { in: table({ k: 'INTEGER', v: 'INTEGER[]' }, [[1, '[1]'], [1, null], [1, '[]'], [1, '[2]']]) }, outputs: { train: table({ k: 'INTEGER', v: 'INTEGER[]' }, [[1, null], [1, '[]']]) } },
  { title: 'No rows', params: {}, inputs: { in: table(kinds, []) }, outputs: { train: some(), validation: some(), test: some() } },
];

import { table, type Example } from '../../../engine/definition/index.ts';

const kinds = { id: 'INTEGER', 'kind "of". 🎲': 'VARCHAR', at: 'DATE' };
const rows = table(kinds, [[1, 'a', '2024-01-01'], [2, 'a', '2024-01-02'], [3, 'a', '2024-01-03'], [4, 'b', null], [5, 'b', '2024-01-05'], [6, null, '2024-01-05']]);
const folded = (...folds: readonly number[]) => table({ ...kinds, fold: 'INTEGER' }, rows.rows.map((row, i) => [...row, folds[i]!]));

export const examples: readonly Example[] = [
  { title: 'By chance; sizes differ by one row at most', params: { folds: 4 }, inputs: { in: rows }, outputs: { out: folded(1, 2, 2, 4, 3, 1) } },
  { title: 'Every class in every fold as far as it goes', params: { method: 'stratified', strata: ['kind "of". 🎲'], folds: 3 }, inputs: { in: rows }, outputs: { out: folded(2, 1, 3, 2, 1, 3) } },
  { title: 'Whole groups', params: { method: 'group', groups: ['kind "of". 🎲'], folds: 2 }, inputs: { in: rows }, outputs: { out: folded(1, 1, 1, 1, 1, 2) } },
  { title: 'Stretches of time, the earliest first', params: { method: 'time', time: 'at', folds: 3 }, inputs: { in: rows }, outputs: { out: folded(1, 2, 2, 1, 3, 3) } },
  { title: 'No rows', params: {}, inputs: { in: table(kinds, []) }, outputs: { out: table({ ...kinds, fold: 'INTEGER' }, []) } },
];

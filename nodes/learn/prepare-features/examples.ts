import { table, type Example } from '../../../engine/definition/index.ts';

const people = { id: 'INTEGER', 'größe "cm" 🌱': 'DOUBLE', city: 'VARCHAR' };
const parameters = { column: 'VARCHAR', step: 'VARCHAR', missing: 'DOUBLE', center: 'DOUBLE', scale: 'DOUBLE', value: 'VARCHAR', code: 'DOUBLE' };
const height = 'größe "cm" 🌱';
const columns = { id: 'INTEGER', [height]: 'DOUBLE', city_Bern: 'TINYINT', city_Genf: 'TINYINT' };

export const examples: readonly Example[] = [
  {
    title: 'A missing number becomes the mean of the others, numbers are scaled, each city gets a column',
    params: { leave: ['ID'], impute: 'mean', scale: 'min-max' },
    inputs: { in: table(people, [[1, 160, 'Bern'], [2, 180, 'Genf'], [3, null, 'Bern'], [4, 200, null]]) },
    outputs: {
      out: table(columns, [[1, 0, 1, 0], [2, 0.5, 0, 1], [3, 0.5, 1, 0], [4, 1, 0, 0]]),
      parameters: table(parameters, [[height, 'number', 180, 160, 40, null, null], ['city', 'one-hot', null, null, null, 'Bern', 0], ['city', 'one-hot', null, null, null, 'Genf', 1]]),
    },
  },
  {
    title: 'By parameters that were found before: a value that was not there is none of the columns',
    params: {},
    inputs: {
      in: table(people, [[9, 220, 'Basel'], [8, null, 'Genf']]),
      fitted: table(parameters, [['city', 'one-hot', null, null, null, 'Genf', 1], ['city', 'one-hot', null, null, null, 'Bern', 0], [height, 'number', 180, 160, 40, null, null]]),
    },
    outputs: { out: table(columns, [[9, 1.5, 0, 0], [8, 0.5, 0, 1]]) },
  },
  {
    title: 'All in one list, as a model with one input takes them',
    params: { columns: [height, 'city'], scale: 'none', impute: 'median', flags: true, encode: 'frequency', as: 'list', list: 'x' },
    inputs: { in: table(people, [[1, 160, 'Bern'], [2, 180, 'Genf'], [3, null, 'Bern'], [4, 200, null]]) },
    outputs: {
      out: table({ id: 'INTEGER', x: 'DOUBLE[]' }, [[1, '[160.0, 0.0, 0.5]'], [2, '[180.0, 0.0, 0.25]'], [3, '[180.0, 1.0, 0.5]'], [4, '[200.0, 0.0, 0.0]']]),
      parameters: table(parameters, [[height, 'number', 180, 0, 1, null, null], [height, 'flag', null, null, null, null, null], ['city', 'frequency', null, null, null, 'Bern', 0.5], ['city', 'frequency', null, null, null, 'Genf', 0.25]]),
    },
  },
  {
    title: 'A column in its own way; places of values',
    params: { encode: 'ordinal', maxValues: 1, preparation: [{ column: height, impute: 'value', value: 100, scale: 'robust' }], columns: [height, 'city'] },
    inputs: { in: table(people, [[1, 160, 'Genf'], [2, 180, 'Genf'], [3, null, 'Bern'], [4, 200, null]]) },
    outputs: { out: table({ id: 'INTEGER', [height]: 'DOUBLE', city: 'DOUBLE' }, [[1, -0.25, 0], [2, 0.25, 0], [3, -1.75, -1], [4, 0.75, -1]]) },
  },
  { title: 'No rows', params: {}, inputs: { in: table(people, []) }, outputs: { out: table({ id: 'DOUBLE', [height]: 'DOUBLE' }, []), parameters: table(parameters, [['id', 'number', 0, 0, 1, null, null], [height, 'number', 0, 0, 1, null, null]]) } },
];

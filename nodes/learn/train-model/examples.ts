import { table, type Example } from '../../../engine/definition/index.ts';

const columns = { petal: 'DOUBLE', 'stem "cm" 🌱': 'INTEGER', colour: 'VARCHAR', kind: 'VARCHAR' };
const flowers = table(columns, [
  [1.1, 30, 'white', 'daisy'],
  [1.3, 28, 'white', 'daisy'],
  [1.2, 29, '', 'daisy'],
  [4.8, 61, 'red', 'rose'],
  [5.1, 58, 'red', 'rose'],
  [4.9, 60, 'white', 'rose'],
  [5.0, 60, 'red', null],
]);

/** The tables show what the written model says of the rows it was trained on. */
export const examples: readonly Example[] = [
  {
    title: 'A class from numbers and texts; rows without a target are not learned from',
    params: { path: 'kind.onnx', target: 'kind', algorithm: 'logistic', validation: 0 },
    inputs: { in: flowers },
    written: { 'kind.onnx': table({ petal: 'DOUBLE', label: 'VARCHAR' }, [[1.1, 'daisy'], [1.3, 'daisy'], [1.2, 'daisy'], [4.8, 'rose'], [5.1, 'rose'], [4.9, 'rose'], [5.0, 'rose']]) },
  },
  {
    title: 'A number; missing values are replaced by the median',
    params: { path: 'stem.onnx', task: 'regression', target: 'stem "cm" 🌱', features: ['petal'], algorithm: 'tree', maxDepth: 1, validation: 0 },
    inputs: { in: table(columns, [[1.0, 30, null, null], [1.25, 32, null, null], [5.0, 60, null, null], [5.5, 62, null, null], [null, 64, null, null]]) },
    written: { 'stem.onnx': table({ petal: 'DOUBLE', prediction: 'FLOAT' }, [[1.0, 31], [1.25, 31], [5.0, 62], [5.5, 62], [null, 62]]) },
  },
  {
    title: 'A missing value of one column is 0, those of the others the median',
    params: { path: 'stem.onnx', task: 'regression', target: 'stem "cm" 🌱', features: ['petal'], algorithm: 'tree', maxDepth: 1, validation: 0, preparation: [{ column: 'petal', impute: 'zero' }] },
    inputs: { in: table(columns, [[null, 30, null, null], [1.25, 32, null, null], [5.0, 60, null, null], [5.5, 62, null, null]]) },
    written: { 'stem.onnx': table({ petal: 'DOUBLE', prediction: 'FLOAT' }, [[null, 31], [1.25, 31], [5.0, 61], [5.5, 61]]) },
  },
  {
    title: 'Groups of like rows, without a target',
    params: { path: 'groups.onnx', task: 'clustering', features: ['petal', 'stem "cm" 🌱'], clusters: 2, scale: 'none', validation: 0 },
    inputs: { in: table(columns, [[1, 10, null, null], [3, 10, null, null], [100, 50, null, null]]) },
    written: { 'groups.onnx': table({ petal: 'DOUBLE', distance: 'FLOAT' }, [[1, 1], [3, 1], [100, 0]]) },
  },
  {
    title: 'Nothing can be learned from no rows',
    params: { path: 'none.onnx', target: 'kind' },
    inputs: { in: table(columns, []) },
    stops: 'training-impossible',
  },
];

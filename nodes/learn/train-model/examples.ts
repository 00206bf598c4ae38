import { table, type Example } from '../../../engine/definition/index.ts';

const flowers = table(
  { petal: 'DOUBLE', 'stem "cm" 🌱': 'INTEGER', colour: 'VARCHAR', kind: 'VARCHAR' },
  [
    [1.1, 30, 'white', 'daisy'],
    [1.3, 28, 'white', 'daisy'],
    [null, 31, 'white', 'daisy'],
    [1.2, 29, null, 'daisy'],
    [4.8, 61, 'red', 'rose'],
    [5.1, 58, 'red', 'rose'],
    [4.9, null, 'white', 'rose'],
    [5.3, 64, 'red', 'rose'],
    [5.0, 60, 'red', null],
  ],
);

/** What a model says is compared in tests of its own: a file of weights is no text to read. */
export const examples: readonly Example[] = [
  { title: 'A class from numbers and texts, some of them missing', params: { path: 'kind.onnx', target: 'kind', algorithm: 'logistic', validation: 0 }, inputs: { in: flowers }, written: {} },
  { title: 'A number by the rows like it', params: { path: 'stem.onnx', task: 'regression', target: 'stem "cm" 🌱', features: ['petal'], algorithm: 'tree', validation: 0.25 }, inputs: { in: flowers }, written: {} },
  { title: 'Groups of like rows, without a target', params: { path: 'groups.onnx', task: 'clustering', features: ['petal', 'stem "cm" 🌱'], clusters: 2, validation: 0 }, inputs: { in: flowers }, written: {} },
];

import { table, type Example } from '../../../engine/definition/index.ts';
import { groups, kind, square } from './example-models.ts';
import { cardSchemas } from './schemas.ts';

const tableOf = (port: keyof typeof cardSchemas, rows: Parameters<typeof table>[1]) => table(Object.fromEntries(cardSchemas[port].map((c) => [c.name, c.type])), rows);

export const examples: readonly Example[] = [
  {
    title: 'A classifier: what each column is worth, and what was taken for what',
    params: { model: 'kind.onnx' },
    files: { 'kind.onnx': kind },
    outputs: { importance: tableOf('importance', [['größe "x" 🌱', 0.3333333333333333], ['colour', 0]]), metrics: tableOf('metrics', [['validation', 'accuracy', 1], ['validation', 'balanced accuracy', 1], ['validation', 'macro F1', 1], ['validation', 'log loss', 0], ['validation', 'ROC AUC', 1], ['training', 'accuracy', 1], ['training', 'balanced accuracy', 1], ['training', 'macro F1', 1], ['training', 'log loss', 0], ['training', 'ROC AUC', 1]]), confusion: tableOf('confusion', [['daisy', 'daisy', 3], ['daisy', 'rose', 0], ['rose', 'daisy', 0], ['rose', 'rose', 3]]) },
    ordered: true,
  },
  {
    title: 'A number, judged by the rows it learned from',
    params: { model: 'square.onnx' },
    files: { 'square.onnx': square },
    outputs: { metrics: tableOf('metrics', [['training', 'RMSE', 7.604823031033224], ['training', 'MAE', 6.333333333333333], ['training', 'R²', 0.7921533393231506]]), confusion: tableOf('confusion', []) },
    ordered: true,
  },
  {
    title: 'Groups have no target, so no column is worth more than another',
    params: { model: 'groups.onnx' },
    files: { 'groups.onnx': groups },
    outputs: { importance: tableOf('importance', []), facts: tableOf('facts', [['task', 'clustering'], ['algorithm', 'k-means'], ['target', null], ['features', 'a, b'], ['classes', null], ['rows learned from', '8'], ['rows judged by', '0'], ['rows without a target', '0'], ['fingerprint of the data', '244ff34041f6bea4edc42d10e5796cb15348fb598b15443347434a077000473c'], ['fingerprint of the model', '32cc4b227732ae9cf5660a449b2e7ab8a6958935b7cc1af73ac1c631309116eb'], ['setting impute', 'mean'], ['setting scale', 'standard'], ['setting maxCategories', '50'], ['setting trees', '100'], ['setting learningRate', '0.1'], ['setting maxDepth', '0'], ['setting maxLeaves', '31'], ['setting minLeafRows', '1'], ['setting regularisation', '0'], ['setting clusters', '2'], ['setting contamination', '0'], ['setting validation', '0'], ['setting seed', '1']]) },
    ordered: true,
  },
];

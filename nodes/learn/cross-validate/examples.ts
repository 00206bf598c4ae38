import { table, type Example } from '../../../engine/definition/index.ts';

const flowers = { 'petal "cm" 🌱': 'DOUBLE', kind: 'VARCHAR', part: 'INTEGER' };
const sales = { day: 'DATE', price: 'INTEGER', sold: 'INTEGER' };
const metrics = { metric: 'VARCHAR', mean: 'DOUBLE', deviation: 'DOUBLE', lowest: 'DOUBLE', highest: 'DOUBLE', folds: 'BIGINT' };
const folds = { fold: 'INTEGER', metric: 'VARCHAR', value: 'DOUBLE', rows_learned: 'BIGINT', rows_judged: 'BIGINT' };
const said = { label: 'VARCHAR', probability_daisy: 'DOUBLE', probability_rose: 'DOUBLE' };

export const examples: readonly Example[] = [
  {
    title: 'What a model says that has not seen the row; a row without a target takes no part',
    params: { target: 'kind', features: ['petal "cm" 🌱'], algorithm: 'tree', fold: 'part' },
    inputs: { in: table(flowers, [[1.1, 'daisy', 1], [1.3, 'daisy', 2], [4.8, 'rose', 1], [1.6, 'rose', 2], [5.2, 'rose', 2], [5.0, null, 1]]) },
    outputs: {
      out: table({ ...flowers, ...said }, [[1.1, 'daisy', 1, 'daisy', 1, 0], [1.3, 'daisy', 2, 'daisy', 1, 0], [4.8, 'rose', 1, 'rose', 0, 1], [1.6, 'rose', 2, 'daisy', 1, 0], [5.2, 'rose', 2, 'rose', 0, 1], [5.0, null, 1, null, null, null]]),
      metrics: table(metrics, [['accuracy', 0.8333333333333333, 0.16666666666666666, 0.6666666666666666, 1, 2], ['balanced accuracy', 0.875, 0.125, 0.75, 1, 2], ['macro F1', 0.8333333333333333, 0.16666666666666666, 0.6666666666666666, 1, 2], ['log loss', 5.756462732485114, 5.756462732485114, 0, 11.512925464970229, 2], ['ROC AUC', 0.875, 0.125, 0.75, 1, 2]]),
    },
  },
  {
    title: 'By time: each stretch is judged by what was learned from those before it',
    params: { task: 'regression', target: 'sold', features: ['price'], algorithm: 'tree', method: 'time', time: 'day', folds: 2 },
    inputs: { in: table(sales, [['2026-01-01', 5, 10], ['2026-01-02', 5, 14], ['2026-01-03', 5, 15], ['2026-01-04', 5, 13], ['2026-01-05', 5, 20], ['2026-01-06', 5, 24]]) },
    outputs: {
      out: table({ ...sales, fold: 'INTEGER', prediction: 'DOUBLE' }, [['2026-01-01', 5, 10, 0, null], ['2026-01-02', 5, 14, 0, null], ['2026-01-03', 5, 15, 1, 12], ['2026-01-04', 5, 13, 1, 12], ['2026-01-05', 5, 20, 2, 13], ['2026-01-06', 5, 24, 2, 13]]),
      folds: table(folds, [[1, 'RMSE', 2.23606797749979, 2, 2], [1, 'MAE', 2, 2, 2], [1, 'R²', -4, 2, 2], [2, 'RMSE', 9.219544457292887, 4, 2], [2, 'MAE', 9, 4, 2], [2, 'R²', -20.25, 4, 2]]),
    },
  },
  {
    title: 'All rows of one class teach nothing',
    params: { target: 'kind' },
    inputs: { in: table(flowers, [[1.1, 'daisy', 1], [1.3, 'daisy', 2]]) },
    stops: 'training-impossible',
  },
  { title: 'No rows', params: { task: 'regression', target: 'sold' }, inputs: { in: table(sales, []) }, outputs: { out: table({ ...sales, fold: 'INTEGER', prediction: 'DOUBLE' }, []), metrics: table(metrics, []), folds: table(folds, []) } },
];

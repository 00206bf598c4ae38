import { driftSchema, table, type Example } from '../../../engine/definition/index.ts';

const truth = 'was "it". 🎈';
const said = { [truth]: 'VARCHAR', site: 'VARCHAR', label: 'VARCHAR', probability_no: 'FLOAT', probability_yes: 'FLOAT' };
const scored = table(said, [['yes', 'a', 'yes', 0.25, 0.75], ['no', 'a', 'no', 0.875, 0.125], ['yes', 'b', 'no', 0.625, 0.375], ['no', 'b', 'no', 0.5, 0.5], [null, 'b', 'yes', 0, 1], ['yes', 'b', null, null, null]]);
const metrics = { metric: 'VARCHAR', class: 'VARCHAR', value: 'DOUBLE', rows: 'BIGINT' };
const numbers = { y: 'INTEGER', prediction: 'DOUBLE' };
const curve = { x: 'DOUBLE', y: 'DOUBLE', series: 'VARCHAR', curve: 'VARCHAR', class: 'VARCHAR', threshold: 'DOUBLE', rows: 'BIGINT' };

export const examples: readonly Example[] = [
  {
    title: 'Two classes, as a whole and by site; rows without a truth or a prediction are left out',
    params: { target: truth, slices: ['site'], bins: 2 },
    inputs: { in: scored },
    outputs: {
      metrics: table(metrics, [['accuracy', null, 0.75, 4], ['balanced accuracy', null, 0.75, 4], ['macro precision', null, 0.8333333333333333, 4], ['macro recall', null, 0.75, 4], ['macro F1', null, 0.7333333333333334, 4], ['weighted precision', null, 0.8333333333333333, 4], ['weighted recall', null, 0.75, 4], ['weighted F1', null, 0.7333333333333334, 4], ['Matthews correlation', null, 0.5773502691896258, 4], ['log loss', null, 0.5237974746619938, 4], ['Brier score', null, 0.1796875, 4], ['ROC AUC', null, 0.75, 4], ['PR AUC', null, 0.8333333333333333, 4], ['precision', 'no', 0.6666666666666666, 2], ['recall', 'no', 1, 2], ['F1', 'no', 0.8, 2], ['precision', 'yes', 1, 2], ['recall', 'yes', 0.5, 2], ['F1', 'yes', 0.6666666666666666, 2]]),
      confusion: table({ actual: 'VARCHAR', predicted: 'VARCHAR', rows: 'BIGINT', share: 'DOUBLE' }, [['no', 'no', 2, 1], ['yes', 'no', 1, 0.5], ['yes', 'yes', 1, 0.5]]),
      curve: table(curve, [[0, 0, 'ROC', 'ROC', 'yes', null, 0], [0, 0.5, 'ROC', 'ROC', 'yes', 0.75, 1], [0.5, 0.5, 'ROC', 'ROC', 'yes', 0.5, 2], [0.5, 1, 'ROC', 'ROC', 'yes', 0.375, 3], [1, 1, 'ROC', 'ROC', 'yes', 0.125, 4], [0.3333333333333333, 0.3333333333333333, 'calibration', 'calibration', 'yes', null, 3], [0.75, 1, 'calibration', 'calibration', 'yes', null, 1], [0, 1, 'precision-recall', 'precision-recall', 'yes', null, 0], [0.5, 1, 'precision-recall', 'precision-recall', 'yes', 0.75, 1], [0.5, 0.5, 'precision-recall', 'precision-recall', 'yes', 0.5, 2], [1, 0.6666666666666666, 'precision-recall', 'precision-recall', 'yes', 0.375, 3], [1, 0.5, 'precision-recall', 'precision-recall', 'yes', 0.125, 4]]),
      slices: table({ column: 'VARCHAR', value: 'VARCHAR', rows: 'BIGINT', accuracy: 'DOUBLE', balanced_accuracy: 'DOUBLE', macro_f1: 'DOUBLE', log_loss: 'DOUBLE', brier_score: 'DOUBLE', roc_auc: 'DOUBLE', pr_auc: 'DOUBLE' }, [['site', 'a', 2, 1, 1, 1, 0.21060673253815176, 0.0390625, 1, 1], ['site', 'b', 2, 0.5, 0.5, 0.3333333333333333, 0.8369882167858358, 0.3203125, 0, 0.5]]),
    },
    ordered: true,
  },
  {
    title: 'Numbers, their residuals, and how far the predictions have moved from earlier ones',
    params: { target: 'y', bins: 2 },
    inputs: { in: table(numbers, [[1, 2], [2, 2], [4, 3], [7, 8], [null, 1], [3, 'inf']]), baseline: table({ prediction: 'DOUBLE' }, [[2], [2], [3], [8]]) },
    outputs: {
      metrics: table(metrics, [['RMSE', null, 0.8660254037844386, 4], ['MAE', null, 0.75, 4], ['R²', null, 0.8571428571428572, 4], ['MAPE', null, 0.3482142857142857, 4], ['median absolute error', null, 1, 4], ['largest error', null, 1, 4], ['mean residual', null, -0.25, 4], ['residual, 5 % below', null, -1, 4], ['residual, 25 % below', null, -1, 4], ['residual, 50 % below', null, -0.5, 4], ['residual, 75 % below', null, 0.25, 4], ['residual, 95 % below', null, 0.8499999999999996, 4]]),
      curve: table(curve, [[2, 1.5, 'calibration', 'calibration', null, null, 2], [5.5, 5.5, 'calibration', 'calibration', null, null, 2], [-0.5, 2, 'residuals', 'residuals', null, null, 2], [0.5, 2, 'residuals', 'residuals', null, null, 2]]),
      drift: table(Object.fromEntries(driftSchema.map((c) => [c.name, c.type])), [['prediction', 6, 4, 0.16666666666666666, 0, 1.3032658103857737, 0.0954372523105548, 0.2, 0.9998584020814187, 0.8333333333333333, 0.6592406302004437, 'psi', true]]),
    },
    ordered: true,
  },
  {
    title: 'A truth of true and false is met by the 1 and 0 of a model',
    params: { target: 'good', prediction: 'guess' },
    inputs: { in: table({ good: 'BOOLEAN', guess: 'DOUBLE' }, [[true, 1], [false, 1], [true, 0]]) },
    outputs: { confusion: table({ actual: 'VARCHAR', predicted: 'VARCHAR', rows: 'BIGINT', share: 'DOUBLE' }, [['0', '1', 1, 1], ['1', '0', 1, 0.5], ['1', '1', 1, 0.5]]) },
    ordered: true,
  },
  {
    title: 'One probability and no class: 0.5 and more is positive',
    params: { target: 'churned', probabilities: ['score'], positive: 'true' },
    inputs: { in: table({ churned: 'BOOLEAN', score: 'DOUBLE' }, [[true, 0.5], [false, 0.25], [false, 0.75], [true, 'nan']]) },
    outputs: { confusion: table({ actual: 'VARCHAR', predicted: 'VARCHAR', rows: 'BIGINT', share: 'DOUBLE' }, [['not true', 'not true', 1, 0.5], ['not true', 'true', 1, 0.5], ['true', 'true', 1, 1]]) },
    ordered: true,
  },
  {
    title: 'No rows: nothing can be said',
    params: { target: 'y' },
    inputs: { in: table(numbers, []) },
    outputs: { curve: table(curve, []), confusion: table({ actual: 'VARCHAR', predicted: 'VARCHAR', rows: 'BIGINT', share: 'DOUBLE' }, []) },
  },
];

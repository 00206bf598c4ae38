import { call, column, type Expression } from '../../../engine/expression/expression.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { figures, kept, minus, n, over, sum, times, type By } from './figures.ts';

/** Columns of the `slices` port and the figures they hold. */
export const numberSlices = [['rmse', 'RMSE'], ['mae', 'MAE'], ['r2', 'R²'], ['mape', 'MAPE'], ['mean_residual', 'mean residual']] as const;

const quantiles = [5, 25, 50, 75, 95] as const;

/** Figures of predicted numbers, computed as scikit-learn does; a residual is the truth less the prediction. */
export function numberFigures(rows: Relation, by: By): Relation {
  const [actual, residual] = [column('actual'), column('residual')];
  const size = call('abs', residual);
  const squares = times(residual, residual);
  const quantile = (percent: number): Expression => call('quantile_cont', residual, n(percent / 100));
  const counted: Relation = {
    op: 'aggregate',
    from: { op: 'extend', from: rows, columns: [{ name: 'residual', value: minus(actual, column('predicted')) }] },
    groups: kept(by),
    measures: [
      { name: 'rows', value: call('count') },
      { name: 'rmse', value: call('sqrt', call('avg', squares)) },
      { name: 'mae', value: call('avg', size) },
      // Without spread in the truth there is nothing to explain.
      { name: 'r2', value: minus(n(1), over(sum(squares), times(call('var_pop', actual), call('count')))) },
      { name: 'mape', value: call('avg', over(size, call('greatest', call('abs', actual), n(Number.EPSILON)))) },
      { name: 'median', value: call('median', size) },
      { name: 'largest', value: call('max', size) },
      { name: 'mean', value: call('avg', residual) },
      ...quantiles.map((percent) => ({ name: `q${percent}`, value: quantile(percent) })),
    ],
  };
  const named: Readonly<Record<string, Expression>> = {
    RMSE: column('rmse'),
    MAE: column('mae'),
    'R²': column('r2'),
    MAPE: column('mape'),
    'median absolute error': column('median'),
    'largest error': column('largest'),
    'mean residual': column('mean'),
    ...Object.fromEntries(quantiles.map((percent) => [`residual, ${percent} % below`, column(`q${percent}`)])),
  };
  return figures(counted, by, named, column('rows'), 0);
}

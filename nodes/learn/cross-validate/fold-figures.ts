import { call, column, isNotNull, literal, type Expression } from '../../../engine/expression/expression.ts';
import type { Relation } from '../../../engine/relation/relation.ts';

type Part = (name: string) => Expression;

/** Figures in the order in which they are shown. */
const metricOrder = ['accuracy', 'balanced accuracy', 'macro F1', 'log loss', 'ROC AUC', 'RMSE', 'MAE', 'R²'];
const place = (metric: Expression): Expression => call('list_position', { op: 'list', items: metricOrder.map((name) => literal(name)) }, metric);

const figures = (from: Relation, part: Part): Relation => ({ op: 'filter', from, condition: isNotNull(part('metric')) });

/** One row for each fold and figure. */
export function figuresOfFolds(judged: Relation, part: Part): Relation {
  const columns = [
    { name: 'fold', value: part('fold') },
    { name: 'metric', value: part('metric') },
    { name: 'value', value: part('figure') },
    { name: 'rows_learned', value: part('learned') },
    { name: 'rows_judged', value: part('judged') },
  ];
  const rows: Relation = { op: 'project', from: figures(judged, part), columns };
  return { op: 'sort', from: rows, keys: [column('fold'), place(column('metric'))].map((by) => ({ by, descending: false, nulls: 'last' })) };
}

/** One row for each figure: its mean over the folds, and how far the folds lie apart. */
export function meansOfFolds(judged: Relation, part: Part): Relation {
  const of = part('figure');
  const grouped: Relation = {
    op: 'aggregate',
    from: figures(judged, part),
    groups: [{ name: 'metric', value: part('metric') }],
    measures: [
      { name: 'mean', value: call('avg', of) },
      { name: 'deviation', value: call('stddev_pop', of) },
      { name: 'lowest', value: call('min', of) },
      { name: 'highest', value: call('max', of) },
      { name: 'folds', value: call('count', of) },
    ],
  };
  return { op: 'sort', from: grouped, keys: [{ by: place(column('metric')), descending: false, nulls: 'last' }] };
}

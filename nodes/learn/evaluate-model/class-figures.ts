import type { Expression } from '../../../engine/expression/expression.ts';
import { and, binary, call, choose, column, lambda, literal } from '../../../engine/expression/expression.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { double, figures, filtered, kept, minus, n, over, plus, sum, times, type By } from './figures.ts';
import { classList, type Prediction } from './scored-rows.ts';

type Classes = Extract<Prediction, { task: 'classification' }>;

/** Columns of the `slices` port and the figures they hold. */
export const classSlices = (of: Classes): readonly (readonly [string, string])[] => [
  ['accuracy', 'accuracy'],
  ['balanced_accuracy', 'balanced accuracy'],
  ['macro_f1', 'macro F1'],
  ...(of.scores.length === 0 ? [] : ([['log_loss', 'log loss'], ['brier_score', 'Brier score'], ['roc_auc', 'ROC AUC'], ['pr_auc', 'PR AUC']] as const)),
];

/** Rows by true and predicted class: the columns of `by`, `actual`, `predicted`, `n`. */
export const cells = (rows: Relation, by: By): Relation => ({ op: 'aggregate', from: rows, groups: kept([...by, 'actual', 'predicted']), measures: [{ name: 'n', value: call('count') }] });

/** The `confusion` port: `share` is of the rows of the true class. */
export function confusionTable(counted: Relation): Relation {
  const whole: Expression = { op: 'window', name: 'sum', args: [column('n')], partitionBy: [column('actual')], orderBy: [] };
  const shared: Relation = { op: 'project', from: counted, columns: [...kept(['actual', 'predicted']), { name: 'rows', value: column('n') }, { name: 'share', value: over(double(column('n')), double(whole)) }] };
  return { op: 'sort', from: shared, keys: ['actual', 'predicted'].map((name) => ({ by: column(name), descending: false, nulls: 'last' as const })) };
}

/** All figures of classes, computed as scikit-learn does; a class that is never predicted has precision 0. */
export function classFigures(rows: Relation, by: By, of: Classes): Relation {
  const counted = cells(rows, by);
  const same = binary(column('actual'), '=', column('predicted'));
  const side = (name: 'actual' | 'predicted'): Relation => ({
    op: 'project',
    from: counted,
    columns: [...kept(by), { name: 'class', value: column(name) }, { name: 'support', value: name === 'actual' ? double(column('n')) : n(0) }, { name: 'said', value: name === 'actual' ? n(0) : double(column('n')) }, { name: 'hit', value: name === 'actual' ? choose(same, double(column('n')), n(0)) : n(0) }],
  });
  const summed: Relation = { op: 'aggregate', from: { op: 'union', items: [side('actual'), side('predicted')] }, groups: kept([...by, 'class']), measures: ['support', 'said', 'hit'].map((name) => ({ name, value: sum(column(name)) })) };
  const share = (part: Expression, whole: Expression): Expression => call('coalesce', over(part, whole), n(0));
  const [hit, support, said] = [column('hit'), column('support'), column('said')];
  const perClass: Relation = { op: 'extend', from: summed, columns: [{ name: 'precision', value: share(hit, said) }, { name: 'recall', value: share(hit, support) }, { name: 'f1', value: share(times(n(2), hit), plus(support, said)) }] };
  const mean = (name: string): Expression => call('avg', column(name));
  const weighted = (name: string): Expression => over(sum(times(column(name), support)), sum(support));
  const [all, right] = [sum(support), sum(hit)];
  const matthews = over(minus(times(right, all), sum(times(support, said))), call('sqrt', times(minus(times(all, all), sum(times(said, said))), minus(times(all, all), sum(times(support, support))))));
  const overall: Relation = {
    op: 'aggregate',
    from: perClass,
    groups: kept(by),
    measures: [
      { name: 'rows', value: all },
      { name: 'accuracy', value: over(right, all) },
      { name: 'balanced', value: filtered('avg', column('recall'), binary(support, '>', n(0))) },
      ...['precision', 'recall', 'f1'].flatMap((name) => [{ name: `macro_${name}`, value: mean(name) }, { name: `weighted_${name}`, value: weighted(name) }]),
      { name: 'matthews', value: matthews },
    ],
  };
  const named = { accuracy: column('accuracy'), 'balanced accuracy': column('balanced'), 'macro precision': column('macro_precision'), 'macro recall': column('macro_recall'), 'macro F1': column('macro_f1'), 'weighted precision': column('weighted_precision'), 'weighted recall': column('weighted_recall'), 'weighted F1': column('weighted_f1'), 'Matthews correlation': column('matthews') };
  return {
    op: 'union',
    items: [
      figures(overall, by, named, column('rows'), 0),
      figures(perClass, by, { precision: column('precision'), recall: column('recall'), F1: column('f1') }, support, 50, column('class')),
      ...(of.scores.length === 0 ? [] : scoreFigures(rows, by, of)),
    ],
  };
}

/** Figures of the probabilities themselves. */
function scoreFigures(rows: Relation, by: By, of: Classes): Relation[] {
  const place = call('list_position', classList(of.classes), column('actual'));
  const first = call('list_extract', column('scores'), literal(1));
  const right = of.classes.length === 1 ? choose(binary(column('actual'), '=', literal(of.classes[0]!)), first, minus(n(1), first)) : call('coalesce', call('list_extract', column('scores'), place), n(0));
  // The distance of 1 to the next double keeps the loss of a certain error finite.
  const clipped = call('least', call('greatest', column('right'), n(Number.EPSILON)), n(1 - Number.EPSILON));
  const asked = of.positive === null ? null : scoreOf(of, of.positive);
  const truth = choose(binary(column('actual'), '=', literal(of.positive ?? '')), n(1), n(0));
  const squares = call('list_sum', call('list_transform', column('scores'), lambda('p', times(column('p'), column('p')))));
  const brier = asked === null ? plus(minus(squares, times(n(2), column('right'))), n(1)) : times(minus(asked, truth), minus(asked, truth));
  const averaged: Relation = {
    op: 'aggregate',
    from: { op: 'extend', from: rows, columns: [{ name: 'right', value: right }] },
    groups: kept(by),
    measures: [{ name: 'rows', value: call('count') }, { name: 'loss', value: call('avg', minus(n(0), call('ln', clipped))) }, { name: 'brier', value: call('avg', brier) }],
  };
  const perClass = areas(rows, by, of);
  const overall: Relation = { op: 'aggregate', from: perClass, groups: kept(by), measures: [{ name: 'rows', value: call('max', column('all')) }, { name: 'roc', value: call('avg', column('roc')) }, { name: 'pr', value: call('avg', column('pr')) }] };
  return [
    figures(averaged, by, { 'log loss': column('loss'), 'Brier score': column('brier') }, column('rows'), 20),
    figures(overall, by, { 'ROC AUC': column('roc'), 'PR AUC': column('pr') }, column('rows'), 30),
    ...(of.positive === null ? [figures(perClass, by, { 'ROC AUC': column('roc'), 'PR AUC': column('pr') }, column('positives'), 60, column('class'))] : []),
  ];
}

const scoreOf = (of: Classes, name: string): Expression => call('list_extract', column('scores'), literal(of.classes.indexOf(name) + 1));

/** A row per row and class that has a curve: `class`, `score`, `hit`. */
export function opened(rows: Relation, by: By, of: Classes): Relation {
  const single = of.positive !== null;
  const listed: Relation = { op: 'project', from: rows, columns: [...kept([...by, 'actual']), { name: 'list', value: single ? { op: 'list', items: [scoreOf(of, of.positive)] } : column('scores') }] };
  const each: Relation = { op: 'unnest', from: listed, list: column('list'), as: 'score', also: [{ name: 'class', value: classList(single ? [of.positive] : of.classes) }] };
  return { op: 'project', from: each, columns: [...kept([...by, 'class', 'score']), { name: 'hit', value: binary(column('actual'), '=', column('class')) }] };
}

/** A row per class and different score, the largest first: `hits` and `rows` at it, `up_hits` and `up_rows` at it or above, `all_hits` and `all_rows`, `place` and `places`. */
export function ranked(rows: Relation, by: By, of: Classes): Relation {
  const grouped: Relation = { op: 'aggregate', from: opened(rows, by, of), groups: kept([...by, 'class', 'score']), measures: [{ name: 'hits', value: filtered('count', column('score'), column('hit')) }, { name: 'rows', value: call('count') }] };
  const group = [...by, 'class'].map((name) => column(name));
  const orderBy = [{ by: column('score'), descending: true, nulls: 'last' as const }];
  const up = (name: string): Expression => double({ op: 'window', name: 'sum', args: [column(name)], partitionBy: group, orderBy, frame: 'running' });
  const all = (name: string): Expression => double({ op: 'window', name: 'sum', args: [column(name)], partitionBy: group, orderBy: [] });
  const count = (name: string, ordered: boolean): Expression => ({ op: 'window', name, args: [], partitionBy: group, orderBy: ordered ? orderBy : [] });
  return {
    op: 'extend',
    from: grouped,
    columns: [...['hits', 'rows'].flatMap((name) => [{ name: `up_${name}`, value: up(name) }, { name: `all_${name}`, value: all(name) }]), { name: 'place', value: count('row_number', true) }, { name: 'places', value: count('count', false) }],
  };
}

/** Per class `roc`, the chance that a row of it scores above another one (equal scores count half), and `pr`, the mean precision over its rows; NULL where there are none of either. */
function areas(rows: Relation, by: By, of: Classes): Relation {
  const others = minus(column('rows'), column('hits'));
  const [positives, negatives] = [call('max', column('all_hits')), call('max', minus(column('all_rows'), column('all_hits')))];
  const above = sum(times(double(others), minus(column('up_hits'), over(double(column('hits')), n(2)))));
  const precision = sum(times(double(column('hits')), over(column('up_hits'), column('up_rows'))));
  const both = and(binary(positives, '>', n(0)), binary(negatives, '>', n(0)));
  return {
    op: 'aggregate',
    from: ranked(rows, by, of),
    groups: kept([...by, 'class']),
    measures: [
      { name: 'positives', value: positives },
      { name: 'all', value: call('max', column('all_rows')) },
      { name: 'roc', value: choose(both, over(above, times(positives, negatives))) },
      { name: 'pr', value: over(precision, positives) },
    ],
  };
}

import { findColumn, type Column, type Schema } from '../../../engine/core/schema.ts';
import { defineNode, driftComparable, driftReport, driftSchema, inputSchema, listedColumns, quoted, type BuildContext } from '../../../engine/definition/index.ts';
import { binary, call, choose, column, literal, type Expression } from '../../../engine/expression/expression.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { shared } from '../../../engine/relation/relation.ts';
import { cells, classFigures, classSlices, confusionTable } from './class-figures.ts';
import { classCurves, curveSchema, numberCurves } from './curve-table.ts';
import { examples } from './examples.ts';
import { double, metricsTable, over, slicedRows, slicesTable, sum } from './figures.ts';
import { numberFigures, numberSlices } from './number-figures.ts';
import { evaluateParams } from './params.ts';
import { findPrediction, scoredRows, type Prediction, type Settings } from './scored-rows.ts';

/** A class that fewer rows are of is told. */
const rare = 0.05;

export const evaluateModel = defineNode({
  type: 'evaluate-model',
  version: 1,
  title: 'Evaluate model',
  category: 'learn',
  icon: 'Em',
  summary: 'Compares what a model predicted with what was true: figures, table of right and wrong classes, curves, each also for parts of the rows, and how far its scores have drifted.',
  keywords: ['scorer', 'confusion matrix', 'accuracy', 'roc', 'auc', 'rmse', 'r2', 'metrics', 'model comparison', 'precision', 'recall', 'numeric scorer'],
  inputs: [
    { name: 'in', title: 'Scored rows', required: true },
    { name: 'baseline', title: 'Earlier scores', required: false },
  ],
  outputs: [
    { name: 'metrics', title: 'Metrics', kind: 'report' },
    { name: 'confusion', title: 'Confusion', kind: 'report' },
    { name: 'curve', title: 'Curves', kind: 'report' },
    { name: 'slices', title: 'Slices', kind: 'report' },
    { name: 'drift', title: 'Drift of scores', kind: 'report' },
  ],
  params: evaluateParams,
  caption: ({ target, slices }) => [target ?? '', (slices ?? []).length > 0 ? `by ${(slices ?? []).join(', ')}` : ''].filter(Boolean).join(' '),
  onStream: 'Write the scored rows to a file, and evaluate that file in a flow of its own, by schedule if need be; with the day or the hour of a row among the slices there are figures of each.',
  build(context) {
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    const { params } = context;
    const slices = listedColumns(context, schema, params.slices, 'slices', params.onMissing);
    const of = findPrediction(context, schema);
    if (!of) return { outputs: {} };
    const classes = of.task === 'classification';
    const rows = shared('complete');
    const complete: Relation = { op: 'filter', from: shared('scored'), condition: column('complete') };
    const figuresOf = (from: Relation, by: readonly string[]): Relation => (of.task === 'classification' ? classFigures(from, by, of) : numberFigures(from, by));
    const wide = of.task === 'classification' ? classSlices(of) : numberSlices;
    const sliceSchema: Schema = [{ name: 'column', type: 'VARCHAR' }, { name: 'value', type: 'VARCHAR' }, { name: 'rows', type: 'BIGINT' }, ...wide.map(([name]) => ({ name, type: 'DOUBLE' }))];
    const none = (columns: Schema): Relation => ({ op: 'values', schema: columns, rows: [] });
    return {
      shared: {
        scored: scoredRows(of, slices, params.threshold),
        complete,
        ...(classes ? { cells: cells(rows, []) } : {}),
      },
      outputs: {
        metrics: metricsTable(figuresOf(rows, [])),
        confusion: classes ? confusionTable(shared('cells')) : none([{ name: 'actual', type: 'VARCHAR' }, { name: 'predicted', type: 'VARCHAR' }, { name: 'rows', type: 'BIGINT' }, { name: 'share', type: 'DOUBLE' }]),
        curve: of.task === 'regression' ? numberCurves(rows, params.bins) : of.scores.length === 0 ? none(curveSchema) : classCurves(rows, of, params.bins, params.points),
        slices: slices.length === 0 ? none(sliceSchema) : slicesTable(figuresOf(slicedRows(rows, slices.map((c) => c.name)), ['slice', 'of']), wide),
        drift: scoreDrift(context, of),
      },
      gate: { from: warnings(of, shared('scored'), shared('cells')) },
    };
  },
  examples,
});

/** How the scores are spread against those of the baseline, or no rows while there is none. */
function scoreDrift(context: BuildContext<Settings>, of: Prediction): Relation {
  const baseline = inputSchema(context, 'baseline');
  if (!baseline) return { op: 'values', schema: driftSchema, rows: [] };
  const wanted: readonly Column[] = of.task === 'regression' ? [of.value] : of.scores.length > 0 ? of.scores : of.label ? [of.label] : [];
  const found = wanted.flatMap((c) => {
    const before = findColumn(baseline, c.name);
    return before ? [{ of: c, before }] : [];
  });
  const pairs = found.filter((pair) => driftComparable(context, pair, { port: 'baseline' }));
  if (found.length === 0) context.report('column-missing', `The earlier scores have no column ${wanted.map((c) => quoted(c.name)).join(' or ')}. Connect rows that came out of the same model.`, { port: 'baseline' });
  return pairs.length === 0 ? { op: 'values', schema: driftSchema, rows: [] } : driftReport(pairs, { measure: 'psi', bins: context.params.bins, limit: 0.2 });
}

/** What a person should know before they believe the figures. */
function warnings(of: Prediction, scored: Relation, counted: Relation): Relation {
  const line = (from: Relation, rule: string, message: Expression, broken: Expression, rows: Expression): Relation => {
    const success = binary(broken, '=', literal(0));
    return { op: 'project', from, columns: [{ name: 'rule', value: literal(rule) }, { name: 'severity', value: literal('warn') }, { name: 'message', value: message }, { name: 'success', value: success }, { name: 'broken', value: broken }, { name: 'rows', value: rows }] };
  };
  const left: Relation = { op: 'aggregate', from: scored, groups: [], measures: [{ name: 'rows', value: call('count') }, { name: 'broken', value: { op: 'call', name: 'count', args: [], filter: { op: 'not', item: column('complete') } } }] };
  const incomplete = line(left, 'complete rows', literal('Rows without a target or a prediction are left out of the figures'), column('broken'), column('rows'));
  if (of.task === 'regression') return incomplete;
  const perClass: Relation = { op: 'aggregate', from: counted, groups: [{ name: 'class', value: column('actual') }], measures: [{ name: 'n', value: call('sum', column('n')) }] };
  const shares: Relation = { op: 'aggregate', from: perClass, groups: [], measures: [{ name: 'rows', value: call('coalesce', call('sum', column('n')), literal(0)) }, { name: 'class', value: call('arg_min', column('class'), column('n')) }, { name: 'share', value: over(double(call('min', column('n'))), sum(column('n'))) }] };
  const scarce = choose(binary(column('share'), '<', literal(rare)), literal(1, 'BIGINT'), literal(0, 'BIGINT'));
  const message = call('concat', literal('Few rows are of class "'), column('class'), literal('": accuracy says little about it, look at the balanced accuracy and the confusion'));
  return { op: 'union', items: [incomplete, line(shares, 'balanced classes', message, scarce, column('rows'))] };
}

import { findColumn } from '../../../engine/core/schema.ts';
import { defineNode, foldNumber, inputSchema, lotParams, quoted, rowLots } from '../../../engine/definition/index.ts';
import { examples } from './examples.ts';

export const assignFolds = defineNode({
  type: 'assign-folds',
  version: 1,
  title: 'Cross-validation folds',
  category: 'learn',
  icon: 'Cv',
  summary: 'Gives every row the number of a fold, the same one each time, so that each fold can be kept out of training once.',
  keywords: ['k-fold', 'kfold', 'x-partitioner', 'cross validation', 'out of fold', 'machine learning'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    folds: { kind: 'integer', label: 'Folds', default: 5, min: 2, max: 1000 },
    as: { kind: 'text', label: 'Name of the new column', default: 'fold' },
    ...lotParams,
  },
  caption: ({ folds, method, strata, groups, time }) => [folds === undefined ? '' : `${folds} folds`, method === 'stratified' ? `of each ${(strata ?? []).join(', ')}` : method === 'group' ? `by ${(groups ?? []).join(', ')}` : method === 'time' ? `by ${time ?? '…'}` : ''].filter(Boolean).join(' '),
  build(context) {
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    const { folds, as } = context.params;
    if (as.trim() === '' || findColumn(schema, as)) {
      context.report(as.trim() === '' ? 'param-missing' : 'column-duplicate', as.trim() === '' ? 'The new column has no name. Give it one.' : `The input already has a column ${quoted(as)}. Give the new one another name.`, { param: 'as' });
      return { outputs: {} };
    }
    const lots = rowLots(context, schema, { taken: [as], inTurn: true });
    if (!lots) return { outputs: {} };
    return { outputs: { out: { op: 'extend', from: lots.rows, columns: [{ name: as, value: foldNumber(lots, folds, context.params.method === 'time') }], without: lots.added } } };
  },
  examples,
});

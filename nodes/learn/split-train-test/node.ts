import { defineNode, inputSchema, lotParams, rowLots, shareOfPlaces } from '../../../engine/definition/index.ts';
import { and, binary, column, not, or, type Expression } from '../../../engine/expression/expression.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { shared } from '../../../engine/relation/relation.ts';
import { examples } from './examples.ts';

export const splitTrainTest = defineNode({
  type: 'split-train-test',
  version: 1,
  title: 'Split train and test',
  category: 'learn',
  icon: 'Tt',
  summary: 'Parts the rows into those a model learns from and those it is judged by, the same way each time: by chance, each class alike, in whole groups, or by time.',
  keywords: ['partition', 'partitioning', 'holdout', 'create samples', 'train test split', 'validation', 'machine learning'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [
    { name: 'train', title: 'Train', kind: 'rows' },
    { name: 'validation', title: 'Validation', kind: 'rows' },
    { name: 'test', title: 'Test', kind: 'rows' },
  ],
  params: {
    test: { kind: 'number', label: 'Share to test with', help: 'From 0 to 1, rounded to whole rows; by time the latest.', default: 0.25, min: 0, max: 1 },
    validation: { kind: 'number', label: 'Share to choose by', help: 'A third part, for comparing models before the test; by time the rows before those of the test.', default: 0, min: 0, max: 1 },
    ...lotParams,
  },
  caption: ({ method, test, strata, groups, time }) => [test === undefined ? '' : `${Math.round(test * 100)} % test`, method === 'stratified' ? `of each ${(strata ?? []).join(', ')}` : method === 'group' ? `by ${(groups ?? []).join(', ')}` : method === 'time' ? `latest by ${time ?? '…'}` : ''].filter(Boolean).join(' '),
  build(context) {
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    const { test, validation } = context.params;
    if (test + validation > 1) {
      context.report('param-invalid', `The shares to test with and to choose by are ${test} and ${validation}, which is more than all rows. Make one of them smaller.`, { param: 'validation' });
      return { outputs: {} };
    }
    const lots = rowLots(context, schema);
    if (!lots) return { outputs: {} };
    const upTo = (share: number): Expression => binary(column(lots.place), '<=', shareOfPlaces(column(lots.places), share));
    const [tested, judged] = [upTo(test), upTo(test + validation)];
    const part = (condition: Expression): Relation => ({ op: 'extend', from: { op: 'filter', from: shared('lots'), condition }, columns: [], without: lots.added });
    return { shared: { lots: lots.rows }, outputs: { train: part(not(or(tested, judged))), validation: part(and(judged, not(tested))), test: part(tested) } };
  },
  examples,
});

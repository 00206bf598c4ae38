import { learningParams, lotParams, supervisedOptions, type ParamSpecs } from '../../../engine/definition/index.ts';

const { target, features, ...settings } = learningParams;
const { method, strata, groups, time, key, onMissing } = lotParams;

/** Without the algorithms that learn no target. */
const grown = { param: 'algorithm', in: ['forest', 'boosting', 'auto'] } as const;
const anyTree = { param: 'algorithm', in: ['tree', ...grown.in] } as const;

export const crossValidateParams = {
  task: {
    kind: 'choice',
    label: 'Task',
    default: 'classification',
    options: [
      { value: 'classification', label: 'Predict a class' },
      { value: 'regression', label: 'Predict a number' },
    ],
  },
  target,
  features,
  algorithm: { kind: 'choice', label: 'Algorithm', default: 'auto', options: [{ value: 'auto', label: 'Chosen by the task' }, ...supervisedOptions] },
  folds: { kind: 'integer', label: 'Folds', help: 'So many models are learned, each judged by the rows it has not seen.', default: 5, min: 2, max: 1000 },
  method: { ...method, default: 'auto', options: [{ value: 'auto', label: 'By chance; the classes to predict alike' }, ...method.options] },
  strata,
  groups,
  time: { ...time, help: 'Each stretch is judged by what was learned from those before it; the first is only learned from. Rows of the same time stay together.' },
  fold: { kind: 'column', label: 'Column of folds', help: 'Whole numbers, such as Cross-validation folds gives; the folds are not made here then.', over: 'in', default: null },
  seed: { kind: 'integer', label: 'Seed', help: 'The same rows and the same seed give the same folds, models and figures.', default: 1, min: 0, max: 2_147_483_647 },
  prefix: { kind: 'text', label: 'Prefix of the new columns', default: '' },
  key,
  ...settings,
  trees: { ...settings.trees, showIf: grown },
  maxDepth: { ...settings.maxDepth, showIf: anyTree },
  minLeafRows: { ...settings.minLeafRows, showIf: anyTree },
  onMissing,
} as const satisfies ParamSpecs;

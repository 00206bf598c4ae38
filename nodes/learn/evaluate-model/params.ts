import { onMissing, type ParamSpecs } from '../../../engine/definition/index.ts';

export const evaluateParams = {
  target: { kind: 'column', label: 'Target', help: 'What was true.', over: 'in', default: null, needed: true },
  task: {
    kind: 'choice',
    label: 'What was predicted',
    default: 'auto',
    options: [
      { value: 'auto', label: 'Found out by the columns' },
      { value: 'classification', label: 'A class' },
      { value: 'regression', label: 'A number' },
    ],
  },
  prefix: { kind: 'text', label: 'Prefix of the predicted columns', help: 'As it is set in Predict with ONNX.', default: '' },
  prediction: { kind: 'column', label: 'Predicted', help: 'When empty the column that Predict with ONNX calls `label`, or `prediction`; without it the likeliest class.', over: 'in', default: null },
  probabilities: { kind: 'columns', label: 'Probabilities', help: 'When empty all that Predict with ONNX calls `probability_` and the class.', over: 'in', default: [], showIf: { param: 'task', in: ['auto', 'classification'] } },
  positive: { kind: 'text', label: 'Positive class', help: 'Of two classes the one that is looked for. The second one when empty.', default: null, showIf: { param: 'task', in: ['auto', 'classification'] } },
  slices: { kind: 'columns', label: 'Also for each value of', help: 'Such as a region or an age group.', over: 'in', default: [] },
  bins: { kind: 'integer', label: 'Bins', help: 'Of the calibration, of the histogram of residuals and of drift.', default: 10, min: 2, max: 1000, advanced: true },
  points: { kind: 'integer', label: 'Most points of a curve', help: 'Areas are computed from all.', default: 200, min: 2, max: 100_000, advanced: true },
  threshold: { kind: 'number', label: 'Positive from', help: 'Only where a single probability is given and no class.', default: 0.5, min: 0, max: 1, advanced: true, showIf: { param: 'task', in: ['auto', 'classification'] } },
  onMissing,
} as const satisfies ParamSpecs;

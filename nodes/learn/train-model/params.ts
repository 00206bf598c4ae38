import { learningParams, supervisedOptions, type ParamSpecs } from '../../../engine/definition/index.ts';

const { target, features, ...settings } = learningParams;

/** Settings of training; those left empty follow the algorithm. */
export const trainingParams = {
  path: { kind: 'file', label: 'Model file', help: 'Relative to the flow; an existing file is replaced.', access: 'write', extensions: ['onnx'] },
  task: {
    kind: 'choice',
    label: 'Task',
    default: 'classification',
    options: [
      { value: 'classification', label: 'Predict a class' },
      { value: 'regression', label: 'Predict a number' },
      { value: 'clustering', label: 'Find groups', help: 'Without a target' },
      { value: 'anomaly', label: 'Find rows unlike the others', help: 'Without a target' },
    ],
  },
  target,
  features,
  algorithm: {
    kind: 'choice',
    label: 'Algorithm',
    default: 'auto',
    options: [
      ...supervisedOptions,
      { value: 'k-means', label: 'k-means' },
      { value: 'isolation-forest', label: 'Isolation forest' },
    ],
  },
  validation: { kind: 'number', label: 'Share kept for judging', help: 'Rows that the model does not see, by which it is judged; 0 for none.', default: 0.2, min: 0, max: 0.9 },
  seed: { kind: 'integer', label: 'Seed', help: 'The same rows and the same seed give the same model.', default: 1, min: 0, max: 2_147_483_647 },
  clusters: { kind: 'integer', label: 'Groups', default: 3, min: 2, max: 1000, showIf: { param: 'task', in: ['clustering'] } },
  contamination: { kind: 'number', label: 'Share of anomalies', help: '0 to go by the score alone.', default: 0, min: 0, max: 0.5, showIf: { param: 'task', in: ['anomaly'] } },
  register: { kind: 'text', label: 'Register as', help: 'Name of a model of the project: the file becomes its next version, which Predict finds as `name@stage`. Empty to write the file alone.', default: '' },
  stage: { kind: 'text', label: 'Promote to', help: 'Stage that the new version gets at once, such as `staging`; empty for none.', default: '', advanced: true },
  ...settings,
} as const satisfies ParamSpecs;

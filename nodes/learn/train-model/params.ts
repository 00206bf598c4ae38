import type { ParamSpecs } from '../../../engine/definition/index.ts';

const trees = ['forest', 'boosting', 'isolation-forest', 'auto'] as const;

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
  target: { kind: 'column', label: 'Target', help: 'What is to be predicted. Rows without a value there are left out.', over: 'in', default: null, needed: true, showIf: { param: 'task', in: ['classification', 'regression'] } },
  features: { kind: 'columns', label: 'Features', help: 'Columns to learn from; all numbers and texts when none is named.', over: 'in', default: [] },
  algorithm: {
    kind: 'choice',
    label: 'Algorithm',
    default: 'auto',
    options: [
      { value: 'auto', label: 'Chosen by the task' },
      { value: 'boosting', label: 'Gradient boosting', help: 'Trees that mend each other; most accurate on tables' },
      { value: 'forest', label: 'Random forest' },
      { value: 'tree', label: 'Decision tree' },
      { value: 'linear', label: 'Linear regression' },
      { value: 'logistic', label: 'Logistic regression' },
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
  impute: {
    kind: 'choice',
    label: 'A missing number becomes',
    default: 'auto',
    advanced: true,
    options: [
      { value: 'auto', label: 'What suits the algorithm' },
      { value: 'mean', label: 'The mean' },
      { value: 'median', label: 'The median' },
      { value: 'zero', label: '0' },
    ],
  },
  scale: {
    kind: 'choice',
    label: 'Scale numbers',
    default: 'auto',
    advanced: true,
    options: [
      { value: 'auto', label: 'Where the algorithm needs it' },
      { value: 'standard', label: 'To mean 0 and deviation 1' },
      { value: 'min-max', label: 'To 0 to 1' },
      { value: 'none', label: 'No' },
    ],
  },
  maxCategories: { kind: 'integer', label: 'Most values of a text', help: 'A column per value, the most frequent first; rarer values count as none of them.', default: 50, min: 1, max: 1000, advanced: true },
  preparation: {
    kind: 'list',
    label: 'Columns prepared in their own way',
    noun: 'column',
    default: [],
    advanced: true,
    item: {
      column: { kind: 'column', label: 'Column', over: 'in' },
      impute: {
        kind: 'choice',
        label: 'A missing number becomes',
        default: 'like-all',
        options: [
          { value: 'like-all', label: 'What it becomes in all columns' },
          { value: 'mean', label: 'The mean' },
          { value: 'median', label: 'The median' },
          { value: 'zero', label: '0' },
        ],
      },
      scale: {
        kind: 'choice',
        label: 'Scale',
        default: 'like-all',
        options: [
          { value: 'like-all', label: 'Like all columns' },
          { value: 'standard', label: 'To mean 0 and deviation 1' },
          { value: 'min-max', label: 'To 0 to 1' },
          { value: 'none', label: 'No' },
        ],
      },
      maxCategories: { kind: 'integer', label: 'Most values of a text', help: 'Empty: like all columns.', default: null, min: 1, max: 1000 },
    },
  },
  trees: { kind: 'integer', label: 'Trees or rounds', help: 'Empty: 100.', default: null, min: 1, max: 10_000, advanced: true, showIf: { param: 'algorithm', in: trees } },
  learningRate: { kind: 'number', label: 'Learning rate', help: 'Empty: 0.1.', default: null, min: 0.001, max: 1, advanced: true, showIf: { param: 'algorithm', in: ['boosting', 'auto'] } },
  maxDepth: { kind: 'integer', label: 'Deepest level of a tree', help: 'Empty or 0: no limit.', default: null, min: 0, max: 64, advanced: true, showIf: { param: 'algorithm', in: ['tree', ...trees] } },
  maxLeaves: { kind: 'integer', label: 'Most leaves of a tree', help: 'Empty: 31.', default: null, min: 2, max: 4096, advanced: true, showIf: { param: 'algorithm', in: ['boosting', 'auto'] } },
  minLeafRows: { kind: 'integer', label: 'Fewest rows of a leaf', help: 'Empty: 20 for boosting, else 1.', default: null, min: 1, max: 1_000_000, advanced: true, showIf: { param: 'algorithm', in: ['tree', ...trees] } },
  regularisation: { kind: 'number', label: 'Penalty on large weights', help: 'Empty: 1 for logistic regression, else 0.', default: null, min: 0, max: 1e9, advanced: true, showIf: { param: 'algorithm', in: ['linear', 'logistic', 'boosting', 'auto'] } },
} as const satisfies ParamSpecs;

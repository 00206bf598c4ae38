import type { ParamSpecs } from './param.ts';

const trees = ['forest', 'boosting', 'isolation-forest', 'auto'] as const;

/** Settings of nodes that learn from the rows of port `in`; those left empty follow the algorithm. */
export const learningParams = {
  target: { kind: 'column', label: 'Target', help: 'What is to be predicted. Rows without a value there are left out.', over: 'in', default: null, needed: true, showIf: { param: 'task', in: ['classification', 'regression'] } },
  features: { kind: 'columns', label: 'Features', help: 'Columns to learn from; all numbers and texts when none is named.', over: 'in', default: [] },
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

/** Algorithms that learn a target, as options of a setting. */
export const supervisedOptions = [
  { value: 'auto', label: 'Chosen by the task' },
  { value: 'boosting', label: 'Gradient boosting', help: 'Trees that mend each other; most accurate on tables' },
  { value: 'forest', label: 'Random forest' },
  { value: 'tree', label: 'Decision tree' },
  { value: 'linear', label: 'Linear regression' },
  { value: 'logistic', label: 'Logistic regression' },
] as const;

import { onMissing, type ParamSpecs } from '../../../engine/definition/index.ts';

const likeAll = { value: 'like-all', label: 'Like all columns' } as const;

const imputes = [
  { value: 'median', label: 'The median' },
  { value: 'mean', label: 'The mean' },
  { value: 'zero', label: '0' },
  { value: 'none', label: 'It stays missing' },
] as const;

const scales = [
  { value: 'standard', label: 'To mean 0 and deviation 1' },
  { value: 'min-max', label: 'To 0 to 1' },
  { value: 'robust', label: 'By median and quartiles' },
  { value: 'none', label: 'No' },
] as const;

const encodes = [
  { value: 'one-hot', label: 'A column of 0 and 1 for each value' },
  { value: 'ordinal', label: 'The place of the value', help: 'From 0, in the order of the values; -1 for a value that was not there and for none.' },
  { value: 'frequency', label: 'How frequent the value is', help: 'Its share of the rows; 0 for a value that was not there and for none.' },
  { value: 'none', label: 'They stay texts' },
] as const;

export const prepareParams = {
  columns: { kind: 'columns', label: 'Columns to prepare', help: 'All numbers and texts when none is named.', over: 'in', default: [] },
  leave: { kind: 'columns', label: 'Left as they are', help: 'Such as the target and what tells rows apart.', over: 'in', default: [] },
  impute: { kind: 'choice', label: 'A missing number becomes', default: 'median', options: imputes },
  scale: { kind: 'choice', label: 'Scale numbers', default: 'standard', options: scales },
  encode: { kind: 'choice', label: 'Texts become', default: 'one-hot', options: encodes },
  maxValues: { kind: 'integer', label: 'Most values of a text', help: 'The most frequent ones; rarer values count as none of them, and it is told how many there are.', default: 50, min: 1, max: 1000 },
  flags: { kind: 'boolean', label: 'Tell where a number was missing', help: 'A column of 0 and 1 for each column of numbers.', default: false },
  as: {
    kind: 'choice',
    label: 'Give them as',
    default: 'columns',
    options: [
      { value: 'columns', label: 'Columns' },
      { value: 'list', label: 'One column of lists', help: 'As models take them that have one input for all features.' },
    ],
  },
  list: { kind: 'text', label: 'Name of the lists', default: 'features', showIf: { param: 'as', in: ['list'] } },
  preparation: {
    kind: 'list',
    label: 'Columns prepared in their own way',
    noun: 'column',
    default: [],
    advanced: true,
    item: {
      column: { kind: 'column', label: 'Column', over: 'in' },
      impute: { kind: 'choice', label: 'A missing number becomes', default: 'like-all', options: [likeAll, ...imputes, { value: 'value', label: 'A value of its own' }] },
      value: { kind: 'number', label: 'That value', default: 0 },
      scale: { kind: 'choice', label: 'Scale numbers', default: 'like-all', options: [likeAll, ...scales] },
      encode: { kind: 'choice', label: 'Texts become', default: 'like-all', options: [likeAll, ...encodes] },
      maxValues: { kind: 'integer', label: 'Most values of a text', help: 'Empty: like all columns.', default: null, min: 1, max: 1000 },
    },
  },
  onMissing,
} as const satisfies ParamSpecs;

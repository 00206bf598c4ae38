import { expect, test } from 'vitest';
import type { TrainingAccount } from '../../../engine/core/training-account.ts';
import { figure, importanceRows, metricRows, trainingFacts } from './training-facts.ts';

const account: TrainingAccount = {
  task: 'classification',
  algorithm: 'tree',
  target: 'kind "k" 🌱',
  features: ['a', 'b'],
  classes: ['x', 'y'],
  rows: { training: 8000, validation: 2000, dropped: 3 },
  fingerprint: 'f0',
  settings: { trees: 100, 'scale of a': 'none' },
  metrics: { training: { accuracy: 1, 'log loss': 0.12345 }, validation: { accuracy: 0.987654 } },
  confusion: null,
  importance: [{ feature: 'a', drop: -0.01 }, { feature: 'b', drop: 0.5 }],
  warnings: [],
};

test('figures have four digits at most', () => {
  expect([0, 1, 12_345, 0.5, 0.000_049, 1234.56, -1234.56].map(figure)).toEqual(['0', '1', '12,345', '0.5000', '0.0000', '1,235', '-1,235']);
});

test('figures of both sides stand side by side, one that only one side has too', () => {
  expect(metricRows(account)).toEqual([{ name: 'accuracy', training: '1', validation: '0.9877' }, { name: 'log loss', training: '0.1235', validation: '' }]);
  expect(metricRows({ ...account, metrics: { training: { RMSE: 2 }, validation: null } })).toEqual([{ name: 'RMSE', training: '2', validation: null }]);
});

test('the column that is worth the most comes first; one that does harm has no bar', () => {
  expect(importanceRows(account.importance)).toEqual([{ feature: 'b', drop: '0.5000', share: 1 }, { feature: 'a', drop: '-0.0100', share: 0 }]);
  expect(importanceRows([{ feature: 'a', drop: 0 }])).toEqual([{ feature: 'a', drop: '0', share: 0 }]);
  expect(importanceRows(null)).toEqual([]);
});

test('what was learned from what is told in words', () => {
  expect(trainingFacts(account)).toEqual([
    { name: 'Learned', value: 'classification by tree of kind "k" 🌱' },
    { name: 'Rows', value: '8,000 learned from, 2,000 kept for judging, 3 without a target' },
    { name: 'Data', value: 'f0' },
    { name: 'trees', value: '100' },
    { name: 'scale of a', value: 'none' },
  ]);
});

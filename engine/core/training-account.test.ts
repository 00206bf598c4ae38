import { expect, test } from 'vitest';
import { readTrainingAccount, type TrainingAccount } from './training-account.ts';

const account: TrainingAccount = {
  task: 'classification',
  algorithm: 'tree',
  target: 'kind',
  features: ['a'],
  classes: ['x', 'y'],
  rows: { training: 8, validation: 2, dropped: 0 },
  fingerprint: 'f',
  settings: { trees: 100, impute: 'mean' },
  metrics: { training: { accuracy: 1 }, validation: null },
  confusion: [[1, 0], [0, 1]],
  importance: [{ feature: 'a', drop: 0.5 }],
  warnings: [],
};

test('an account is read back as it was written', () => {
  expect(readTrainingAccount(JSON.stringify(account))).toEqual(account);
  expect(readTrainingAccount(JSON.stringify({ ...account, target: null, classes: null, confusion: null, importance: null, metrics: { training: {}, validation: { RMSE: 1 } } }))).not.toBeNull();
});

test.each([undefined, '', 'null', '[]', '{}', 'no JSON', JSON.stringify({ ...account, features: 'a' }), JSON.stringify({ ...account, confusion: [1] }), JSON.stringify({ ...account, metrics: { training: { accuracy: '1' }, validation: null } }), JSON.stringify({ ...account, importance: [{ feature: 'a' }] })])('%s is none, whoever wrote it', (text) => {
  expect(readTrainingAccount(text)).toBeNull();
});

import { expect, test } from 'vitest';
import type { ParamSpecs } from '../../../engine/definition/index.ts';
import { summarizeRecord } from './record-summary.ts';

const rule = {
  rule: { kind: 'choice', label: 'Rule', default: 'not-null', options: [{ value: 'not-null', label: 'Is not null' }, { value: 'between', label: 'Is between' }] },
  column: { kind: 'column', label: 'Column', over: 'in' },
  min: { kind: 'number', label: 'Least', default: null, showIf: { param: 'rule', in: ['between'] } },
  max: { kind: 'number', label: 'Most', default: null, showIf: { param: 'rule', in: ['between'] } },
  strict: { kind: 'boolean', label: 'Strict', default: false },
  id: { kind: 'text', label: 'Id', default: null, advanced: true },
} as const satisfies ParamSpecs;

const words = (record: Record<string, unknown>) => summarizeRecord(rule, record).map((p) => p.text).join(' ');

test('columns come first, then the choice, then what was set', () => {
  expect(words({ rule: 'between', column: 'tenure', min: 0, max: 72 })).toBe('tenure is between 0 72');
});

test('the first choice is told although it is the default, hidden and unset settings are not', () => {
  expect(words({ column: 'tenure', min: 4, id: 'r1' })).toBe('tenure is not null');
  expect(words({ column: 'tenure', strict: true })).toBe('tenure is not null strict');
});

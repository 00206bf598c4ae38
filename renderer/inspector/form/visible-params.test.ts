import { expect, test } from 'vitest';
import type { ParamSpecs } from '../../../engine/definition/index.ts';
import { isRequired, visibleParams } from './visible-params.ts';

const specs = {
  mode: { kind: 'choice', label: 'Mode', default: 'a', options: [{ value: 'a', label: 'A' }, { value: 'b', label: 'B' }] },
  onlyB: { kind: 'text', label: 'Only B', showIf: { param: 'mode', in: ['b'] } },
  strict: { kind: 'boolean', label: 'Strict', default: false, showIf: { param: 'mode', in: ['b'] } },
  nested: { kind: 'text', label: 'Nested', default: null, showIf: { param: 'strict', in: [true] } },
  rare: { kind: 'integer', label: 'Rare', default: 3, advanced: true },
} as const satisfies ParamSpecs;

const names = (record: Record<string, unknown>) => visibleParams(specs, record).main.map(([name]) => name);

test('a setting that depends on another is shown by the default of that one', () => {
  expect(names({})).toEqual(['mode']);
  expect(names({ mode: 'b' })).toEqual(['mode', 'onlyB', 'strict']);
});

test('a setting is hidden with the one it depends on, whatever is stored there', () => {
  expect(names({ mode: 'b', strict: true })).toEqual(['mode', 'onlyB', 'strict', 'nested']);
  expect(names({ mode: 'a', strict: true })).toEqual(['mode']);
});

test('advanced settings come apart', () => {
  expect(visibleParams(specs, {}).advanced.map(([name]) => name)).toEqual(['rare']);
});

test('a setting without default is required, one with null is not', () => {
  expect(isRequired(specs.onlyB)).toBe(true);
  expect(isRequired(specs.nested)).toBe(false);
});

test('showIf that names nothing is a bug', () => {
  expect(() => visibleParams({ a: { kind: 'text', label: 'A', showIf: { param: 'zzz', in: ['x'] } } }, {})).toThrow('zzz');
});

test('a setting may hang on how a text begins', () => {
  const specs = { path: { kind: 'file', label: 'File', default: null, access: 'read', extensions: ['csv'] }, region: { kind: 'text', label: 'Region', showIf: { param: 'path', startsWith: 's3://' } } } as const;
  const shown = (record: Readonly<Record<string, unknown>>) => visibleParams(specs, record).main.map(([name]) => name);
  expect(shown({ path: 's3://shop/a.csv' })).toEqual(['path', 'region']);
  for (const record of [{}, { path: null }, { path: 'a s3://shop.csv' }]) expect(shown(record)).toEqual(['path']);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../engine/api/index.ts';
import { openTestEngine } from '../engine/testing/test-engine.ts';
import { catalog } from './catalog.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine(catalog);
});
afterAll(() => engine.close());

const columns = [{ name: 'n', type: 'INTEGER' }, { name: 't', type: 'VARCHAR' }, { name: 'd', type: 'DATE' }];

async function trouble(type: string, params: Record<string, unknown>): Promise<readonly string[]> {
  const document = {
    millrace: 1 as const, name: '', parameters: [], layout: {},
    nodes: { source: { type: 'inline-table', version: 1, params: { table: { columns, rows: [[1, 'a', null], [2, 'b', null]] } } }, node: { type, version: 1, params } },
    edges: [{ from: 'source.out', to: 'node.in' }],
  };
  const { diagnostics } = await engine.calls.check({ document, base: import.meta.dirname });
  return diagnostics.map((d) => `${d.code} ${d.at.param ?? ''}`.trim());
}

test('a condition has to be true or false', async () => {
  expect(await trouble('filter-rows', { condition: 'n > 1' })).toEqual([]);
  expect(await trouble('filter-rows', { condition: 'n' })).toEqual(['expression-kind condition']);
  expect(await trouble('filter-rows', { condition: 't' })).toEqual(['expression-kind condition']);
  expect(await trouble('check-rows', { rules: [{ rule: 'condition', condition: 'd' }] })).toEqual(['expression-kind rules.0.condition']);
  expect(await trouble('check-rows', { rules: [{ rule: 'not-null', column: 'n', where: 'n + 1' }] })).toEqual(['expression-kind rules.0.where']);
});

test('an own figure has to aggregate, with groups and without', async () => {
  const measures = (expression: string) => [{ function: 'custom', expression, as: 'x' }];
  expect(await trouble('aggregate', { measures: measures('max(n) - min(n)') })).toEqual([]);
  expect(await trouble('aggregate', { measures: measures('n') })).toEqual(['expression-type measures.0.expression']);
  expect(await trouble('aggregate', { groups: [{ by: 't' }], measures: measures('n') })).toEqual(['expression-type measures.0.expression']);
});

test('a column that is not there is reported once, at its setting', async () => {
  expect(await trouble('filter-rows', { condition: 'm > 1' })).toEqual(['expression-column condition']);
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import type { Json } from '../../engine/core/json.ts';
import type { Judged } from '../../engine/quality/judge-suite.ts';
import { readSuite } from '../../engine/quality/read-suite.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';

const folder = mkdtempSync(join(tmpdir(), 'distributions-'));
const data = join(folder, 'data.csv');
let engine: Engine;

beforeAll(async () => {
  engine = await openTestEngine(catalog);
  const row = (x: number): string => [((x * 37) % 41) / 4, x % 5 === 0 ? 'a' : 'abcd'[x % 4], 'xyz'[x % 3], x % 2, x % 3 === 0 ? 1 : 0, x % 4 === 1 ? 1 : 0, '', 'one'].join(',');
  writeFileSync(data, `n,kind,other,half,third,quarter,nothing,same\n${Array.from({ length: 40 }, (_, x) => row(x)).join('\n')}\n,,,,,,,\n`);
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

async function judge(type: string, ...all: readonly { readonly [key: string]: Json }[]): Promise<readonly Judged[]> {
  const suite = readSuite({ expectations: all.map((kwargs) => ({ expectation_type: type, kwargs })) } as Json, 'distributions');
  if (typeof suite === 'string') throw new Error(suite);
  return (await engine.validate({ data, suite, tables: {}, parameters: {}, now: 0, format: 'COMPLETE' })).judged;
}
const observed = (judged: readonly Judged[]): readonly unknown[] => judged.map((j) => j.result['observed_value']);
const near = (found: readonly unknown[], wanted: readonly number[]): void => {
  expect(found.length).toBe(wanted.length);
  for (const [i, value] of wanted.entries()) expect(found[i]).toBeCloseTo(value, 9);
};

test('chi-square test: the probability is SciPy’s', async () => {
  const judged = await judge(
    'expect_column_chisquare_test_p_value_to_be_greater_than',
    { column: 'kind', partition_object: { values: ['a', 'b', 'c', 'd'], weights: [0.4, 0.2, 0.2, 0.2] } },
    { column: 'kind', partition_object: { values: ['a', 'b', 'c'], weights: [0.5, 0.2, 0.3] }, tail_weight_holdout: 0.1, p: 0.2 },
    // A value that nobody expected, and nothing held out for it.
    { column: 'kind', partition_object: { values: ['a', 'b', 'c'], weights: [0.5, 0.2, 0.3] } },
  );
  near(observed(judged), [1, 0.16910511300749584, 0]);
  expect(judged.map((j) => j.success)).toEqual([true, false, false]);
  expect(judged[1]!.result).toMatchObject({ details: { observed_partition: { values: ['a', 'b', 'c', 'd'], weights: [0.4, 0.2, 0.2, 0.2] } } });
});

test('Kolmogorov-Smirnov test against a known distribution: the probability is SciPy’s', async () => {
  const judged = await judge(
    'expect_column_parameterized_distribution_ks_test_p_value_to_be_greater_than',
    { column: 'n', distribution: 'norm', params: { mean: 5, std_dev: 3 } },
    { column: 'n', distribution: 'uniform', params: [0, 10] },
    { column: 'n', distribution: 'gamma', params: { alpha: 2, scale: 2.5 } },
    { column: 'n', distribution: 'beta', params: [2, 2, 0, 11] },
    { column: 'n', distribution: 'chi2', params: { df: 5 } },
    { column: 'n', distribution: 'expon', params: { scale: 5 }, p_value: 0.2 },
  );
  near(observed(judged), [0.9715782852064866, 1, 0.5664182053056641, 0.5840953342415857, 0.5837669766290705, 0.13843146799684392]);
  expect(judged.map((j) => j.success)).toEqual([true, true, true, true, true, false]);
});

test('bootstrapped test: near to what Great Expectations finds by chance, and the same every time', async () => {
  const ask = () => judge(
    'expect_column_bootstrapped_ks_test_p_value_to_be_greater_than',
    { column: 'n', partition_object: { bins: [0, 2.5, 5, 7.5, 10], weights: [0.25, 0.25, 0.25, 0.25] } },
    { column: 'n', partition_object: { bins: [0, 1, 2, 3, 10], weights: [0.25, 0.25, 0.25, 0.25] } },
    { column: 'n', partition_object: { bins: [0, 1, 2, 3, 10], weights: [0.9, 0.05, 0.03, 0.02] } },
  );
  const judged = await ask();
  for (const [i, wanted] of [0.963, 0.325, 0.001].entries()) expect(Math.abs((observed(judged)[i] as number) - wanted)).toBeLessThan(0.05);
  expect(judged.map((j) => j.success)).toEqual([true, true, false]);
  expect(observed(await ask())).toEqual(observed(judged));
});

test('dependence of two columns: phi is that of SciPy’s contingency table', async () => {
  const judged = await judge(
    'expect_column_pair_cramers_phi_value_to_be_less_than',
    { column_A: 'kind', column_B: 'other', threshold: 0.2 },
    { column_A: 'half', column_B: 'third' },
    { column_A: 'half', column_B: 'quarter' },
    { column_A: 'half', column_B: 'same' },
  );
  near(observed(judged), [0.14112966526419035, 0, 0.5196152422706632, 0]);
  expect(judged.map((j) => j.success)).toEqual([true, true, false, true]);
});

test('no value at all meets none of them', async () => {
  const [chi] = await judge('expect_column_chisquare_test_p_value_to_be_greater_than', { column: 'nothing', partition_object: { values: ['a'], weights: [1] } });
  expect(chi).toMatchObject({ success: false, result: { observed_value: null }, trouble: null });
  const [phi] = await judge('expect_column_pair_cramers_phi_value_to_be_less_than', { column_A: 'nothing', column_B: 'kind' });
  expect(phi).toMatchObject({ success: false, result: { observed_value: null }, trouble: null });
});

test.each([
  ['expect_column_chisquare_test_p_value_to_be_greater_than', { column: 'kind', partition_object: { values: ['a'], weights: [0.5] } }, /Invalid partition object/],
  ['expect_column_parameterized_distribution_ks_test_p_value_to_be_greater_than', { column: 'n', distribution: 'cauchy', params: [] }, /Unsupported distribution provided: cauchy/],
  ['expect_column_parameterized_distribution_ks_test_p_value_to_be_greater_than', { column: 'n', distribution: 'beta', params: { alpha: 1 } }, /Missing required parameters: beta needs beta/],
  ['expect_column_parameterized_distribution_ks_test_p_value_to_be_greater_than', { column: 'n', distribution: 'norm', params: { std_dev: 0 } }, /must be positive/],
  ['expect_column_parameterized_distribution_ks_test_p_value_to_be_greater_than', { column: 'kind', distribution: 'norm', params: {} }, /needs a numeric column/],
  ['expect_column_bootstrapped_ks_test_p_value_to_be_greater_than', { column: 'n', partition_object: { bins: ['-inf', 0, 1], weights: [0.5, 0.5] } }, /endpoints must be finite/],
])('%s is refused with %j', async (type, kwargs, says) => {
  expect((await judge(type, kwargs))[0]!.trouble?.message).toMatch(says);
});

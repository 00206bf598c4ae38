// @vitest-environment jsdom
import axe from 'axe-core';
import { expect, test } from 'vitest';
import { ExpectationTrouble } from './expectation.ts';
import type { Judged } from './judge-suite.ts';
import { reportPage } from './report-page.ts';
import { validationReport } from './validation-report.ts';

const odd = '<script>alert(1)</script>';
const judged: readonly Judged[] = [
  { expectation: { type: 'expect_column_values_to_be_unique', kwargs: { column: odd }, meta: null }, success: false, trouble: null, result: { element_count: 3, unexpected_count: 2, missing_count: 1, unexpected_percent: 100, partial_unexpected_counts: [{ value: '<img src=x>', count: 2 }] } },
  { expectation: { type: 'expect_table_row_count_to_equal', kwargs: { value: 3 }, meta: null }, success: true, trouble: null, result: { observed_value: 3 } },
  { expectation: { type: 'expect_no_such_thing', kwargs: {}, meta: null }, success: false, trouble: new ExpectationTrouble('suite', 'It is not "supported".'), result: {} },
];
const suite = { name: 'a "suite" <i>', expectations: [], parameters: {}, meta: null };
const about = { data: 'x & y.csv', taken: '2024-02-29T12:00:00.000Z' };

test('the page stands alone, escapes what it shows and is accessible', async () => {
  const page = reportPage(validationReport(suite, judged), about);
  expect(page).not.toMatch(/<(script|img|i)[ >]|https?:/);
  const parsed = new DOMParser().parseFromString(page, 'text/html');
  document.replaceChild(document.adoptNode(parsed.documentElement), document.documentElement);
  expect(document.querySelector('h1')!.textContent).toBe('✕ 2 of 3 expectations are not met');
  expect([...document.querySelectorAll('h2')].map((h) => h.textContent)).toEqual([odd, 'Whole table']);
  expect([...document.querySelectorAll('td')].map((c) => c.textContent)).toEqual(['<img src=x>', '2']);
  expect(document.querySelector('.trouble')!.textContent).toBe('It is not "supported".');
  const { violations } = await axe.run(document, { rules: { 'color-contrast': { enabled: false } } });
  expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' ')}`)).toEqual([]);
});

test('a suite that asks nothing and one that is met say so', () => {
  expect(reportPage(validationReport(suite, []), about)).toContain('Nothing to judge');
  expect(reportPage(validationReport(suite, [judged[1]!]), about)).toContain('All expectations are met');
});

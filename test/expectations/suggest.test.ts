import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { callCommandLine } from '../bad-input/project.ts';

const folder = mkdtempSync(join(tmpdir(), 'suggest-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const rows = Array.from({ length: 12 }, (_, i) => `{"id": ${i + 1}, "kind": "${'ab'[i % 2]}", "at": "2024-02-${String(i + 10)} 08:00:00", "share": ${i === 3 ? 'null' : i / 4}, "big": 9007199254740993, "parts": [${i}], "odd \\"x\\"": null}`);

test('a suggested suite knows keys, sets, limits and gaps', async () => {
  const data = file('data.jsonl', `${rows.join('\n')}\n`);
  const ended = await callCommandLine(['suggest', data]);
  expect(ended.code).toBe(0);
  const suite = JSON.parse(ended.out) as { name: string; expectations: { type: string; kwargs: Record<string, unknown> }[] };
  const about = (column: string) => Object.fromEntries(suite.expectations.filter((e) => e.kwargs['column'] === column).map(({ type, kwargs: { column: _column, ...rest } }) => [type.replace('expect_column_values_to_', ''), rest]));
  expect(about('id')).toEqual({ be_of_type: { type_: 'BIGINT' }, not_be_null: {}, be_unique: {}, be_between: { min_value: 1, max_value: 12 } });
  expect(about('kind')).toEqual({ be_of_type: { type_: 'VARCHAR' }, not_be_null: {}, be_in_set: { value_set: ['a', 'b'] } });
  expect(about('at')).toEqual({ be_of_type: { type_: 'TIMESTAMP' }, not_be_null: {}, be_between: { min_value: '2024-02-10T08:00:00' } });
  expect(about('share')).toMatchObject({ not_be_null: { mostly: 0.9 }, be_between: { min_value: 0, max_value: 2.75 } });
  expect(about('big')).not.toHaveProperty('be_between');
});

test.each([
  ['data.jsonl', `${rows.join('\n')}\n`],
  ['one.csv', 'a,"b ""x"""\n1,\n'],
  ['none.csv', 'a,b\n'],
  ['endless.csv', 'n\n1.5\ninf\n-inf\nnan\n'],
])('%s meets what is suggested from it', async (name, text) => {
  const data = file(name, text);
  const suite = join(folder, `${name}.suite.json`);
  expect(await callCommandLine(['suggest', data, '--to', suite])).toMatchObject({ code: 0, err: '' });
  const ended = await callCommandLine(['validate', data, '--suite', suite]);
  expect(`${ended.out}${ended.err}`).not.toMatch(/not met {2}/);
  expect(ended.code).toBe(0);
  const again = await callCommandLine(['suggest', data, '--to', suite]);
  expect(again.code).toBe(2);
  expect(again.err).toMatch(/is there already/);
  expect(readFileSync(suite, 'utf8')).toContain('"expectations"');
});

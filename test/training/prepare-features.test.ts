import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/index.ts';
import type { RunReport } from '../../engine/core/run-report.ts';
import { flowOf } from '../../engine/testing/stream-bench.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';

let engine: Engine;
let base: string;
beforeAll(async () => {
  engine = await openTestEngine(catalog, { threads: 2 });
  base = await mkdtemp(join(tmpdir(), 'millrace-prepare-'));
});
afterAll(async () => {
  await engine.close();
  await rm(base, { recursive: true, force: true });
});

const put = (name: string, lines: readonly string[]): Promise<void> => writeFile(join(base, name), lines.map((line) => `${line}\n`).join(''));
const read = async (name: string): Promise<unknown[]> => (await readFile(join(base, name), 'utf8')).split('\n').filter(Boolean).map((line) => JSON.parse(line) as unknown);
const run = (document: ReturnType<typeof flowOf>): Promise<RunReport> => engine.session.run({ document, base, name: 'prepare' }, () => undefined, () => undefined);

/** Finds parameters in `rows.csv` and writes them to `fitted.csv`. */
const fit = (params: Record<string, unknown>) =>
  run(flowOf({ rows: ['read-delimited', { path: 'rows.csv' }], prepare: ['prepare-features', params], out: ['write-json', { path: 'fit.jsonl' }], keep: ['write-delimited', { path: 'fitted.csv' }] }, ['rows.out > prepare.in', 'prepare.out > out.in', 'prepare.parameters > keep.in']));
/** Prepares `new.csv` by `fitted.csv`. */
const apply = (params: Record<string, unknown> = {}) =>
  run(flowOf({ rows: ['read-delimited', { path: 'new.csv' }], fitted: ['read-delimited', { path: 'fitted.csv', allText: true }], prepare: ['prepare-features', params], out: ['write-json', { path: 'new.jsonl' }] }, ['rows.out > prepare.in', 'fitted.out > prepare.fitted', 'prepare.out > out.in']));

test('parameters that went through a file prepare other rows as the first were, whatever order their columns have', async () => {
  await put('rows.csv', ['id,"größe ""x""",city,city_Bern', '1,10,Bern,7', '2,20,Genf,9', '3,,Bern,11', '4,30,"O\'Hara, ""Ä""",13']);
  expect((await fit({ leave: ['id'], scale: 'min-max', flags: true })).diagnostics).toEqual([]);
  const [first] = await read('fit.jsonl');
  // A column of a value called like another column gets a number.
  expect(first).toEqual({ id: 1, 'größe "x"': 0, 'größe "x"_missing': 0, city_Bern_2: 1, city_Genf: 0, 'city_O\'Hara, "Ä"': 0, city_Bern: 0, city_Bern_missing: 0 });
  await put('new.csv', ['city_Bern,city,id,"größe ""x"""', '8,Basel,9,40', ',Genf,8,']);
  expect((await apply()).diagnostics).toEqual([]);
  expect(await read('new.jsonl')).toEqual([
    { city_Bern: 1 / 6, city_Bern_missing: 0, city_Bern_2: 0, city_Genf: 0, 'city_O\'Hara, "Ä"': 0, id: 9, 'größe "x"': 1.5, 'größe "x"_missing': 0 },
    { city_Bern: 0.5, city_Bern_missing: 1, city_Bern_2: 0, city_Genf: 1, 'city_O\'Hara, "Ä"': 0, id: 8, 'größe "x"': 0.5, 'größe "x"_missing': 1 },
  ]);
});

test('what cannot be a parameter, and rows that do not fit, are said at the port', async () => {
  await put('new.csv', ['id,city', '1,Bern']);
  const at = { node: 'prepare', port: 'fitted' };
  const told = async (...lines: string[]) => {
    await put('fitted.csv', ['column,step,missing,center,scale,value,code', ...lines]);
    return (await apply()).diagnostics;
  };
  expect(await told('id,number,1,0,0,,')).toMatchObject([{ code: 'param-invalid', at, message: expect.stringMatching(/scale of column "id" is no number .* to divide by/) }]);
  expect(await told('city,one-hot,,,,Bern,0', 'city,one-hot,,,,Bern,1')).toMatchObject([{ code: 'param-invalid', at, message: expect.stringMatching(/"Bern" of column "city" is there twice/) }]);
  expect(await told('id,fold,1,0,1,,')).toMatchObject([{ code: 'param-invalid', at, message: expect.stringMatching(/step "fold"/) }]);
  expect(await told('gone,number,1,0,1,,')).toMatchObject([{ code: 'column-missing', at, message: expect.stringMatching(/"gone", which the rows lack/) }]);
  expect(await told('city,number,1,0,1,,')).toMatchObject([{ code: 'type-mismatch', at }]);
  await put('fitted.csv', ['column,step', 'id,number']);
  expect((await apply()).diagnostics).toMatchObject([{ code: 'column-missing', at }]);
  await put('fitted.csv', ['column,step,missing,center,scale,value,code', 'gone,number,1,0,1,,', 'id,number,,1,2,,']);
  expect((await apply({ onMissing: 'ignore' })).diagnostics).toEqual([]);
  expect(await read('new.jsonl')).toEqual([{ id: 0, city: 'Bern' }]);
});

test('rarer values are told; what is infinite or no number is missing; an empty text is a value', async () => {
  await put('rows.csv', ['a,t', '1,x', 'inf,x', 'nan,y', '3,y', '5,z', '3,""']);
  const report = await fit({ columns: ['a', 't'], impute: 'mean', scale: 'none', maxValues: 2 });
  expect(report.diagnostics).toMatchObject([{ severity: 'info', code: 'setting-chosen', at: { node: 'prepare', param: 'maxValues' } }]);
  expect(await read('fit.jsonl')).toEqual([[1, 1, 0], [3, 1, 0], [3, 0, 1], [3, 0, 1], [5, 0, 0], [3, 0, 0]].map(([a, x, y]) => ({ a, t_x: x, t_y: y })));
  const parsed = await run(flowOf({ rows: ['sql', { statement: "SELECT unnest(['', 'b', NULL]) AS t" }], prepare: ['prepare-features', { encode: 'ordinal' }], keep: ['write-delimited', { path: 'fitted.csv' }] }, ['rows.out > prepare.in', 'prepare.parameters > keep.in']));
  expect(parsed.diagnostics).toEqual([]);
  const again = await run(flowOf({ rows: ['sql', { statement: "SELECT unnest(['', 'b', NULL, 'c']) AS t" }], fitted: ['read-delimited', { path: 'fitted.csv', allText: true }], prepare: ['prepare-features', {}], out: ['write-json', { path: 'new.jsonl' }] }, ['rows.out > prepare.in', 'fitted.out > prepare.fitted', 'prepare.out > out.in']));
  expect(again.diagnostics).toEqual([]);
  expect(await read('new.jsonl')).toEqual([{ t: 0 }, { t: 1 }, { t: -1 }, { t: -1 }]);
});

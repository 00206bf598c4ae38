import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { codes, flow, rows, run } from '../databases/flows.ts';

let engine: Engine;
let base: string;
beforeAll(async () => {
  engine = await openTestEngine(catalog);
  base = await mkdtemp(join(tmpdir(), 'millrace-parts-'));
});
afterAll(async () => {
  await engine.close();
  await rm(base, { recursive: true, force: true });
});

const writing = (statement: string, params: Readonly<Record<string, unknown>>) => flow({ rows: rows(statement), out: ['write-parquet', params] }, ['rows.out > out.in']);

async function read(params: Readonly<Record<string, unknown>>): Promise<readonly unknown[]> {
  const preview = await engine.calls.preview({ document: flow({ node: ['read-parquet', params] }), base, node: 'node', port: 'out', rows: 100 });
  const table = tableFromIPC(preview.arrow);
  return Array.from({ length: table.numRows }, (_, i) => JSON.stringify(table.schema.fields.map((_f, c) => String(table.getChildAt(c)?.get(i))))).toSorted();
}

const files = async (folder: string): Promise<readonly string[]> => (await readdir(join(base, folder), { recursive: true })).filter((name) => name.endsWith('.parquet')).toSorted();

it('values become folders and come back, whatever they hold', async () => {
  const report = await run(engine, base, writing("SELECT * FROM (VALUES (1, 2024, 'a/b =é🎈'), (2, 2024, 'x'), (3, 2023, 'x'), (4, NULL, NULL)) t(id, year, \"odd \"\"name\"\"\")", { path: 'out', partitionBy: ['year', 'odd "name"'] }));
  expect(codes(report)).toEqual([]);
  expect(report.nodes['out']!.written).toMatchObject({ rows: 4 });
  expect(report.nodes['out']!.written!.bytes).toBeGreaterThan(400);
  expect(await files('out')).toHaveLength(4);
  expect(await read({ path: 'out/**/*.parquet', partitions: true })).toEqual([['1', '2024', 'a/b =é🎈'], ['2', '2024', 'x'], ['3', '2023', 'x'], ['4', 'null', 'null']].map((row) => JSON.stringify(row)));
});

it('the folder is exchanged as a whole, and stays as it was where the run fails', async () => {
  const table = (years: string) => writing(`SELECT y AS year, 1 AS n FROM unnest([${years}]) t(y)`, { path: 'sales', partitionBy: ['year'] });
  expect((await run(engine, base, table('2022, 2023'))).status).toBe('succeeded');
  expect((await run(engine, base, table('2023, 2024'))).status).toBe('succeeded');
  const after = await files('sales');
  expect(after.map((name) => name.split('/')[0])).toEqual(['year=2023', 'year=2024']);
  expect((await run(engine, base, writing("SELECT 2025 AS year, CAST(x AS INTEGER) AS n FROM (VALUES ('1'), ('no')) t(x)", { path: 'sales', partitionBy: ['year'] }))).status).toBe('failed');
  expect(await files('sales')).toEqual(after);
  expect((await run(engine, base, table(''))).status).toBe('succeeded');
  expect(await files('sales')).toEqual([]);
  expect((await readdir(base)).filter((name) => /\.(part|old)$/.test(name))).toEqual([]);
});

it('a folder that holds anything else is refused, and what the flow reads is no target', async () => {
  await mkdir(join(base, 'mine'));
  await writeFile(join(base, 'mine', 'letter.txt'), 'dear');
  const report = await run(engine, base, writing('SELECT 1 AS a, 2 AS b', { path: 'mine', partitionBy: ['a'] }));
  expect(report.diagnostics).toMatchObject([{ code: 'target-read-only', message: expect.stringMatching(/letter\.txt, which is no part/) as string }]);
  expect(await readdir(join(base, 'mine'))).toEqual(['letter.txt']);
  expect((await run(engine, base, writing('SELECT 1 AS a, 2 AS b', { path: 'both', partitionBy: ['a'] }))).status).toBe('succeeded');
  const circle = flow({ in: ['read-parquet', { path: 'both/**/*.parquet', partitions: true }], out: ['write-parquet', { path: 'both', partitionBy: ['a'] }] }, ['in.out > out.in']);
  expect(codes(await run(engine, base, circle))).toEqual(['target-conflict']);
});

it('columns that cannot be folders are told', async () => {
  const told = async (statement: string, partitionBy: readonly string[]) => codes(await run(engine, base, writing(statement, { path: 'no', partitionBy })));
  expect(await told('SELECT 1 AS a, 2 AS b', ['c'])).toEqual(['column-missing']);
  expect(await told('SELECT 1 AS a, 2 AS b', ['a', 'A'])).toContain('column-duplicate');
  expect(await told('SELECT 1 AS a', ['a'])).toEqual(['param-invalid']);
  expect(await told('SELECT [1] AS a, 2 AS b', ['a'])).toEqual(['type-mismatch']);
});

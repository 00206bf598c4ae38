import { mkdtemp, readdir, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Engine } from '../../engine/api/index.ts';
import type { Preview } from '../../engine/api/contract.ts';
import { readDocument } from '../../engine/document/read-document.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { flowText, type Nodes } from '../bad-input/project.ts';

let base: string;
let engine: Engine;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'millrace-previews-'));
  engine = await openTestEngine(catalog, { threads: 2, cache: { folder: join(base, 'cache'), maxBytes: 1e9, version: '1', leastMilliseconds: 0 } });
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  // Neither the first hundred thousand rows of one nor those of the other meet.
  await connection.run(`COPY (SELECT i AS id, i % 10 AS kind, md5(i::VARCHAR) AS wide FROM range(250000) r(i)) TO '${base}/up.parquet' (FORMAT parquet)`);
  await connection.run(`COPY (SELECT 249999 - i AS id, i AS other FROM range(250000) r(i)) TO '${base}/down.parquet' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
});
afterAll(async () => {
  await engine.close();
  await rm(base, { recursive: true, force: true });
});

const nodes: Nodes = {
  up: ['read-parquet', { path: 'up.parquet' }],
  down: ['read-parquet', { path: 'down.parquet' }],
  both: ['join', { keys: [{ left: 'id', right: 'id' }] }],
  late: ['filter-rows', { condition: 'id > 240000' }],
  totals: ['aggregate', { groups: [{ by: 'kind' }], measures: [{ function: 'count', as: 'rows' }] }],
  out: ['write-parquet', { path: 'out.parquet' }],
};
const edges = ['up.out > both.left', 'down.out > both.right', 'up.out > late.in', 'late.passed > totals.in', 'totals.out > out.in'];
const document = readDocument(flowText(nodes, edges), 'f').document!;
const preview = (node: string, port: string, viewer?: string): Promise<Preview> => engine.calls.preview({ document, base, node, port, rows: 1000, ...(viewer === undefined ? {} : { viewer }) });

it('a join of files whose beginnings do not meet shows rows, and says that they are from a sample', async () => {
  const shown = await preview('both', 'joined');
  expect(shown).toMatchObject({ rows: 1000, coverage: 'sample' });
  expect(shown.note).toMatch(/first 100,000 rows of the largest source and up to 500,000 of the others/);
});

it('an aggregate over rows far from the beginning shows them', async () => {
  const shown = await preview('totals', 'out');
  expect(shown).toMatchObject({ rows: 10, coverage: 'all', note: 'All 10 rows.' });
});

it('what a run kept is shown as it is, until it is gone', async () => {
  const run = await engine.session.run({ document, base, name: 'f' }, () => undefined, () => undefined);
  expect(run.status).toBe('succeeded');
  const shown = await preview('totals', 'out');
  expect(shown).toMatchObject({ rows: 10, coverage: 'all', total: 10 });
  expect(shown.note).toContain('Rows that an earlier run kept were used.');
  const rows = join(base, 'cache', 'rows');
  for (const name of await readdir(rows)) if (name.endsWith('.duckdb')) await truncate(join(rows, name), 3000);
  expect(await preview('totals', 'out')).toMatchObject({ rows: 10, note: 'All 10 rows.' });
});

it('windows do not take each other\'s place', async () => {
  const slow = readDocument(flowText({ rows: ['sql', { statement: 'SELECT range AS n FROM range(6000000) ORDER BY hash(range)' }], other: ['sql', { statement: 'SELECT 1 AS n' }] }), 'f').document!;
  const ask = (node: string, viewer: string): Promise<string | number> =>
    engine.calls.preview({ document: slow, base, node, port: 'out', rows: 5, viewer }).then((shown) => shown.rows, (error: { diagnostic?: { code: string } }) => error.diagnostic?.code ?? 'bug');
  const first = ask('rows', 'a');
  await sleep(100);
  const others = [ask('other', 'b'), ask('rows', 'b')];
  expect(await Promise.all([first, ...others])).toEqual([5, 'run-cancelled', 5]);
  // What stands beside takes nobody's place.
  const beside = engine.calls.preview({ document: slow, base, node: 'rows', port: 'out', rows: 5, viewer: 'a', beside: true }).catch(() => null);
  expect(await ask('other', 'a')).toBe(1);
  await beside;
}, 60_000);

it('hundreds of columns are profiled in time that grows with their number, each once and in order', async () => {
  const columns = Array.from({ length: 320 }, (_, i) => `${i} AS c${i}`);
  const wide = readDocument(flowText({ wide: ['sql', { statement: `SELECT ${columns.join()}` }] }), 'f').document!;
  const { profile } = await engine.calls.preview({ document: wide, base, node: 'wide', port: 'out', rows: 10 });
  expect(profile.map(({ name, min }) => [name, min])).toEqual(columns.map((_, i) => [`c${i}`, String(i)]));
});

import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { codes, flow, rows, run } from './flows.ts';

let engine: Engine;
let base: string;
beforeAll(async () => {
  engine = await openTestEngine(catalog);
});
afterAll(() => engine.close());
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'millrace-quarantine-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const checked = (table: object = {}) =>
  flow(
    { rows: rows("SELECT 1 AS id, 'a' AS text UNION ALL SELECT 2, NULL"), check: ['check-rows', { rules: [{ rule: 'not-null', column: 'text' }] }], rejected: ['write-delimited', { path: 'rejected.csv' }], table: ['write-database', { path: 'shop.db', table: 't', mode: 'append', ...table }] },
    ['rows.out > check.in', 'check.rejected > rejected.in', 'check.passed > table.in'],
  );

test('rows that passed are in the table, rows that did not in the file', async () => {
  expect(codes(await run(engine, base, checked()))).toEqual([]);
  writeFileSync(join(base, 'rejected.csv'), 'of the last run\n');
  expect(codes(await run(engine, base, checked()))).toEqual([]);
  expect(readFileSync(join(base, 'rejected.csv'), 'utf8')).toContain('2,');
  expect(readdirSync(base).toSorted()).toEqual(['rejected.csv', 'shop.db']);
});

test('no table shows a row whose quarantine cannot be put in place', async () => {
  expect(codes(await run(engine, base, checked()))).toEqual([]);
  const target = join(base, 'rejected.csv');
  // The target turns into a folder after the run has looked at it.
  const spoil = (event: { readonly type: string }): void => {
    if (event.type !== 'step' || statSync(target).isDirectory()) return;
    rmSync(target);
    mkdirSync(target);
  };
  const document = checked();
  const report = await engine.session.run({ document: { ...document, nodes: { ...document.nodes, rows: { ...document.nodes['rows']!, params: { statement: "SELECT n AS id, CASE WHEN n % 1000 > 0 THEN 'a' END AS text FROM range(3000000) AS r(n)" } } } }, base, name: 'f' }, spoil, () => undefined);
  expect(codes(report)).toEqual(['target-read-only']);
  const held = await engine.calls.preview({ document: flow({ table: ['read-database', { path: 'shop.db', table: 't' }] }), base, node: 'table', port: 'out', rows: 10 });
  expect(tableFromIPC(held.arrow).numRows).toBe(1);
  expect(readdirSync(base).toSorted()).toEqual(['rejected.csv', 'shop.db']);
});

test('a table that refuses its rows leaves the quarantine of the last run', async () => {
  writeFileSync(join(base, 'rejected.csv'), 'of the last run\n');
  const refusing = checked({ mode: 'upsert', keys: ['gone'] });
  expect(codes(await run(engine, base, refusing))).not.toEqual([]);
  expect(readFileSync(join(base, 'rejected.csv'), 'utf8')).toBe('of the last run\n');
});

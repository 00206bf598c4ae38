import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/index.ts';
import { emptyDocument, type FlowDocument } from '../../engine/document/document.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';

let engine: Engine;
let base: string;
beforeAll(async () => {
  engine = await openTestEngine(catalog);
  base = await mkdtemp(join(tmpdir(), 'millrace-gate-'));
});
afterAll(async () => {
  await engine.close();
  await rm(base, { recursive: true, force: true });
});

const flow = (severity: string): FlowDocument => ({
  ...emptyDocument('gate'),
  nodes: {
    in: { type: 'inline-table', version: 1, params: { table: { columns: [{ name: 'a', type: 'INTEGER' }], rows: [[1], [null], [3]] } } },
    check: { type: 'check-rows', version: 1, params: { rules: [{ rule: 'not-null', column: 'a', severity }] } },
    out: { type: 'write-json', version: 1, params: { path: `${severity}.jsonl` } },
  },
  edges: [{ from: 'in.out', to: 'check.in' }, { from: 'check.passed', to: 'out.in' }],
});

const run = (severity: string) => engine.session.run({ document: flow(severity), base, name: 'gate' }, () => undefined, () => undefined);

test('a broken rule of severity fail stops the run before anything is written', async () => {
  const report = await run('fail');
  expect(report.status).toBe('failed');
  expect(report.diagnostics.map((d) => d.code)).toEqual(['quality-failed']);
  expect(report.rules).toEqual([{ node: 'check', rule: 'not-null a', severity: 'fail', message: '"a" must not be missing', success: false, broken: 1, rows: 3 }]);
  await expect(readFile(join(base, 'fail.jsonl'))).rejects.toThrow('ENOENT');
});

test('a broken rule of severity warn is told and the run goes on', async () => {
  const report = await run('warn');
  expect(report.status).toBe('succeeded');
  expect(report.diagnostics).toMatchObject([{ code: 'quality-warning', severity: 'warning', message: 'Node "check": "a" must not be missing.' }]);
  expect(await readFile(join(base, 'warn.jsonl'), 'utf8')).toBe('{"a":1}\n{"a":null}\n{"a":3}\n');
});

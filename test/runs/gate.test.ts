import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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

test('rows keep their order through rules that look at other rows', async () => {
  // More rows than one chunk of the database, values far apart: what a window does with them shows.
  const rows = Array.from({ length: 9000 }, (_, i) => ({ id: i, name: `n${(i * 7919) % 8997}`, amount: (i * 31) % 100 }));
  await writeFile(join(base, 'rows.jsonl'), rows.map((row) => JSON.stringify(row)).join('\n'));
  const rules = [{ rule: 'unique', column: 'name' }, { rule: 'unique-together', columns: ['name', 'amount'] }, { rule: 'z-score', column: 'amount', limit: 9 }, { rule: 'increasing', column: 'id' }];
  for (const tested of [rules, ...rules.map((rule) => [rule])]) {
    const document: FlowDocument = {
      ...emptyDocument('order'),
      nodes: {
        in: { type: 'read-json', version: 1, params: { path: 'rows.jsonl' } },
        check: { type: 'check-rows', version: 1, params: { rules: tested.map((rule) => ({ ...rule, severity: 'reject' })) } },
        passed: { type: 'write-json', version: 1, params: { path: 'passed.jsonl' } },
        rejected: { type: 'write-json', version: 1, params: { path: 'rejected.jsonl' } },
      },
      edges: [{ from: 'in.out', to: 'check.in' }, { from: 'check.passed', to: 'passed.in' }, { from: 'check.rejected', to: 'rejected.in' }],
    };
    const report = await engine.session.run({ document, base, name: 'order' }, () => undefined, () => undefined);
    expect(report.diagnostics).toEqual([]);
    const ids = async (port: string) => (await readFile(join(base, `${port}.jsonl`), 'utf8')).split('\n').filter(Boolean).map((line) => Number(/"id":(\d+)/.exec(line)![1]));
    const kept = await ids('passed');
    const broken = await ids('rejected');
    expect([...kept, ...broken]).toHaveLength(rows.length);
    expect(kept).toEqual(kept.toSorted((a, b) => a - b));
    expect(broken).toEqual(broken.toSorted((a, b) => a - b));
  }
});

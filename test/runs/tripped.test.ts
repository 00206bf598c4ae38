import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEngine, type Engine } from '../../engine/api/index.ts';
import { flowOf } from '../../engine/testing/stream-bench.ts';
import { catalog } from '../../nodes/catalog.ts';

let engine: Engine;
let base: string;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'millrace-trip-'));
  Object.assign(process.env, { TRIP_AT: 'b.csv', TRIP_FILE: join(base, 'trips') });
  await writeFile(join(base, 'in.csv'), 'a,b\n1,2\n3,4\n');
  engine = await createEngine({ catalog, threads: 2, workerEntry: new URL('tripping-worker.ts', import.meta.url), probeEntry: new URL('../../engine/inference/probe-child.ts', import.meta.url) });
});
afterAll(async () => {
  await engine.close();
  delete process.env['TRIP_AT'];
  delete process.env['TRIP_FILE'];
  await rm(base, { recursive: true, force: true });
});

const document = flowOf({ src: ['read-delimited', { path: 'in.csv' }], keep: ['filter-rows', { condition: 'a > 1' }], one: ['write-delimited', { path: 'a.csv' }], two: ['write-delimited', { path: 'b.csv' }] }, ['src.out > one.in', 'src.out > keep.in', 'keep.passed > two.in']);

async function run(trips: string) {
  await writeFile(join(base, 'trips'), trips);
  for (const file of ['a.csv', 'b.csv']) await writeFile(join(base, file), 'old');
  const report = await engine.session.run({ document, base, name: 'f' }, () => undefined, () => undefined);
  return { report, files: await Promise.all(['a.csv', 'b.csv'].map((file) => readFile(join(base, file), 'utf8'))) };
}

test('a run whose database fails by itself is done once more and says so', async () => {
  const { report, files } = await run('x');
  expect(report.status).toBe('succeeded');
  expect(files).toEqual(['a,b\n1,2\n3,4\n', 'a,b\n3,4\n']);
  expect(report.diagnostics).toEqual([{ severity: 'warning', code: 'run-repeated', message: expect.stringMatching(/at node "two" \(Attempted to access index 0.*done once more, on one thread/), at: { node: 'two' } }]);
  expect(report.nodes['two']).toMatchObject({ rowsIn: { in: 1 } });
});

test('one that fails again is told as failed at that node, and the outputs are as they were', async () => {
  const { report, files } = await run('xxxx');
  expect(report).toMatchObject({ status: 'failed', nodes: { two: { state: 'failed' } } });
  expect(report.diagnostics.map((d) => d.code)).toEqual(['run-failed', 'run-repeated']);
  expect(files).toEqual(['old', 'old']);
});

test('one that does not fail is not done twice', async () => {
  const { report } = await run('');
  expect(report).toMatchObject({ status: 'succeeded', diagnostics: [] });
});

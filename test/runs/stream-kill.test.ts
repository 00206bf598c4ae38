import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/index.ts';
import { flowOf, StreamBench } from '../../engine/testing/stream-bench.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { stateFolderOf } from '../../engine/stream/state-folder.ts';
import { catalog } from '../../nodes/catalog.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine(catalog);
});
afterAll(() => engine.close());

const flow = flowOf(
  {
    in: ['tail-file', { path: 'in.jsonl' }],
    keep: ['filter-rows', { condition: 'id % 3 <> 0' }],
    more: ['formula', { columns: [{ name: 'twice', expression: 'value * 2' }] }],
    out: ['write-json', { path: 'out.jsonl' }],
    rest: ['write-delimited', { path: 'rest.csv' }],
  },
  ['in.out > keep.in', 'keep.passed > more.in', 'more.out > out.in', 'keep.rejected > rest.in'],
);
const rows = 4000;
const input = Array.from({ length: rows }, (_, id) => `${JSON.stringify({ id, name: `größe ${id % 7}`, value: id / 4 })}\n`).join('');

const child = (base: string, lines: number, crashAt = '') => spawn(process.execPath, [new URL('stream-child.ts', import.meta.url).pathname, base, String(lines), crashAt], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'millrace-compile-cache') } });

async function crash(base: string, crashAt: string): Promise<void> {
  const started = child(base, 900, crashAt);
  started.stdout.resume();
  const [code, signal] = (await once(started, 'exit')) as [number | null, string | null];
  expect({ crashAt, code, signal }).toEqual({ crashAt, code: null, signal: 'SIGKILL' });
}

test('killed at every named place and at random, one after the other, the stream still ends with the bytes of a batch run', async () => {
  const bench = await StreamBench.open(engine, flow, { 'in.jsonl': input, 'flow.json': JSON.stringify(flow) });
  try {
    await bench.batch();
    const expected = [await bench.read('out.jsonl'), await bench.read('rest.csv')];
    await bench.write('out.jsonl', 'older\n');
    await bench.write('rest.csv', 'older\n');
    await crash(bench.base, 'before-commit:1');
    expect(await bench.read('out.jsonl')).toBe('older\n');
    await crash(bench.base, 'in-delivery:1');
    expect(await bench.read('out.jsonl')).toBe('older\n');
    await crash(bench.base, 'before-commit:3');
    await crash(bench.base, 'after-commit:3');
    // From here on it is the delivery after a restart that is cut short.
    await crash(bench.base, 'in-delivery:3');
    await crash(bench.base, 'after-truncation:3');
    await crash(bench.base, 'after-delivery:3');
    for (let i = 0; i < 2; i++) {
      const started = child(bench.base, 7);
      await once(started.stdout, 'data');
      started.stdout.resume();
      await sleep(Math.random() * 250);
      started.kill('SIGKILL');
      await once(started, 'exit');
    }
    const report = await bench.stream();
    expect(report.diagnostics).toEqual([]);
    expect([await bench.read('out.jsonl'), await bench.read('rest.csv')]).toEqual(expected);
    expect(report.nodes['in']!.rowsOut).toEqual({ out: rows });
    expect(report.nodes['keep']!.rowsOut).toEqual({ passed: 2666, rejected: 1334 });
    expect(report.nodes['out']!.written).toMatchObject({ rows: 2666 });
    // Nothing is left lying about beside the outputs.
    expect((await readdir(bench.base)).sort()).toEqual(['.millrace', 'flow.json', 'in.jsonl', 'out.jsonl', 'rest.csv']);
    expect((await readdir(stateFolderOf(bench.base, 'flow'))).sort()).toEqual(['sources.json', 'state.duckdb']);
  } finally {
    await bench.close();
  }
}, 60_000);

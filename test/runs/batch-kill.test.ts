import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/index.ts';
import { quotedText } from '../../engine/core/quoting.ts';
import { flowOf } from '../../engine/testing/stream-bench.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';

const rows = 3000;
const document = {
  ...flowOf(
    {
      src: ['sql', { statement: `SELECT range AS id, $v AS v FROM range(${rows})` }],
      more: ['formula', { columns: [{ name: 'text', expression: 'md5(id::VARCHAR)' }] }],
      keep: ['filter-rows', { condition: 'id % 3 = 0' }],
      order: ['sort-rows', { keys: [{ by: 'text' }] }],
      all: ['write-parquet', { path: 'all.parquet' }],
      some: ['write-delimited', { path: 'some.csv' }],
      rest: ['write-json', { path: 'rest.jsonl' }],
      table: ['write-database', { system: 'duckdb', path: 'shop.duckdb', table: 't', mode: 'replace' }],
    },
    ['src.out > more.in', 'more.out > keep.in', 'more.out > order.in', 'order.out > all.in', 'keep.passed > some.in', 'keep.rejected > rest.in', 'more.out > table.in'],
  ),
  parameters: [{ name: 'v', type: 'integer' as const, default: 0 }],
};

let base: string;
let engine: Engine;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'millrace-kill-'));
  await writeFile(join(base, 'flow.json'), JSON.stringify(document));
  engine = await openTestEngine(catalog, { threads: 2, records: { folder: join(base, 'records'), version: '1' } });
});
afterAll(async () => {
  await engine.close();
  await rm(base, { recursive: true, force: true });
});

/** Rows of every output and the one value of `v` in it. */
async function outputs(): Promise<Readonly<Record<string, readonly [rows: number, versions: number, version: number]>>> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run(`ATTACH ${quotedText(join(base, 'shop.duckdb'))} AS shop (READ_ONLY)`);
    const found: Record<string, readonly [number, number, number]> = {};
    for (const [name, from] of [['all', quotedText(join(base, 'all.parquet'))], ['some', quotedText(join(base, 'some.csv'))], ['rest', quotedText(join(base, 'rest.jsonl'))], ['table', 'shop.t']] as const) {
      const [row] = (await connection.runAndReadAll(`SELECT count(*), count(DISTINCT v), max(v) FROM ${from}`)).getRows();
      found[name] = row!.map(Number) as unknown as readonly [number, number, number];
    }
    return found;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const run = (v: number) => engine.session.run({ document, base, name: 'f', parameters: { v: String(v) } }, () => undefined, () => undefined);
const whole = (version: unknown) => ({ all: [rows, 1, version], some: [rows / 3, 1, version], rest: [(rows / 3) * 2, 1, version], table: [rows, 1, version] });

test('killed at any moment, every output is the old or the new one as a whole, the run is on record as interrupted, and the next run is right', async () => {
  const first = await run(1);
  expect(first.diagnostics).toEqual([]);
  let last = 1;
  for (let i = 0; i < 3; i++) {
    const child = spawn(process.execPath, [new URL('batch-child.ts', import.meta.url).pathname, base, String(last + 1)], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'millrace-compile-cache') } });
    let done = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (done += text));
    await once(child.stdout, 'data');
    await sleep(Math.random() * 150);
    // Chance may hit the moments between two runs each time; once it is held still in the middle of one.
    for (let held = i > 0; !held; ) {
      child.kill('SIGSTOP');
      held = (await engine.calls.runs({ base, name: document.name })).some((r) => r.state === 'running');
      if (!held) child.kill('SIGCONT');
      await sleep(5);
    }
    child.kill('SIGKILL');
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect(signal).toBe('SIGKILL');
    const finished = Math.max(...done.trim().split('\n').map(Number));
    const found = await outputs();
    // The run after the last finished one may have put all, some or none of its outputs in place.
    for (const [name, [count, versions, version]] of Object.entries(found)) {
      expect([count, versions], name).toEqual(whole(0)[name as keyof ReturnType<typeof whole>].slice(0, 2));
      expect([finished, finished + 1], name).toContain(version);
    }
    last = finished + 1;
  }
  expect((await engine.calls.runs({ base, name: document.name })).filter((r) => r.state === 'interrupted').length).toBeGreaterThan(0);
  expect(await run(last + 1)).toMatchObject({ status: 'succeeded', diagnostics: [] });
  expect(await outputs()).toEqual(whole(last + 1));
  // What the killed runs had not put in place is gone.
  expect((await readdir(base)).filter((name) => !['cache', 'records', 'flow.json'].includes(name)).sort()).toEqual(['all.parquet', 'rest.jsonl', 'shop.duckdb', 'some.csv']);
}, 60_000);

import { cp, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Engine } from '../../engine/api/index.ts';
import { stateFolderOf } from '../../engine/stream/state-folder.ts';
import { flowOf, StreamBench } from '../../engine/testing/stream-bench.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine(catalog, { threads: 1 });
});
afterAll(() => engine.close());

const copy = (condition = 'a > 0') => flowOf({ in: ['tail-file', { path: 'in.jsonl', eventTime: 'at' }], keep: ['filter-rows', { condition }], out: ['write-json', { path: 'out.jsonl' }] }, ['in.out > keep.in', 'keep.passed > out.in']);
const line = (a: number): string => `{"a":${a},"at":"2024-03-01 00:00:0${a % 10}"}\n`;
const outLine = (a: number): string => `{"a":${a},"at":"2024-03-01 00:00:0${a % 10}"}\n`;

async function withBench(files: Readonly<Record<string, string>>, work: (bench: StreamBench) => Promise<void>, document = copy()): Promise<void> {
  const bench = await StreamBench.open(engine, document, files);
  try {
    await work(bench);
  } finally {
    await bench.close();
  }
}

async function stateRows(bench: StreamBench, sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(join(stateFolderOf(bench.base, 'flow'), 'state.duckdb'));
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(sql)).getRowsJson();
  connection.closeSync();
  instance.closeSync();
  return rows;
}

test('a source that lost what was read stops the stream and nothing is reset', () =>
  withBench({ 'in.jsonl': line(1) + line(2) }, async (bench) => {
    const path = join(bench.base, 'in.jsonl');
    await bench.stream();
    for (const damage of [() => truncate(path, 5), () => writeFile(path, line(3) + line(4) + line(5)), () => rm(path)]) {
      await damage();
      const report = await bench.stream();
      expect(report.status).toBe('failed');
      expect(report.diagnostics).toMatchObject([{ code: 'stream-source-changed', at: { node: 'in', param: 'path' } }]);
      expect(await bench.read('out.jsonl')).toBe(outLine(1) + outLine(2));
    }
    await bench.write('in.jsonl', line(1) + line(2) + line(3));
    expect((await bench.stream()).status).toBe('succeeded');
    expect(await bench.read('out.jsonl')).toBe(outLine(1) + outLine(2) + outLine(3));
  }));

test('another logic is not mixed with the saved state; names and places do not matter', () =>
  withBench({ 'in.jsonl': line(1) }, async (bench) => {
    await bench.stream();
    const changed = await bench.stream({ document: copy('a > 1') });
    expect(changed).toMatchObject({ status: 'failed', diagnostics: [{ code: 'stream-state' }] });
    expect(changed.diagnostics[0]!.message).toContain(stateFolderOf(bench.base, 'flow').slice(bench.base.length));
    const moved = copy();
    expect((await bench.stream({ document: { ...moved, layout: { in: { x: 5, y: 5 } }, nodes: { ...moved.nodes, in: { ...moved.nodes['in']!, title: 'Another name' } } } })).status).toBe('succeeded');
    await rm(stateFolderOf(bench.base, 'flow'), { recursive: true });
    expect((await bench.stream({ document: copy('a > 1') })).status).toBe('succeeded');
    expect(await bench.read('out.jsonl')).toBe('');
  }));

test('an output that something else changed is not appended to', () =>
  withBench({ 'in.jsonl': line(1) }, async (bench) => {
    await bench.stream();
    await rename(join(bench.base, 'out.jsonl'), join(bench.base, 'aside'));
    expect(await bench.stream()).toMatchObject({ status: 'failed', diagnostics: [{ code: 'stream-state', at: { node: 'out', param: 'path' } }] });
    await bench.write('out.jsonl', outLine(1).replace('1', '7'));
    expect(await bench.stream()).toMatchObject({ status: 'failed', diagnostics: [{ code: 'stream-state', at: { node: 'out', param: 'path' } }] });
    await rename(join(bench.base, 'aside'), join(bench.base, 'out.jsonl'));
    await bench.append('in.jsonl', line(2));
    expect((await bench.stream()).status).toBe('succeeded');
    expect(await bench.read('out.jsonl')).toBe(outLine(1) + outLine(2));
  }));

test('columns and types stay those of the start, however the file goes on; the folder may move', () =>
  withBench({ 'in.jsonl': '{"a":1,"at":"2024-03-01 00:00:01"}\n' }, async (bench) => {
    await bench.stream();
    await bench.append('in.jsonl', '{"a":2,"at":"2024-03-01 00:00:05","more":"x"}\n{"a":3,"at":"2024-03-01 00:00:02"}\n');
    const there = `${bench.base}-moved`;
    await cp(bench.base, there, { recursive: true });
    try {
      const report = await bench.stream({ base: there });
      expect(report.diagnostics).toEqual([]);
      expect(await readFile(join(there, 'out.jsonl'), 'utf8')).toBe('{"a":1,"at":"2024-03-01 00:00:01"}\n{"a":2,"at":"2024-03-01 00:00:05"}\n{"a":3,"at":"2024-03-01 00:00:02"}\n');
    } finally {
      await rm(there, { recursive: true });
    }
    await bench.stream();
    expect(await stateRows(bench, 'SELECT watermark, lines FROM sources')).toEqual([['2024-03-01 00:00:05', '3']]);
  }));

test('a line that cannot be read: what comes before it is delivered, it is kept as a dead letter, and once mended the stream goes on', () =>
  withBench({ 'in.jsonl': [1, 2, 3].map(line).join('') }, async (bench) => {
    await bench.stream();
    const good = [4, 5, 6].map(line).join('');
    await bench.append('in.jsonl', `${good}{"a":"seven ü"\n${line(8)}`);
    const at = Buffer.byteLength([1, 2, 3, 4, 5, 6].map(line).join(''));
    for (let i = 0; i < 2; i++) {
      const report = await bench.stream();
      expect(report).toMatchObject({ status: 'failed', diagnostics: [{ code: 'value-unreadable', at: { node: 'in' } }] });
      expect(report.diagnostics[0]!.message).toContain(`line 7 of in.jsonl (from byte ${at} on)`);
      expect(await bench.read('out.jsonl')).toBe([1, 2, 3, 4, 5, 6].map(outLine).join(''));
    }
    expect(await stateRows(bench, "SELECT node, path, byte_offset, line, decode(raw), phase FROM dead_letters")).toEqual([['in', 'in.jsonl', String(at), '7', '{"a":"seven ü"\n', 'decode']]);
    await bench.write('in.jsonl', [1, 2, 3, 4, 5, 6, 7, 8].map(line).join(''));
    expect((await bench.stream()).status).toBe('succeeded');
    expect(await bench.read('out.jsonl')).toBe([1, 2, 3, 4, 5, 6, 7, 8].map(outLine).join(''));
  }));

test('a line without its line break waits, and that is told', () =>
  withBench({ 'in.jsonl': `${line(1)}${line(2).trimEnd()}` }, async (bench) => {
    expect(await bench.stream()).toMatchObject({ status: 'succeeded', diagnostics: [{ code: 'stream-line-open', severity: 'warning' }] });
    expect(await bench.read('out.jsonl')).toBe(outLine(1));
    await bench.append('in.jsonl', `\n`);
    expect((await bench.stream()).diagnostics).toEqual([]);
    expect(await bench.read('out.jsonl')).toBe(outLine(1) + outLine(2));
  }));

test('a live stream waits for its file, delivers what is appended and ends when it is stopped; meanwhile nobody else may run it', () =>
  withBench({}, async (bench) => {
    expect(await bench.stream()).toMatchObject({ status: 'failed', diagnostics: [{ code: 'file-missing', at: { node: 'in' } }] });
    let stop = (): void => undefined;
    const running = bench.stream({ untilIdle: false }, (cancel) => (stop = cancel));
    await sleep(50);
    await bench.write('in.jsonl', '');
    await bench.append('in.jsonl', line(1));
    await until(async () => (await bench.read('out.jsonl').catch(() => '')) === outLine(1));
    await bench.append('in.jsonl', line(2));
    await until(async () => (await bench.read('out.jsonl')) === outLine(1) + outLine(2));
    expect(await bench.stream()).toMatchObject({ status: 'failed', diagnostics: [{ code: 'stream-state' }] });
    const asked = performance.now();
    stop();
    expect(await running).toMatchObject({ status: 'succeeded', diagnostics: [], epochs: 2 });
    expect(performance.now() - asked).toBeLessThan(2000);
    expect(await stateRows(bench, 'SELECT count(*) FROM outbox')).toEqual([['0']]);
  }));

test('a first line that comes while the empty file is being checked starts a live stream', () =>
  withBench({ 'in.jsonl': '' }, async (bench) => {
    const check = engine.session.check.bind(engine.session);
    const late = vi.spyOn(engine.session, 'check').mockImplementationOnce(async (...given) => {
      const flow = await check(...given);
      await bench.append('in.jsonl', line(1));
      return flow;
    });
    let stop = (): void => undefined;
    const running = bench.stream({ untilIdle: false }, (cancel) => (stop = cancel));
    await Promise.race([running, until(async () => (await bench.read('out.jsonl').catch(() => '')) === outLine(1))]);
    stop();
    late.mockRestore();
    expect(await running).toMatchObject({ status: 'succeeded', diagnostics: [], epochs: 1 });
    await bench.write('other.jsonl', 'no JSON\n');
    const bad = flowOf({ in: ['tail-file', { path: 'other.jsonl' }], out: ['write-json', { path: 'bad.jsonl' }] }, ['in.out > out.in']);
    expect(await bench.stream({ document: { ...bad, name: 'other' }, untilIdle: false })).toMatchObject({ status: 'failed', diagnostics: [{ code: 'file-format' }] });
  }));

test('stopped before its end, a stream that should have ended says so, keeps what is delivered and goes on later', () =>
  withBench({ 'in.jsonl': Array.from({ length: 3000 }, (_, i) => line(i + 1)).join('') }, async (bench) => {
    let stop = (): void => undefined;
    const running = bench.stream({ limits: { bytes: 1 << 20, lines: 5 } }, (cancel) => (stop = cancel));
    await until(async () => (await bench.read('out.jsonl').catch(() => '')).length > 0);
    const asked = performance.now();
    stop();
    const report = await running;
    expect(performance.now() - asked).toBeLessThan(2000);
    expect(report).toMatchObject({ status: 'cancelled', diagnostics: [{ code: 'run-cancelled' }] });
    expect(await bench.read('out.jsonl')).toBe(Array.from({ length: 5 * report.epochs! }, (_, i) => outLine(i + 1)).join(''));
    await bench.stream();
    expect(await bench.read('out.jsonl')).toBe(Array.from({ length: 3000 }, (_, i) => outLine(i + 1)).join(''));
  }));

test('a lock left by a dead process is taken over, that of a living one is not', () =>
  withBench({ 'in.jsonl': line(1) }, async (bench) => {
    const lock = join(stateFolderOf(bench.base, 'flow'), 'lock');
    await bench.stream();
    const { hostname } = await import('node:os');
    await writeFile(lock, JSON.stringify({ pid: process.ppid, host: hostname(), started: null }));
    expect(await bench.stream()).toMatchObject({ status: 'failed', diagnostics: [{ code: 'stream-state' }] });
    await writeFile(lock, JSON.stringify({ pid: 4_194_304 + 1, host: hostname(), started: null }));
    expect((await bench.stream()).status).toBe('succeeded');
    await expect(stat(lock)).rejects.toThrow('ENOENT');
  }));

test('a rule that must hold stops the stream before the epoch that breaks it is written', () =>
  withBench(
    { 'in.jsonl': line(1) + line(2) },
    async (bench) => {
      expect((await bench.stream()).rules).toMatchObject([{ node: 'check', success: true, broken: 0, rows: 2 }]);
      await bench.append('in.jsonl', line(3) + line(900));
      const report = await bench.stream({ limits: { bytes: 1 << 20, lines: 1 } });
      expect(report).toMatchObject({ status: 'failed', epochs: 2, diagnostics: [{ code: 'quality-failed', at: { node: 'check' } }] });
      expect(await bench.read('out.jsonl')).toBe(outLine(1) + outLine(2) + outLine(3));
    },
    flowOf({ in: ['tail-file', { path: 'in.jsonl' }], check: ['check-rows', { rules: [{ rule: 'range', column: 'a', max: '100', severity: 'fail' }] }], out: ['write-json', { path: 'out.jsonl' }] }, ['in.out > check.in', 'check.passed > out.in']),
  ));

test('a failing formula is told at its node, and the epochs before it stay delivered', () =>
  withBench(
    { 'in.jsonl': '{"s":"1"}\n{"s":"x"}\n' },
    async (bench) => {
      const report = await bench.stream({ limits: { bytes: 1 << 20, lines: 1 } });
      expect(report).toMatchObject({ status: 'failed', epochs: 1, diagnostics: [{ code: 'value-unreadable', at: { node: 'more' } }] });
      expect(await bench.read('out.jsonl')).toBe('{"s":"1","n":1}\n');
    },
    flowOf({ in: ['tail-file', { path: 'in.jsonl' }], more: ['formula', { columns: [{ name: 'n', expression: 'CAST(s AS INTEGER)' }] }], out: ['write-json', { path: 'out.jsonl' }] }, ['in.out > more.in', 'more.out > out.in']),
  ));

test('scoring with a model on a stream gives the bytes of the batch run', async () => {
  const sample = new URL('../../samples/live-weather/', import.meta.url);
  const document = JSON.parse(await readFile(new URL('flow.json', sample), 'utf8'));
  await withBench(
    {},
    async (bench) => {
      await cp(sample, bench.base, { recursive: true });
      const report = await bench.stream({ limits: { bytes: 1 << 20, lines: 1000 } });
      expect(report.diagnostics).toEqual([]);
      expect(report.epochs).toBe(3);
      expect(await bench.read('out/forecasts.jsonl')).toBe(await bench.read('expected/forecasts.jsonl'));
    },
    document,
  );
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error('It did not come true in 15 s.');
    await sleep(20);
  }
}

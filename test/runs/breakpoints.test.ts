import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Breakpoint, EngineEvent, RunPause } from '../../engine/api/contract.ts';
import type { Engine } from '../../engine/api/index.ts';
import type { RunReport } from '../../engine/core/run-report.ts';
import { readDocument } from '../../engine/document/read-document.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { flowText } from '../bad-input/project.ts';

let base: string;
let engine: Engine;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'millrace-stops-'));
  engine = await openTestEngine(catalog, { threads: 2, keepWarm: true, records: { folder: join(base, 'runs'), version: '1' }, cache: { folder: join(base, 'cache'), maxBytes: 1e9, version: '1', leastMilliseconds: 0 } });
  await writeFile(join(base, 'a.csv'), 'n,word\n1,one\n2,two\n3,three\n');
});
afterEach(() => Promise.all(['all.csv', 'late.csv', 'sums.csv'].map((name) => rm(join(base, name), { force: true }))));
afterAll(async () => {
  await engine.close();
  await rm(base, { recursive: true, force: true });
});

const nodes = {
  a: ['read-delimited', { path: 'a.csv' }],
  big: ['filter-rows', { condition: 'n > 1' }],
  more: ['formula', { columns: [{ name: 'twice', expression: 'n * 2' }] }],
  sums: ['aggregate', { groups: [], measures: [{ function: 'sum', column: 'twice', as: 'total' }] }],
  all: ['write-delimited', { path: 'all.csv' }],
  late: ['write-delimited', { path: 'late.csv' }],
  out: ['write-delimited', { path: 'sums.csv' }],
} as const;
const flow = flowText(nodes as never, ['a.out > big.in', 'big.passed > more.in', 'more.out > late.in', 'more.out > sums.in', 'a.out > all.in', 'sums.out > out.in']);

/** A run in hand: what it waited for so far, and its end. */
async function start(request: { readonly breakpoints?: readonly Breakpoint[]; readonly step?: boolean }, text = flow, cache = true) {
  const pauses: RunPause[] = [];
  let hear = (): void => undefined;
  let run = '';
  let report: RunReport | null = null;
  const stop = engine.onEvent((event: EngineEvent) => {
    if (event.type === 'paused' && event.run === run) pauses.push(event.pause);
    else if (event.type === 'finished' && event.run === run) report = event.report;
    else return;
    hear();
  });
  ({ run } = await engine.calls.run({ document: readDocument(text, 'flow.json').document!, base, name: 'f', cache, ...request }));
  const until = async (done: () => boolean): Promise<void> => {
    while (!done()) await new Promise<void>((resolve) => (hear = resolve));
  };
  return {
    run,
    pauses,
    async paused(count: number): Promise<RunPause> {
      await until(() => pauses.length >= count || report !== null);
      expect(report as RunReport | null, JSON.stringify((report as RunReport | null)?.diagnostics)).toBeNull();
      return pauses.at(-1)!;
    },
    async ended(): Promise<RunReport> {
      await until(() => report !== null);
      stop();
      return report!;
    },
    go: (how: 'run' | 'step' = 'run') => engine.calls.resume({ run, how }),
  };
}

const rowsOf = (pause: RunPause): unknown[] => tableFromIPC(pause.shown!.arrow).toArray().map((row) => ({ ...(row as object) }));

it('waits at a breakpoint with all columns of its rows, before anything was written, then writes what it would have without', async () => {
  const run = await start({ breakpoints: [{ node: 'big', port: 'passed' }] });
  const pause = await run.paused(1);
  expect(pause).toMatchObject({ why: 'breakpoint', node: 'big', port: 'passed', rows: 2, matched: 2 });
  expect(rowsOf(pause)).toEqual([{ n: 2n, word: 'two' }, { n: 3n, word: 'three' }]);
  expect(['all.csv', 'late.csv', 'sums.csv'].map((name) => existsSync(join(base, name)))).toEqual([false, false, false]);
  await run.go();
  const report = await run.ended();
  expect(report).toMatchObject({ status: 'succeeded', diagnostics: [] });
  expect(run.pauses).toHaveLength(1);
  expect(await readFile(join(base, 'late.csv'), 'utf8')).toBe('n,word,twice\n2,two,4\n3,three,6\n');
  expect(await readFile(join(base, 'all.csv'), 'utf8')).toBe('n,word\n1,one\n2,two\n3,three\n');
  expect(await readFile(join(base, 'sums.csv'), 'utf8')).toBe('total\n10\n');
  expect(report.nodes['big']).toMatchObject({ rowsIn: { in: 3 }, rowsOut: { passed: 2 } });
});

it('waits only when a row meets the condition, and shows those rows', async () => {
  const run = await start({ breakpoints: [{ node: 'big', port: 'passed', when: "n > 100 -- never" }, { node: 'more', port: 'out', when: 'twice = 6' }] });
  const pause = await run.paused(1);
  expect(pause).toMatchObject({ node: 'more', rows: 2, matched: 1 });
  expect(rowsOf(pause)).toEqual([{ n: 3n, word: 'three', twice: 6n }]);
  await run.go();
  expect(await run.ended()).toMatchObject({ status: 'succeeded' });
  expect(run.pauses).toHaveLength(1);
});

it('is cancelled while it waits, and no output is changed', async () => {
  const run = await start({ breakpoints: [{ node: 'a', port: 'out' }] });
  await run.paused(1);
  const asked = Date.now();
  await engine.calls.cancel({ run: run.run });
  expect(await run.ended()).toMatchObject({ status: 'cancelled' });
  expect(Date.now() - asked).toBeLessThan(2_000);
  expect(['all.csv', 'late.csv', 'sums.csv'].map((name) => existsSync(join(base, name)))).toEqual([false, false, false]);
});

it('goes on node by node from a breakpoint, then to the end in one go', async () => {
  const run = await start({ breakpoints: [{ node: 'a', port: 'out' }] });
  await run.paused(1);
  await run.go('step');
  expect(await run.paused(2)).toMatchObject({ why: 'step', node: 'big', port: 'passed', rows: 2 });
  await run.go('step');
  const third = await run.paused(3);
  expect(third).toMatchObject({ node: 'more' });
  expect(rowsOf(third)).toEqual([{ n: 2n, word: 'two', twice: 4n }, { n: 3n, word: 'three', twice: 6n }]);
  await run.go();
  const report = await run.ended();
  expect(report).toMatchObject({ status: 'succeeded', diagnostics: [] });
  expect(run.pauses).toHaveLength(3);
  expect(await readFile(join(base, 'sums.csv'), 'utf8')).toBe('total\n10\n');
  expect(await readFile(join(base, 'late.csv'), 'utf8')).toBe('n,word,twice\n2,two,4\n3,three,6\n');
});

it('goes through a flow step by step from its start', async () => {
  const run = await start({ step: true });
  const seen: string[] = [];
  for (let i = 1; i <= 4; i++) {
    const { node, port } = await run.paused(i);
    seen.push(`${node}.${port}`);
    await run.go('step');
  }
  expect(seen).toEqual(['a.out', 'big.passed', 'more.out', 'sums.out']);
  expect(await run.ended()).toMatchObject({ status: 'succeeded', diagnostics: [] });
});

it('a flow without sinks stops too, and at a port that nothing reads', async () => {
  const { a, big } = nodes;
  const run = await start({ breakpoints: [{ node: 'big', port: 'rejected' }] }, flowText({ a, big } as never, ['a.out > big.in']));
  const pause = await run.paused(1);
  expect(pause).toMatchObject({ node: 'big', port: 'rejected', rows: 1 });
  await run.go();
  expect(await run.ended()).toMatchObject({ status: 'succeeded', diagnostics: [] });
});

it('computes anew what was kept by an earlier run where the stop lies before it, and says why', async () => {
  await (await start({})).ended();
  const plain = await (await start({})).ended();
  expect(plain.nodes['sums']?.cache).toMatchObject({ state: 'reused' });
  const run = await start({ breakpoints: [{ node: 'more', port: 'out' }] });
  await run.paused(1);
  await run.go();
  const report = await run.ended();
  expect(report.nodes['sums']?.cache).toMatchObject({ state: 'recomputed', code: 'stop' });
  expect((await (await start({})).ended()).nodes['sums']?.cache).toMatchObject({ state: 'reused' });
});

it('pauses a plain run between two statements when it is asked, and steps on from there', async () => {
  const slow = flowText({ ...nodes, heavy: ['sql', { statement: 'SELECT count(*) AS n FROM range(60000000) t(i) WHERE hash(i) % 7 = 3' }], gone: ['write-delimited', { path: 'all.csv' }] } as never, ['heavy.out > gone.in', 'a.out > big.in', 'big.passed > more.in', 'more.out > late.in']);
  const { all: _all, sums: _sums, out: _out, ...rest } = { ...(JSON.parse(slow) as { nodes: Record<string, unknown> }).nodes } as Record<string, unknown>;
  const text = JSON.stringify({ ...(JSON.parse(slow) as object), nodes: rest });
  const run = await start({}, text, false);
  await engine.calls.pause({ run: run.run });
  expect(await run.paused(1)).toMatchObject({ why: 'asked', node: null, shown: null });
  expect(existsSync(join(base, 'late.csv'))).toBe(false);
  await run.go('step');
  expect(await run.paused(2)).toMatchObject({ why: 'step' });
  await run.go();
  expect(await run.ended()).toMatchObject({ status: 'succeeded', diagnostics: [] });
  expect(await readFile(join(base, 'late.csv'), 'utf8')).toBe('n,word,twice\n2,two,4\n3,three,6\n');
});

it('tells what is wrong with a condition, before the run or in it', async () => {
  const refused = await (await start({ breakpoints: [{ node: 'big', port: 'passed', when: 'nn > 1' }] })).ended();
  expect(refused).toMatchObject({ status: 'failed', refused: true, diagnostics: [{ at: { node: 'big' } }] });
  expect(refused.diagnostics[0]!.message).toMatch(/^The breakpoint after node "big": .*nn/);
  const failed = await (await start({ breakpoints: [{ node: 'big', port: 'passed', when: 'CAST(word AS INTEGER) > 1' }] })).ended();
  expect(failed).toMatchObject({ status: 'failed', diagnostics: [{ code: 'expression-kind', at: { node: 'big' } }] });
  expect(failed.diagnostics[0]!.message).toContain('No output was changed');
  expect(existsSync(join(base, 'late.csv'))).toBe(false);
});

it('takes no heed of a breakpoint at a node that has gone, or of one in a run of something else', async () => {
  const run = await start({ breakpoints: [{ node: 'nobody', port: 'out' }] });
  expect(await run.ended()).toMatchObject({ status: 'succeeded' });
  expect(run.pauses).toEqual([]);
});

it('does not count the time it waited as time of the run', async () => {
  const began = Date.now();
  const run = await start({ breakpoints: [{ node: 'a', port: 'out' }] });
  await run.paused(1);
  const before = Date.now();
  await new Promise((resolve) => setTimeout(resolve, 700));
  const waited = Date.now() - before;
  await run.go();
  const { milliseconds } = await run.ended();
  // However busy the machine is: the rest took as long as all of it without the wait.
  expect(milliseconds).toBeLessThan(Date.now() - began - waited + 100);
});

import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { ChartWish } from '../../engine/chart/chart-wish.ts';
import type { Engine } from '../../engine/api/index.ts';
import { flowOf, StreamBench } from '../../engine/testing/stream-bench.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine(catalog);
});
afterAll(() => engine.close());

const lines = (from: number, to: number): string => Array.from({ length: to - from }, (_, i) => `${JSON.stringify({ id: from + i, name: `n${(from + i) % 3}` })}\n`).join('');
const count: ChartWish = { mark: 'figure', x: '', y: null, color: null, measure: 'count', value: null };
const flow = {
  ...flowOf(
    {
      in: ['tail-file', { path: 'in.jsonl' }],
      keep: ['filter-rows', { condition: 'id % 2 = 0' }],
      chance: ['formula', { columns: [{ name: 'r', expression: 'random()' }] }],
      out: ['write-json', { path: 'out.jsonl' }],
    },
    ['in.out > keep.in', 'keep.passed > out.in', 'keep.rejected > chance.in'],
  ),
  charts: { kept: { of: 'keep.passed', mark: 'bar', x: 'name' } },
};

test('charts of a running stream draw the newest rows that were delivered', { timeout: 60_000 }, async () => {
  const bench = await StreamBench.open(engine, flow, { 'in.jsonl': lines(0, 1000) });
  const finished = new Promise<void>((resolve) => {
    const stop = engine.onEvent((event) => {
      if (event.type !== 'finished') return;
      stop();
      resolve();
    });
  });
  const { run } = await engine.calls.run({ document: flow, base: bench.base, name: 'flow', stream: true });
  const figure = async (node: string, port: string, chart = count) => {
    const preview = await engine.calls.live({ run, node, port, chart });
    return { value: Number(tableFromIPC(preview.arrow).getChild('y')?.get(0)), note: preview.note, rows: preview.rows };
  };
  try {
    // The flow holds a chart of this port: it has the rows from the start.
    await vi.waitFor(async () => expect((await figure('keep', 'passed')).value).toBe(500), { timeout: 20_000, interval: 50 });
    expect((await figure('keep', 'passed')).note).toMatch(/^Of 500 rows that the stream delivered since \d\d:\d\d:\d\d UTC\.$/);
    // Of another port those from the first question on, the epoch at hand included.
    const first = (await figure('in', 'out')).value;
    expect([0, 1000]).toContain(first);
    await bench.append('in.jsonl', lines(1000, 1300));
    await vi.waitFor(async () => expect((await figure('in', 'out')).value).toBe(first + 300), { timeout: 20_000, interval: 50 });
    expect((await figure('keep', 'passed', { ...count, mark: 'bar', x: 'name' })).rows).toBe(3);
    await expect(figure('chance', 'out')).rejects.toThrow(/would be others each time/);
    await expect(figure('keep', 'passed', { ...count, mark: 'bar', x: 'name") FROM x; --' })).rejects.toThrow(/no column/);
    // Looking changed nothing of what is written.
    expect((await bench.read('out.jsonl')).trim().split('\n')).toHaveLength(650);
  } finally {
    await engine.calls.cancel({ run });
    await finished;
    await bench.close();
  }
  await expect(figure('keep', 'passed')).rejects.toThrow(/ended/);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/index.ts';
import { flowOf, StreamBench } from '../../engine/testing/stream-bench.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine(catalog);
});
afterAll(() => engine.close());

const lines = (from: number, to: number): string => Array.from({ length: to - from }, (_, i) => `${JSON.stringify({ id: from + i, name: `n${(from + i) % 7}`, value: (from + i) / 4 })}\n`).join('');

const simple = flowOf(
  {
    in: ['tail-file', { path: 'in.jsonl' }],
    keep: ['filter-rows', { condition: 'id % 3 <> 0' }],
    more: ['formula', { columns: [{ name: 'twice', expression: 'value * 2' }] }],
    out: ['write-json', { path: 'out.jsonl' }],
    rest: ['write-delimited', { path: 'rest.csv' }],
  },
  ['in.out > keep.in', 'keep.passed > more.in', 'more.out > out.in', 'keep.rejected > rest.in'],
);

test('a stream over a whole file gives the bytes and the counts of a batch run', async () => {
  const bench = await StreamBench.open(engine, simple, { 'in.jsonl': lines(0, 1000) });
  try {
    const batch = await bench.batch();
    expect(batch.diagnostics).toEqual([]);
    const [out, rest] = [await bench.read('out.jsonl'), await bench.read('rest.csv')];
    await bench.write('out.jsonl', 'something older');
    const stream = await bench.stream({ limits: { bytes: 4096, lines: 70 } });
    expect(stream.diagnostics).toEqual([]);
    expect(stream.status).toBe('succeeded');
    expect(stream.epochs).toBe(15);
    expect(await bench.read('out.jsonl')).toBe(out);
    expect(await bench.read('rest.csv')).toBe(rest);
    for (const [id, node] of Object.entries(batch.nodes)) expect([id, stream.nodes[id]]).toMatchObject([id, { rowsIn: node.rowsIn, rowsOut: node.rowsOut, ...(node.written ? { written: node.written } : {}) }]);
    // Going on after a restart: only what is new is read, and the counts are of all of it.
    await bench.append('in.jsonl', lines(1000, 1100));
    const again = await bench.stream();
    expect(again.nodes['in']!.rowsOut).toEqual({ out: 1100 });
    expect(again.epochs).toBe(16);
    const streamed = await bench.read('out.jsonl');
    await bench.batch();
    expect(streamed).toBe(await bench.read('out.jsonl'));
  } finally {
    await bench.close();
  }
});

test('rows without a partner keep the order of the stream, however few of them an epoch has', async () => {
  const flow = flowOf(
    {
      in: ['tail-file', { path: 'in.jsonl' }],
      names: ['inline-table', { table: { columns: [{ name: 'name', type: 'VARCHAR' }], rows: Array.from({ length: 50 }, (_, i) => [`other ${i}`]) } }],
      join: ['join', { keys: [{ left: 'name', right: 'name' }] }],
      alone: ['write-json', { path: 'alone.jsonl' }],
    },
    ['in.out > join.left', 'names.out > join.right', 'join.left-only > alone.in'],
  );
  const text = lines(0, 40);
  const bench = await StreamBench.open(engine, flow, { 'in.jsonl': text });
  try {
    // With fewer rows than the table has, the database turns the join round and reads the stream's rows out of its hash table.
    await bench.stream({ limits: { bytes: 1 << 20, lines: 20 } });
    const ids = (written: string): unknown[] => written.trim().split('\n').map((line) => (JSON.parse(line) as { id: unknown }).id);
    expect(ids(await bench.read('alone.jsonl'))).toEqual(ids(text));
  } finally {
    await bench.close();
  }
});

import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/index.ts';
import { flowOf, StreamBench } from '../../engine/testing/stream-bench.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine(catalog, { threads: 2 });
});
afterAll(() => engine.close());

const flow = flowOf(
  {
    in: ['tail-file', { path: 'in.csv', encoding: 'delimited', delimiter: ',', eventTime: 'at' }],
    places: ['inline-table', { table: { columns: [{ name: 'place', type: 'VARCHAR' }, { name: 'land', type: 'VARCHAR' }], rows: [['a', 'A-land'], ['b', 'B-land'], ['b', 'B-rest'], ['z', null]] } }],
    join: ['join', { keys: [{ left: 'place', right: 'place' }], joinedRows: 'left' }],
    check: ['check-rows', { rules: [{ rule: 'not-null', column: 'note', severity: 'reject' }, { rule: 'range', column: 'n', min: '0', max: '90', severity: 'warn', mostly: 0.5 }] }],
    more: ['formula', { columns: [{ name: 'size', expression: 'length(note) + n' }] }],
    copy: ['write-delimited', { path: 'copy.csv' }],
    out: ['write-delimited', { path: 'out.csv' }],
    bad: ['write-json', { path: 'bad.jsonl' }],
    alone: ['write-json', { path: 'alone.jsonl' }],
  },
  ['in.out > copy.in', 'in.out > join.left', 'places.out > join.right', 'join.joined > check.in', 'check.passed > more.in', 'more.out > out.in', 'check.rejected > bad.in', 'join.left-only > alone.in'],
);

const cell = fc.constantFrom('', 'plain', '"quo ""ted"""', '"two\nlines"', '"a, b"', 'größe', ' "sp"', 'it"s');
const row = fc.tuple(fc.integer({ min: 0, max: 99 }), fc.constantFrom('a', 'b', 'c', ''), cell).map(([n, place, note]) => `2024-03-01 00:00:${String(n % 60).padStart(2, '0')},${n},${place},${note}\n`);

test('however the input is cut into appended pieces and epochs, the output is that of a batch run', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 24 }), fc.array(fc.nat(900), { maxLength: 2 }), fc.integer({ min: 100, max: 600 }), fc.integer({ min: 3, max: 20 }), async (rows, places, bytes, lines) => {
      // The first line shows the types; the first stream sees it.
      const head = 'at,n,place,note\n2024-03-01 00:00:00,1,a,"first, of all"\n';
      const text = Buffer.from(head + rows.join(''));
      const cuts = [Buffer.byteLength(head), ...places.map((p) => Math.min(text.length, Buffer.byteLength(head) + p)), text.length].sort((a, b) => a - b);
      const bench = await StreamBench.open(engine, flow, { 'in.csv': head });
      try {
        let report = await bench.stream({ limits: { bytes, lines } });
        for (const [i, cut] of cuts.entries()) {
          const piece = text.subarray(i === 0 ? cut : cuts[i - 1]!, cut);
          if (piece.length === 0) continue;
          await bench.append('in.csv', piece);
          report = await bench.stream({ limits: { bytes, lines } });
        }
        expect(report.diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
        const outputs = async () => Promise.all(['copy.csv', 'out.csv', 'bad.jsonl', 'alone.jsonl'].map((f) => bench.read(f)));
        const streamed = await outputs();
        await bench.stream({ stateDir: `${bench.base}/other` });
        expect(streamed).toEqual(await outputs());
        const batch = await bench.batch();
        expect(streamed[0]).toBe(await bench.read('copy.csv'));
        // In a batch run the order of joined rows is up to the database.
        const bags = (texts: readonly string[]) => texts.map((text) => text.split('\n').sort());
        expect(bags(streamed)).toEqual(bags(await outputs()));
        expect(report.rules).toEqual(batch.rules);
        // Which rows of the table find no partner is known only at the end, so a stream does not count them.
        const counts = (r: typeof report) => Object.fromEntries(Object.entries(r.nodes).map(([id, n]) => [id, { in: n.rowsIn, out: Object.entries(n.rowsOut).filter(([port]) => port !== 'right-only'), rejected: n.rejected }]));
        expect(counts(report)).toEqual(counts(batch));
      } finally {
        await bench.close();
      }
    }),
    { numRuns: 5, interruptAfterTimeLimit: 12_000, markInterruptAsFailure: false },
  );
}, 60_000);

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/index.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { withQuestion } from '../../engine/chart/chart-question.ts';
import { readChartRows } from '../../engine/chart/chart-rows.ts';
import { emptyDocument } from '../../engine/document/document.ts';
import { chartQuery } from '../../engine/chart/chart-query.ts';
import { firstWish, marks, measures, wishProblem, type ChartWish } from '../../engine/chart/chart-wish.ts';

const columns = [
  { name: 'n "x"', type: 'DOUBLE' },
  { name: 'i', type: 'INTEGER' },
  { name: 'd', type: 'DATE' },
  { name: 't', type: 'TIMESTAMP' },
  { name: 'city', type: 'VARCHAR' },
  { name: 'yes', type: 'BOOLEAN' },
];
const rows = [
  ['1.5', '1', '2026-01-01', '2026-01-01 10:00:00', 'Oslo', 'true'],
  ['2.5', '2', '2026-01-02', '2026-01-01 11:00:00', 'Oslo', 'false'],
  ['inf', '2', '2026-01-09', null, 'Bergen', null],
  ['8', null, null, '2026-01-03 10:00:00', null, 'true'],
];
let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine(catalog);
});
afterAll(() => engine.close());

async function drawn(wish: ChartWish, of = rows): Promise<readonly Record<string, unknown>[]> {
  const document = {
    millrace: 1 as const, name: '', parameters: [], layout: {},
    nodes: { source: { type: 'inline-table', version: 1, params: { table: { columns, rows: of } } }, look: { type: 'sql', version: 1, params: { statement: chartQuery(wish, columns) } } },
    edges: [{ from: 'source.out', to: 'look.in1' }],
  };
  const preview = await engine.calls.preview({ document, base: import.meta.dirname, node: 'look', port: 'out', rows: 20_000 });
  const table = tableFromIPC(preview.arrow);
  return Array.from({ length: table.numRows }, (_, r) => Object.fromEntries(table.schema.fields.map((f, c) => [f.name, table.getChildAt(c)!.get(r) as unknown])));
}
const behind = (marked: readonly Record<string, unknown>[]) => marked.reduce((sum, r) => sum + Number(r['n']), 0);
const wish = (part: Partial<ChartWish> & Pick<ChartWish, 'mark' | 'x'>): ChartWish => ({ y: null, color: null, measure: 'count', value: null, ...part });

test('every chart that has its columns can be asked for, with rows and without', async () => {
  for (const { value: mark } of marks) {
    for (const x of mark === 'histogram' || mark === 'line' ? [columns[0]!, columns[3]!] : [columns[0]!, columns[4]!]) {
      for (const y of mark === 'bar' || mark === 'line' ? [null, 'i'] : ['i']) {
        for (const color of mark === 'bar' ? [null, 'city'] : [null]) {
          const one = wish({ mark, x: x.name, y, color, measure: y === null ? 'count' : 'avg' });
          if (wishProblem(one, columns) !== null) continue;
          await expect(drawn(one), JSON.stringify(one)).resolves.toBeInstanceOf(Array);
        }
      }
    }
    // A figure of no rows is a figure too.
    expect(await drawn(wish({ mark, x: 'n "x"', y: 'i' }), [])).toEqual(mark === 'figure' ? [{ y: 0, n: 0n }] : []);
  }
  for (const { value: measure } of measures) expect((await drawn(wish({ mark: 'bar', x: 'city', y: 'i', measure }))).length).toBe(3);
}, 60_000);

test('each row is behind one mark; what is no number or missing has no place', async () => {
  expect(behind(await drawn(wish({ mark: 'bar', x: 'city' })))).toBe(4);
  expect(behind(await drawn(wish({ mark: 'histogram', x: 'n "x"' })))).toBe(3);
  expect(behind(await drawn(wish({ mark: 'heat', x: 'city', y: 'yes' })))).toBe(2);
  expect(behind(await drawn(wish({ mark: 'heat', x: 'i', y: 'city' })))).toBe(3);
  const bars = await drawn(wish({ mark: 'bar', x: 'city', y: 'i', measure: 'sum' }));
  expect(Object.fromEntries(bars.map((b) => [b['x'], b['y']]))).toEqual({ Oslo: 3, Bergen: 2, null: null });
});

test('many values are binned, few keep their places', async () => {
  const many = Array.from({ length: 1200 }, (_, i) => [String(i), String(i % 7), null, null, 'a', null]);
  expect((await drawn(wish({ mark: 'histogram', x: 'n "x"' }), many)).length).toBe(40);
  const line = await drawn(wish({ mark: 'line', x: 'n "x"', y: 'i', measure: 'avg' }), many);
  expect([line.length, behind(line)]).toEqual([400, 1200]);
  expect((await drawn(wish({ mark: 'line', x: 'i' }), many)).map((r) => r['x'])).toEqual([0, 1, 2, 3, 4, 5, 6]);
  const box = await drawn(wish({ mark: 'box', x: 'city', y: 'n "x"' }), many);
  expect(box).toMatchObject([{ x: 'a', low: 0, mid: 599.5, high: 1199 }]);
});

test('a map has one circle per cell, and says how many rows have no place', async () => {
  const places = [['10.1', '3', null, null, 'a', null], ['10.1', '4', null, null, 'a', null], ['-170', '60', null, null, 'b', null], ['200', '1', null, null, 'c', null], [null, '1', null, null, 'c', null], ['5', '99', null, null, 'c', null]];
  const map = await drawn(wish({ mark: 'map', x: 'n "x"', y: 'i', measure: 'sum', value: 'i' }), places);
  expect(map.map((r) => [Number(r['x']), Number(r['y']), Number(r['value']), Number(r['n']), Number(r['total'])])).toEqual([[10.1, 3.5, 7, 2, 6], [-170, 60, 60, 1, 6]]);
  const many = Array.from({ length: 5000 }, (_, i) => [String((i * 37) % 360 - 180), String((i * 17) % 170 - 85), null, null, 'a', null]);
  const all = await drawn(wish({ mark: 'map', x: 'N "X"', y: 'i' }), many);
  expect([behind(all), all.length < 3000]).toEqual([5000, true]);
}, 30_000);

test('a chart node keeps the order of its rows', async () => {
  const bars = await drawn(wish({ mark: 'bar', x: 'city', y: 'i', measure: 'sum', order: 'rows' }), rows.toReversed());
  expect(bars.map((b) => [b['x'], b['y']])).toEqual([[null, null], ['Bergen', 2], ['Oslo', 3]]);
  expect(await drawn(wish({ mark: 'figure', x: '', y: 'i', measure: 'max' }))).toEqual([{ y: 2, n: 4n }]);
});

test('a chart of a dashboard is of all rows, one beside a port of those a preview reads', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-charts-'));
  try {
    writeFileSync(join(folder, 'many.csv'), `n\n${Array.from({ length: 130_000 }, (_, i) => i).join('\n')}\n`);
    const flow = { ...emptyDocument(''), nodes: { source: { type: 'read-delimited', version: 1, params: { path: 'many.csv' } } } };
    const asked = withQuestion(flow, [{ node: 'source', port: 'out' }], chartQuery(wish({ mark: 'figure', x: '' }), [{ name: 'n', type: 'BIGINT' }]), 1);
    const figure = async (exact: boolean) => {
      const preview = await engine.calls.preview({ document: asked.document, base: folder, node: asked.node, port: 'out', rows: 10, exact });
      return [preview.coverage, Number(readChartRows(preview.arrow)[0]!['y'])];
    };
    expect([await figure(true), await figure(false)]).toEqual([['all', 130_000], ['sample', 100_000]]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 30_000);

test('the first chart fits the columns', () => {
  expect(firstWish(columns)).toMatchObject({ mark: 'line', x: 'd', y: 'n "x"' });
  expect(firstWish(columns.slice(4))).toMatchObject({ mark: 'bar', x: 'city' });
  expect(firstWish([])).toBeNull();
});

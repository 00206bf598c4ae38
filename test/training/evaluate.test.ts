import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/index.ts';
import { flowOf } from '../../engine/testing/stream-bench.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';

const base = fileURLToPath(new URL('data', import.meta.url));
interface Account {
  readonly whole: Record<string, number>;
  readonly classes: Record<string, Record<string, number>>;
  readonly confusion: number[][];
  readonly slices: Record<string, Record<string, number>>;
  readonly curves: Record<string, [number[], number[]]>;
}
const reference = JSON.parse(readFileSync(`${base}/evaluation.json`, 'utf8')) as Record<string, Account>;

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine(catalog, { threads: 2 });
});
afterAll(() => engine.close());

type Row = Record<string, string | number | null>;
async function port(name: string, of: string, params: Record<string, unknown> = {}): Promise<Row[]> {
  const document = flowOf({ rows: ['read-delimited', { path: `scored-${name}.csv` }], judge: ['evaluate-model', { target: 'truth', ...params }] }, ['rows.out > judge.in']);
  const preview = await engine.calls.preview({ document, base, node: 'judge', port: of, rows: 10_000 });
  const table = tableFromIPC(preview.arrow);
  return Array.from({ length: table.numRows }, (_, r) => Object.fromEntries(table.schema.fields.map((f, c) => [f.name, ((v: unknown) => (typeof v === 'bigint' ? Number(v) : (v as string | number | null)))(table.getChildAt(c)!.get(r))])));
}

const figures = (rows: readonly Row[], ofClass: string | null): Record<string, number> => Object.fromEntries(rows.filter((r) => r['class'] === ofClass).map((r) => [r['metric'] as string, r['value'] as number]));

function expectClose(actual: Record<string, number>, wanted: Record<string, number>): void {
  for (const [name, value] of Object.entries(wanted)) expect(actual[name], name).toBeCloseTo(value, 9);
}

describe.each(['breast-cancer', 'wine', 'diabetes'])('%s', (name) => {
  const wanted = reference[name]!;
  const params = name === 'breast-cancer' ? { positive: 'malignant' } : {};

  test('figures of the whole and of each class are those of scikit-learn', async () => {
    const rows = await port(name, 'metrics', params);
    expectClose(figures(rows, null), wanted.whole);
    for (const [label, of] of Object.entries(wanted.classes ?? {})) expectClose(figures(rows, label), of);
  });

  test('slices have the figures of their rows', async () => {
    const rows = await port(name, 'slices', { ...params, slices: ['part'] });
    expect(rows.map((r) => [r['column'], r['value']])).toEqual([['part', 'others'], ['part', 'third']]);
    const column: Record<string, string> = { accuracy: 'accuracy', 'log loss': 'log_loss', 'ROC AUC': 'roc_auc', RMSE: 'rmse', 'R²': 'r2' };
    for (const row of rows) for (const [metric, value] of Object.entries(wanted.slices[row['value'] as string]!)) expect(row[column[metric]!], metric).toBeCloseTo(value, 9);
  });
});

test.each(['breast-cancer', 'wine'])('the confusion of %s counts every row', async (name) => {
  const wanted = reference[name]!;
  const rows = await port(name, 'confusion');
  const names = Object.keys(wanted.classes);
  for (const [i, actual] of names.entries()) {
    for (const [j, predicted] of names.entries()) {
      const cell = rows.find((r) => r['actual'] === actual && r['predicted'] === predicted);
      expect(cell?.['rows'] ?? 0, `${actual} taken for ${predicted}`).toBe(wanted.confusion[i]![j]!);
      if (cell) expect(cell['share']).toBeCloseTo(wanted.confusion[i]![j]! / wanted.confusion[i]!.reduce((a, b) => a + b, 0), 12);
    }
  }
});

test('curves go through the points of scikit-learn, and fewer points are some of them', async () => {
  const { curves } = reference['breast-cancer']!;
  const all = await port('breast-cancer', 'curve', { positive: 'malignant', points: 1000 });
  const few = await port('breast-cancer', 'curve', { positive: 'malignant', points: 20 });
  for (const [curve, [x, y]] of Object.entries(curves)) {
    const rows = all.filter((r) => r['curve'] === curve);
    // That side ends where every positive is found; a point there with less precision says no more.
    const seen = curve === 'precision-recall' ? rows.slice(0, x.length) : rows;
    expect(seen.map((r) => [r['x'], r['y']])).toEqual(x.map((value, i) => [expect.closeTo(value, 9) as unknown, expect.closeTo(y[i]!, 9) as unknown]));
    if (curve === 'calibration') continue;
    const kept = few.filter((r) => r['curve'] === curve);
    expect(kept.length).toBe(21);
    for (const point of kept) expect(rows).toContainEqual(point);
    expect(kept.at(-1)).toEqual(rows.at(-1));
  }
});

test('residuals fall into bins that hold every row', async () => {
  const rows = await port('diabetes', 'curve', { bins: 8 });
  const count = (curve: string): number => rows.filter((r) => r['curve'] === curve).reduce((sum, r) => sum + (r['rows'] as number), 0);
  expect(count('residuals')).toBe(442);
  expect(count('calibration')).toBe(442);
  expect(rows.filter((r) => r['curve'] === 'calibration').length).toBe(8);
});

test('rows that cannot be judged and a class that is rare are told by the run', async () => {
  const table = { columns: [{ name: 'truth', type: 'VARCHAR' }, { name: 'label', type: 'VARCHAR' }], rows: [...Array.from({ length: 50 }, () => ['usual', 'usual']), ['rare "x"', 'usual'], ['usual', null]] };
  const document = flowOf({ rows: ['inline-table', { table }], judge: ['evaluate-model', { target: 'truth' }], out: ['write-json', { path: 'metrics.jsonl' }] }, ['rows.out > judge.in', 'judge.metrics > out.in']);
  const folder = await mkdtemp(join(tmpdir(), 'millrace-evaluate-'));
  try {
    const report = await engine.session.run({ document, base: folder, name: 'evaluate' }, () => undefined, () => undefined);
    expect(report.status).toBe('succeeded');
    expect(report.rules.map((r) => [r.rule, r.success, r.broken])).toEqual([['complete rows', false, 1], ['balanced classes', false, 1]]);
    expect(report.diagnostics.map((d) => d.message).join(' ')).toContain('class "rare "x""');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

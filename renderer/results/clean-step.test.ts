import { expect, test } from 'vitest';
import { paramsSchema } from '../../engine/definition/index.ts';
import { catalog } from '../../nodes/catalog.ts';
import { nodeOf, type CleanStep } from './clean-step.ts';
import { histogramRanges } from './histogram-ranges.ts';

const text = { column: 'My "city"', type: 'VARCHAR' };
const condition = (step: CleanStep) => nodeOf(step).params['condition'];

test('every step is a node of the catalogue that takes its settings', () => {
  const steps: readonly CleanStep[] = [
    { ...text, kind: 'keep', value: 'x' },
    { ...text, kind: 'remove', value: null },
    { column: 'n', type: 'DOUBLE', kind: 'keep-range', from: '1', to: '2.5', last: false },
    { column: 'n', type: 'DOUBLE', kind: 'remove-range', from: '1', to: '2.5', last: true },
    { ...text, kind: 'replace', value: 'a', by: '' },
    { ...text, kind: 'fill', by: 'none' },
    { column: 'n', type: 'INTEGER', kind: 'fill-method', method: 'median' },
    { ...text, kind: 'convert', to: 'DATE' },
    { ...text, kind: 'split', at: ' ' },
  ];
  for (const step of steps) {
    const node = nodeOf(step);
    const definition = catalog.get(node.type);
    expect(definition?.inputs[0], node.type).toBeDefined();
    expect(definition?.outputs[0]?.kind, node.type).toBe('rows');
    expect(paramsSchema(definition!.params).safeParse(node.params).error?.message, step.kind).toBeUndefined();
  }
});

test('conditions quote names and texts, and removing a value keeps rows that have none', () => {
  expect(condition({ ...text, kind: 'keep', value: "it's" })).toBe(`"My ""city""" = 'it''s'`);
  expect(condition({ ...text, kind: 'remove', value: 'x' })).toBe(`"My ""city""" IS DISTINCT FROM 'x'`);
  expect(condition({ column: 'n', type: 'DECIMAL(8,2)', kind: 'keep', value: '12.50' })).toBe('n = 12.50');
  expect(condition({ column: 'n', type: 'DOUBLE', kind: 'keep', value: 'nan' })).toBe("n = CAST('nan' AS DOUBLE)");
  expect(condition({ column: 'n', type: 'DATE', kind: 'remove', value: null })).toBe('n IS NOT NULL');
  expect(condition({ column: 't', type: 'VARCHAR', kind: 'keep', value: 'y'.repeat(200) })).toContain('left(CAST(t AS VARCHAR), 200) =');
  expect(condition({ column: 'd', type: 'DATE', kind: 'remove-range', from: '2026-01-01', to: '2026-02-01', last: false })).toBe(
    "d IS NULL OR NOT (d >= TIMESTAMP '2026-01-01' AND d < TIMESTAMP '2026-02-01')",
  );
});

test('a bar knows its values: exact ends, whole numbers whole, times as times', () => {
  const profile = { name: 'n', rows: 16, nulls: 0, distinct: 16, mean: null, top: null, histogram: Array.from({ length: 16 }, () => 1) };
  const whole = histogramRanges({ ...profile, type: 'INTEGER', min: '0', max: '40' })!;
  expect(whole[1]).toEqual({ from: '3', to: '5', last: false, count: 1 });
  expect(whole.at(-1)).toEqual({ from: '38', to: '40', last: true, count: 1 });
  const days = histogramRanges({ ...profile, type: 'DATE', min: '2026-01-01', max: '2026-01-17' })!;
  expect(days[1]).toMatchObject({ from: '2026-01-02 00:00:00', to: '2026-01-03 00:00:00' });
  expect(histogramRanges({ ...profile, type: 'TIME', min: '00:00:00', max: '01:00:00' })).toBeNull();
});

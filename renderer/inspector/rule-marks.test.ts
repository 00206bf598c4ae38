import { expect, test } from 'vitest';
import { defineNode } from '../../engine/definition/index.ts';
import type { CellTable, CellValue } from '../results/cell-table.ts';
import { typeKind } from '../results/type-kind.ts';
import { ruleMarks } from './rule-marks.ts';

const definition = defineNode({
  type: 'check', version: 1, title: 'Check', category: 'quality', icon: 'Ck', summary: '', inputs: [], outputs: [],
  params: { rules: { kind: 'list', label: 'Rules', noun: 'rule', default: [], item: {} } },
  caption: () => '', build: () => ({ outputs: {} }), examples: [],
});

const report = (lines: readonly (readonly [severity: string, broken: bigint | null, success: boolean])[]): CellTable => {
  const column = (name: string, type: string, cell: number) => ({ name, type, kind: typeKind(type), at: (row: number): CellValue => lines[row]![cell]! });
  return { rows: lines.length, columns: [column('severity', 'VARCHAR', 0), column('broken', 'BIGINT', 1), column('success', 'BOOLEAN', 2)] };
};

test('each record gets the line of the report at its place', () => {
  const lines = report([['reject', 0n, true], ['warn', 11n, false], ['fail', 2n, false], ['reject', 1n, true]]);
  expect(ruleMarks(definition, { rules: [{}, {}, {}, {}] }, lines)).toEqual({
    'rules.0': { tone: 'ok', broken: 0 },
    'rules.1': { tone: 'warning', broken: 11 },
    'rules.2': { tone: 'danger', broken: 2 },
    'rules.3': { tone: 'warning', broken: 1 },
  });
});

test('lines behind those of the list are about records of a file', () => {
  expect(ruleMarks(definition, { rules: [{}] }, report([['warn', 0n, true], ['fail', 2n, false]]), 1)).toEqual({ 'rules.0': { tone: 'ok', broken: 0 }, 'rules.1': { tone: 'danger', broken: 2 } });
});

test('a report about fewer records marks none', () => {
  expect(ruleMarks(definition, { rules: [{}, {}] }, report([['warn', 1n, false]]))).toEqual({});
});

import { describe, expect, test } from 'vitest';
import { buildNode, reported } from '../../../engine/testing/build-node.ts';
import { checkRows } from './node.ts';
import { ruleKinds } from './rule-params.ts';
import { typedLiteral } from '../../../engine/expression/typed-literal.ts';

const schema = [
  { name: 'id', type: 'INTEGER' },
  { name: 'text', type: 'VARCHAR' },
  { name: 'day', type: 'DATE' },
  { name: 'blob', type: 'BLOB' },
  { name: '_rule_0', type: 'INTEGER' },
];
const inputs = { in: [schema] };
const trouble = (rule: Record<string, unknown>): readonly string[] => reported(checkRows, { inputs, params: { rules: [rule] } });

describe('check rows', () => {
  test('without rules every row passes and there is no gate', () => {
    const { built } = buildNode(checkRows, { inputs });
    expect(built!.gate).toBeUndefined();
    expect(built!.outputs['report']).toMatchObject({ op: 'values', rows: [] });
  });

  test('every kind of rule says which setting it lacks', () => {
    for (const { value } of ruleKinds) {
      const found = trouble({ rule: value, severity: 'warn' });
      expect(found, value).toHaveLength(1);
      expect(found[0], value).toMatch(/^param-missing rules\.0\.[a-zA-Z]+$/);
    }
  });

  test('settings beyond the column that are missing', () => {
    const column = 'text';
    expect(trouble({ rule: 'type', column })).toEqual(['param-missing rules.0.type']);
    expect(trouble({ rule: 'in-set', column })).toEqual(['param-missing rules.0.values']);
    expect(trouble({ rule: 'range', column })).toEqual(['param-missing rules.0.min']);
    expect(trouble({ rule: 'length', column })).toEqual(['param-missing rules.0.minLength']);
    expect(trouble({ rule: 'matches', column })).toEqual(['param-missing rules.0.pattern']);
    expect(trouble({ rule: 'time-format', column })).toEqual(['param-missing rules.0.format']);
    expect(trouble({ rule: 'compare-columns', column })).toEqual(['param-missing rules.0.other']);
  });

  test('columns that are gone and types that do not fit', () => {
    expect(trouble({ rule: 'not-null', column: 'txet' })).toEqual(['column-missing rules.0.column']);
    expect(trouble({ rule: 'unique-together', columns: ['id', 'gone'] })).toEqual(['column-missing rules.0.columns']);
    expect(trouble({ rule: 'matches', column: 'id', pattern: 'x' })).toEqual(['type-mismatch rules.0.column']);
    expect(trouble({ rule: 'length', column: 'id', minLength: 1 })).toEqual(['type-mismatch rules.0.column']);
    expect(trouble({ rule: 'range', column: 'blob', min: 'x' })).toEqual(['type-mismatch rules.0.column']);
    expect(trouble({ rule: 'range', column: 'id', min: 'ten' })).toEqual(['param-invalid rules.0.min']);
    expect(trouble({ rule: 'in-set', column: 'day', values: ['2024-02-29', 'tomorrow'] })).toEqual(['param-invalid rules.0.values.1']);
    expect(trouble({ rule: 'json-schema', column: 'text', jsonSchema: '{"type": "wrong"}' })).toEqual(['param-invalid rules.0.jsonSchema']);
    expect(trouble({ rule: 'json-schema', column: 'text', jsonSchema: '{"type"' })).toEqual(['param-invalid rules.0.jsonSchema']);
    expect(trouble({ rule: 'json-schema', column: 'text', jsonSchema: '{"type": "object"}' })).toEqual([]);
    expect(trouble({ rule: 'compare-columns', column: 'id', other: 'day' })).toEqual(['type-mismatch rules.0.other']);
  });

  test('a rule over all rows cannot reject one', () => {
    expect(trouble({ rule: 'row-count', minRows: 1 })).toEqual(['param-invalid rules.0.severity']);
    expect(trouble({ rule: 'row-count', minRows: 1, severity: 'fail' })).toEqual([]);
  });

  test('an input with _violations is refused', () => {
    expect(reported(checkRows, { inputs: { in: [[{ name: '_Violations', type: 'INTEGER' }]] } })).toEqual(['column-duplicate']);
  });

  test('answers go into columns no input has and leave no trace; a rule name is used once', () => {
    const rules = [{ rule: 'not-null', column: 'id' }, { rule: 'not-null', column: 'ID' }];
    const { built } = buildNode(checkRows, { inputs, params: { rules } });
    expect(built!.shared!['checked']).toMatchObject({ op: 'extend', columns: [{ name: '_rule_0_2' }, { name: '_rule_1' }] });
    for (const port of ['passed', 'rejected']) expect(built!.outputs[port]).toMatchObject({ without: ['_rule_0_2', '_rule_1'] });
    expect(JSON.stringify(built!.shared!['report'])).toContain('not-null id_2');
  });
});

describe('typed literal', () => {
  test('numbers keep every digit', () => {
    expect(typedLiteral('0.1', 'FLOAT')).toEqual({ op: 'literal', value: '0.1', type: 'DECIMAL(2,1)' });
    expect(typedLiteral('-12', 'HUGEINT')).toEqual({ op: 'literal', value: '-12', type: 'BIGINT' });
    expect(typedLiteral('170141183460469231731687303715884105727', 'HUGEINT')).toEqual({ op: 'literal', value: '170141183460469231731687303715884105727', type: 'HUGEINT' });
    expect(typedLiteral('12345678901234567890', 'UBIGINT')).toEqual({ op: 'literal', value: '12345678901234567890', type: 'HUGEINT' });
    expect(typedLiteral('1e3', 'DOUBLE')).toEqual({ op: 'literal', value: '1e3', type: 'DOUBLE' });
    for (const text of ['', '.', '-', '1,5', '0x10', 'NaN']) expect(typedLiteral(text, 'INTEGER'), text).toBeNull();
  });

  test('times and truth', () => {
    expect(typedLiteral('2024-02-29', 'DATE')).toEqual({ op: 'literal', value: '2024-02-29', type: 'TIMESTAMP' });
    expect(typedLiteral('2024-02-29 12:00:00+01', 'TIMESTAMP WITH TIME ZONE')).toMatchObject({ type: 'TIMESTAMP WITH TIME ZONE' });
    for (const text of ['29.02.2024', '2024-02-29 12:00+01', '12:00', '2023-02-29', '2024-13-01', '2024-04-31', '2024-02-29 24:01']) expect(typedLiteral(text, 'DATE'), text).toBeNull();
    expect(typedLiteral('True', 'BOOLEAN')).toEqual({ op: 'literal', value: true });
    expect(typedLiteral('1', 'BOOLEAN')).toBeNull();
  });
});

import { describe, expect, test } from 'vitest';
import { withParameters } from './evaluation-parameters.ts';
import type { Table } from './expectation.ts';
import { readPython } from './python-tree.ts';
import { rowCondition } from './row-condition.ts';
import { SqlWriter } from '../compile/sql-text.ts';
import { printExpression } from '../compile/print-expression.ts';

const table: Table = { rows: { op: 'values', schema: [], rows: [] }, schema: [{ name: 'x', type: 'INTEGER' }, { name: 'a b', type: 'VARCHAR' }, { name: 'day', type: 'DATE' }] };
const sql = (condition: string): string => {
  const out = new SqlWriter();
  printExpression(out, rowCondition(condition, table), 'n');
  return out.done().sql;
};

describe('a row condition', () => {
  test.each([
    ['x!=1 & x!=6', '(("x" <> CAST(\'1\' AS BIGINT)) AND ("x" <> CAST(\'6\' AS BIGINT)))'],
    ['`a b` == "it\'s" or not x > 2', `(("a b" = 'it''s') OR (NOT ("x" > CAST('2' AS BIGINT))))`],
    ['col("x") > 5', '("x" > CAST(\'5\' AS BIGINT))'],
    ['col("x").notNull()', '(NOT ("x" IS NULL))'],
    ['x.isnull() | (x in [1, 2])', '(("x" IS NULL) OR ("x" IN (CAST(\'1\' AS BIGINT), CAST(\'2\' AS BIGINT))))'],
    ['1 <= x < 3', '((CAST(\'1\' AS BIGINT) <= "x") AND ("x" < CAST(\'3\' AS BIGINT)))'],
    ['day >= "2024-02-29"', '("day" >= CAST(\'2024-02-29\' AS TIMESTAMP))'],
    ['X is not None', '(NOT ("x" IS NULL))'],
  ])('%s', (condition, wanted) => expect(sql(condition)).toBe(wanted));

  test.each([
    ['x >', /cannot be read at "its end"/],
    ['x = 1; y', /cannot be read at ";/],
    ['x.apply(len)', /not supported here/],
    ['gone == 1', /"gone", which does not exist/],
    ['x == "many"', /"many" does not compare with column "x"/],
  ])('%s is refused', (condition, says) => expect(() => sql(condition)).toThrow(says));

  test('is read with the order of precedence of Python', () => {
    expect(readPython('1 + 2 * -3')).toEqual(readPython('1 + (2 * (-3))'));
    expect(readPython('not a == b and c')).toEqual(readPython('(not (a == b)) and c'));
  });
});

describe('an evaluation parameter', () => {
  const now = Date.UTC(2024, 1, 29, 12);
  const value = (expression: string, given = {}) => withParameters({ $PARAMETER: expression }, { given, now });
  test.each([
    ['2 * (3 + 4) % 5', 4],
    ['7 // 2 ** 2', 1],
    ['now() - timedelta(weeks=52)', '2023-03-02T12:00:00.000'],
    ['datetime(2020, 1, 1) + timedelta(days=1, hours=2)', '2020-01-02T02:00:00.000'],
    ['max(2, 3) - abs(-1)', 2],
  ])('%s', (expression, wanted) => expect(value(expression)).toBe(wanted));

  test('takes what is given, in the suite or by the caller, at any depth', () => {
    expect(value('low + 1', { low: 4 })).toBe(5);
    expect(withParameters({ ranges: [[{ $PARAMETER: 'low', '$PARAMETER.low': 7 }, null]] }, { given: {}, now })).toEqual({ ranges: [[7, null]] });
    expect(() => value('nobody')).toThrow(/Give it with --param nobody=VALUE/);
  });
});

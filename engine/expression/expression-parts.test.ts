import { expect, test } from 'vitest';
import type { Expression } from './expression.ts';
import { and, binary, call, cast, choose, column, literal, or } from './expression.ts';
import { columnsOf, isVolatile } from './expression-parts.ts';

const text = (volatile: boolean): Expression => ({ op: 'text', text: '…', columns: ['t'], volatile, param: 'p' });

test('columns are found in every part of an expression, once', () => {
  const window: Expression = { op: 'window', name: 'sum', args: [column('a')], partitionBy: [column('b')], orderBy: [{ by: column('c'), descending: false, nulls: 'last' }] };
  const choice = choose(column('d'), column('e'), column('f'));
  const filtered: Expression = { op: 'call', name: 'count', args: [], filter: column('g'), orderBy: [{ by: column('h'), descending: true, nulls: 'first' }] };
  const struct: Expression = { op: 'struct', fields: [{ name: 's', value: column('i') }] };
  const within: Expression = { op: 'in', item: column('j'), values: [column('k')] };
  const whole = and(or(window, choice), binary(filtered, '=', cast(struct, 'JSON')), within, { op: 'not', item: text(false) }, column('a'));
  expect(columnsOf(whole)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 't']);
});

test('an expression is volatile when any part of it is', () => {
  expect(isVolatile(call('abs', text(true)))).toBe(true);
  expect(isVolatile({ op: 'list', items: [literal(1), call('random')] })).toBe(true);
  expect(isVolatile(call('abs', text(false)))).toBe(false);
});

import { freshName, isNumericType } from '../../../engine/core/schema.ts';
import { typeFamily } from '../../../engine/core/type-family.ts';
import { bothSides, columnsOfSide, comparable, defineNode, equalColumns, inputColumn, inputSchema, keyPairs, pairsEqual, quoted, rightSuffix, suffixed, table } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { and, binary, cast, choose, column, isNotNull, literal, not } from '../../../engine/expression/expression.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { input, shared } from '../../../engine/relation/relation.ts';

const trades = { at: 'TIMESTAMP', item: 'VARCHAR', n: 'INTEGER' };
const prices = { since: 'TIMESTAMP', item: 'VARCHAR', price: 'DOUBLE' };
const odd = { 'a "b". 🎈': 'INTEGER' };

export const asofJoin = defineNode({
  type: 'asof-join',
  version: 1,
  title: 'As-of join',
  category: 'combine',
  icon: 'Aj',
  summary: 'Puts beside each left row the one right row that is nearest before or after it in time or in a number.',
  keywords: ['nearest', 'closest', 'most recent', 'latest before', 'point in time', 'time join', 'merge_asof', 'rolling join', 'exchange rate'],
  inputs: bothSides,
  outputs: [
    { name: 'joined', title: 'Joined', kind: 'rows' },
    { name: 'left-only', title: 'Left only', kind: 'rows' },
  ],
  params: {
    leftTime: { kind: 'column', label: 'Left time or number', help: 'The first date or timestamp when empty.', over: 'left', default: null },
    rightTime: { kind: 'column', label: 'Right time or number', help: 'The first date or timestamp when empty.', over: 'right', default: null },
    direction: {
      kind: 'choice',
      label: 'Take the right row',
      default: 'before',
      options: [
        { value: 'before', label: 'At or before the left one' },
        { value: 'after', label: 'At or after the left one' },
      ],
    },
    keys: equalColumns,
    within: { kind: 'text', label: 'At most so far away', help: 'Such as 5 minutes, or a number. Any distance when empty.', default: '' },
    joinedRows: {
      kind: 'choice',
      label: 'Rows at the joined port',
      default: 'inner',
      options: [
        { value: 'inner', label: 'Only those with a right row' },
        { value: 'left', label: 'All left rows', help: 'Columns from the right are NULL where there is no right row.' },
      ],
    },
    suffix: rightSuffix,
  },
  caption: ({ leftTime, rightTime, direction }) => (leftTime && rightTime ? `${rightTime} ${direction ?? 'before'} ${leftTime}` : ''),
  build(context) {
    const { direction, keys, within, joinedRows, suffix } = context.params;
    const [left, right] = [inputSchema(context, 'left'), inputSchema(context, 'right')];
    if (!left || !right) return { outputs: {} };
    const timeOf = (schema: typeof left, name: string | null, param: string, side: string) => {
      const found = name === null ? schema.find((c) => typeFamily(c.type) === 'time') : inputColumn(context, schema, name, param, `the ${side} input`);
      if (!found && name === null) context.report('param-missing', `The ${side} input has no date or timestamp. Choose a column of numbers, or convert one with Parse date and time first.`, { param });
      return found ?? null;
    };
    const [l, r] = [timeOf(left, context.params.leftTime, 'leftTime', 'left'), timeOf(right, context.params.rightTime, 'rightTime', 'right')];
    const pairs = keyPairs(context, left, right, keys, ['the left input', 'the right input']);
    if (!l || !r || !pairs || !comparable(context, l, r, 'rightTime')) return { outputs: {} };
    if (typeFamily(l.type) !== 'time' && !isNumericType(l.type)) {
      context.report('type-mismatch', `Column ${quoted(l.name)} is ${l.type}, neither a time nor a number, so nothing is nearest to it. Choose another column.`, { param: 'leftTime' });
      return { outputs: {} };
    }
    const most = within.trim() === '' ? null : distance(within.trim(), l.type);
    if (most === undefined) context.report('param-invalid', `"${within}" is no distance of column ${quoted(l.name)}. Write ${typeFamily(l.type) === 'time' ? 'a span such as 5 minutes or 3 days' : 'a number'}.`, { param: 'within' });

    const taken = left.map((c) => c.name);
    const others = right.filter((c) => !pairs.some((p) => p.right === c.name));
    const names = suffixed(context, taken, others.map((c) => c.name), suffix);
    const near = freshName([...taken, ...names], '_near');
    const [a, b] = [column(l.name, 'left'), column(r.name, 'right')];
    const [later, earlier] = direction === 'before' ? [a, b] : [b, a];
    const reach = most ? binary(later, '<=', typeFamily(l.type) === 'time' ? binary(cast(earlier, l.type === 'DATE' ? 'TIMESTAMP' : l.type), '+', most) : binary(earlier, '+', most)) : literal(true);
    const found: Expression = and(isNotNull(b), { op: 'is', item: reach, what: 'TRUE' });
    const pairsRelation: Extract<Relation, { op: 'join' }> = {
      op: 'join',
      kind: 'asof left',
      left: input('left'),
      right: input('right'),
      on: and(...(pairs.length > 0 ? [pairsEqual(pairs)] : []), binary(a, direction === 'before' ? '>=' : '<=', b)),
      columns: [...columnsOfSide(left, 'left'), ...others.map((c, i) => ({ name: names[i]!, value: column(c.name, 'right') })), { name: near, value: found }],
    };
    // Where only rows with a partner are wanted, and any distance will do, the others need not be told apart.
    const plain: Relation = { ...pairsRelation, kind: 'asof', columns: pairsRelation.columns.slice(0, -1) };
    const isPlain = joinedRows === 'inner' && most === null && !context.connected.has('left-only');
    const matched: Relation = joinedRows === 'inner' ? { op: 'filter', from: shared('pairs'), condition: column(near) } : shared('pairs');
    const rightValue = (name: string): Expression => (joinedRows === 'inner' || most === null ? column(name) : choose(column(near), column(name)));
    return {
      shared: { pairs: pairsRelation },
      outputs: {
        joined: isPlain ? plain : { op: 'project', from: matched, columns: [...taken.map((name) => ({ name, value: column(name) })), ...names.map((name) => ({ name, value: rightValue(name) }))] },
        'left-only': { op: 'project', from: { op: 'filter', from: shared('pairs'), condition: not(column(near)) }, columns: taken.map((name) => ({ name, value: column(name) })) },
      },
    };
  },
  examples: [
    {
      title: 'The price that held when a trade was made',
      params: { keys: [{ left: 'item', right: 'ITEM' }] },
      inputs: {
        left: table(trades, [['2024-01-01 10:00:00', 'nut', 1], ['2024-01-01 12:00:00', 'nut', 2], ['2024-01-01 08:00:00', 'nut', 3], [null, 'nut', 4], ['2024-01-01 10:00:00', null, 5]]),
        right: table(prices, [['2024-01-01 09:00:00', 'nut', 1.5], ['2024-01-01 12:00:00', 'nut', 1.75], ['2024-01-01 09:30:00', 'bolt', 9]]),
      },
      outputs: {
        joined: table({ ...trades, since: 'TIMESTAMP', price: 'DOUBLE' }, [['2024-01-01 10:00:00', 'nut', 1, '2024-01-01 09:00:00', 1.5], ['2024-01-01 12:00:00', 'nut', 2, '2024-01-01 12:00:00', 1.75]]),
        'left-only': table(trades, [['2024-01-01 08:00:00', 'nut', 3], [null, 'nut', 4], ['2024-01-01 10:00:00', null, 5]]),
      },
    },
    {
      title: 'Numbers, the next one up to two away, all left rows',
      params: { leftTime: 'a "b". 🎈', rightTime: 'a "b". 🎈', direction: 'after', within: '2', joinedRows: 'left' },
      inputs: { left: table(odd, [[1], [5], [9]]), right: table(odd, [[2], [8]]) },
      outputs: { joined: table({ ...odd, 'a "b". 🎈_right': 'INTEGER' }, [[1, 2], [5, null], [9, null]]), 'left-only': table(odd, [[5], [9]]) },
    },
    {
      title: 'No rows on the right',
      params: { within: '1 day' },
      inputs: { left: table({ at: 'DATE' }, [['2024-01-01']]), right: table({ at: 'DATE', x: 'INTEGER' }, []) },
      outputs: { joined: table({ at: 'DATE', at_right: 'DATE', x: 'INTEGER' }, []), 'left-only': table({ at: 'DATE' }, [['2024-01-01']]) },
    },
  ],
});

/** A distance as a constant to add to a column of `type`; undefined when the text is none. */
function distance(text: string, type: string): Expression | undefined {
  if (typeFamily(type) === 'time') return /^\d+(\.\d+)? *(microsecond|millisecond|second|minute|hour|day|week|month|year)s?$/i.test(text) ? literal(text, 'INTERVAL') : undefined;
  return /^\d+(\.\d+)?$/.test(text) ? literal(text, text.includes('.') ? 'DOUBLE' : 'BIGINT') : undefined;
}

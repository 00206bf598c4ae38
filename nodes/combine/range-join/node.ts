import { freshName } from '../../../engine/core/schema.ts';
import { arrival, columnsOfSide, comparable, defineNode, equalColumns, inputColumn, inputSchema, keyPairs, pairsEqual, rightSuffix, suffixed, table } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { and, binary, column, isNotNull, isNull, or } from '../../../engine/expression/expression.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { input, shared } from '../../../engine/relation/relation.ts';

const people = { name: 'VARCHAR', age: 'INTEGER' };
const fares = { from: 'INTEGER', to: 'INTEGER', fare: 'VARCHAR' };
const right = table(fares, [[0, 18, 'child'], [18, 65, 'full'], [65, null, 'senior']]);

export const rangeJoin = defineNode({
  type: 'range-join',
  version: 1,
  title: 'Range join',
  category: 'combine',
  icon: 'Rj',
  summary: 'Puts beside each left row the right rows in whose range from one column to another its value lies.',
  keywords: ['between', 'interval', 'bracket', 'tier', 'tax band', 'date range', 'non-equi join', 'binner (dictionary)', 'price list', 'scd lookup'],
  inputs: [
    { name: 'left', title: 'Left', required: true },
    { name: 'right', title: 'Ranges', required: true },
  ],
  outputs: [
    { name: 'joined', title: 'Joined', kind: 'rows' },
    { name: 'left-only', title: 'Left only', kind: 'rows' },
  ],
  params: {
    value: { kind: 'column', label: 'Left value', over: 'left' },
    from: { kind: 'column', label: 'Range from', over: 'right' },
    to: { kind: 'column', label: 'Range to', over: 'right' },
    ends: {
      kind: 'choice',
      label: 'The range holds',
      default: 'from',
      options: [
        { value: 'from', label: 'Its start, not its end' },
        { value: 'both', label: 'Its start and its end' },
        { value: 'neither', label: 'Neither' },
      ],
    },
    openEnds: { kind: 'boolean', label: 'A missing start or end is open', help: 'Otherwise such a range holds nothing.', default: true },
    keys: equalColumns,
    joinedRows: {
      kind: 'choice',
      label: 'Rows at the joined port',
      default: 'inner',
      options: [
        { value: 'inner', label: 'Only those in a range' },
        { value: 'left', label: 'All left rows' },
      ],
    },
    suffix: rightSuffix,
  },
  caption: ({ value, from, to }) => (value && from && to ? `${value} from ${from} to ${to}` : ''),
  build(context) {
    const { value, from, to, ends, openEnds, keys, joinedRows, suffix } = context.params;
    const [left, ranges] = [inputSchema(context, 'left'), inputSchema(context, 'right')];
    if (!left || !ranges) return { outputs: {} };
    const v = inputColumn(context, left, value, 'value', 'the left input');
    const f = inputColumn(context, ranges, from, 'from', 'the ranges');
    const t = inputColumn(context, ranges, to, 'to', 'the ranges');
    const pairs = keyPairs(context, left, ranges, keys, ['the left input', 'the ranges']);
    if (!v || !f || !t || !pairs || !comparable(context, v, f, 'from') || !comparable(context, v, t, 'to')) return { outputs: {} };
    const taken = left.map((c) => c.name);
    const others = ranges.filter((c) => !pairs.some((p) => p.right === c.name));
    const names = suffixed(context, taken, others.map((c) => c.name), suffix);
    const id = freshName([...taken, ...names], '_arrived');
    const x = column(v.name, 'left');
    const bound = (name: string, operator: '>' | '>=' | '<' | '<='): Expression => {
      const test = binary(x, operator, column(name, 'right'));
      return openEnds ? or(test, and(isNull(column(name, 'right')), isNotNull(x))) : test;
    };
    const on = and(...(pairs.length > 0 ? [pairsEqual(pairs)] : []), bound(f.name, ends === 'neither' ? '>' : '>='), bound(t.name, ends === 'both' ? '<=' : '<'));
    const numbered: Relation = { op: 'extend', from: input('left'), columns: [{ name: id, value: arrival }] };
    const hits: Relation = { op: 'join', kind: 'inner', left: shared('numbered'), right: input('right'), on, columns: [...columnsOfSide(left, 'left'), ...others.map((c, i) => ({ name: names[i]!, value: column(c.name, 'right') })), { name: id, value: column(id, 'left') }] };
    const alone: Relation = { op: 'join', kind: 'anti', left: shared('numbered'), right: shared('hits'), on: binary(column(id, 'left'), '=', column(id, 'right')), columns: columnsOfSide(left, 'left') };
    const inner: Relation = { op: 'extend', from: shared('hits'), columns: [], without: [id] };
    const lonely: Relation = { op: 'extend', from: shared('alone'), columns: names.map((name, i) => ({ name, value: { op: 'cast', item: { op: 'literal', value: null }, type: others[i]!.type, lenient: false } as const })) };
    return {
      shared: { numbered, hits, alone },
      outputs: { joined: joinedRows === 'inner' ? inner : { op: 'union', items: [inner, lonely] }, 'left-only': shared('alone') },
    };
  },
  examples: [
    {
      title: 'The fare for an age; a missing end is open, a missing age is in no range',
      params: { value: 'AGE', from: 'from', to: 'to' },
      inputs: { left: table(people, [['Ada', 36], ['Bo', 18], ['Cy', 70], ['Di', null], ['Ed', -1]]), right },
      outputs: {
        joined: table({ ...people, ...fares }, [['Ada', 36, 18, 65, 'full'], ['Bo', 18, 18, 65, 'full'], ['Cy', 70, 65, null, 'senior']]),
        'left-only': table(people, [['Di', null], ['Ed', -1]]),
      },
    },
    {
      title: 'Both ends, all left rows, with equal keys of odd names',
      params: { value: 'age', from: 'from', to: 'to', ends: 'both', keys: [{ left: 'name', right: 'who "?" 🎈' }], joinedRows: 'left' },
      inputs: { left: table(people, [['Ada', 5], ['Bo', 5]]), right: table({ from: 'INTEGER', to: 'INTEGER', 'who "?" 🎈': 'VARCHAR' }, [[1, 5, 'Ada'], [5, 9, 'Ada'], [6, 9, 'Bo']]) },
      outputs: { joined: table({ ...people, from: 'INTEGER', to: 'INTEGER' }, [['Ada', 5, 1, 5], ['Ada', 5, 5, 9], ['Bo', 5, null, null]]), 'left-only': table(people, [['Bo', 5]]) },
    },
    {
      title: 'No ranges',
      params: { value: 'age', from: 'from', to: 'to' },
      inputs: { left: table(people, [['Ada', 1]]), right: table(fares, []) },
      outputs: { joined: table({ ...people, ...fares }, []), 'left-only': table(people, [['Ada', 1]]) },
    },
  ],
});

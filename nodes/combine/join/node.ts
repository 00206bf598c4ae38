import { comparableTypes } from '../../../engine/core/type-family.ts';
import { defineNode, inputColumn, inputSchema, quoted } from '../../../engine/definition/index.ts';
import { and, binary, column } from '../../../engine/expression/expression.ts';
import { input } from '../../../engine/relation/relation.ts';
import { examples } from './examples.ts';
import { joinedColumns } from './joined-columns.ts';

export const join = defineNode({
  type: 'join',
  version: 1,
  title: 'Join',
  category: 'combine',
  icon: 'Jo',
  summary: 'Puts rows of two tables side by side where their key columns are equal, and gives the rows without a partner at ports of their own.',
  inputs: [
    { name: 'left', title: 'Left', required: true },
    { name: 'right', title: 'Right', required: true },
  ],
  outputs: [
    { name: 'joined', title: 'Joined', kind: 'rows' },
    { name: 'left-only', title: 'Left only', kind: 'rows' },
    { name: 'right-only', title: 'Right only', kind: 'rows' },
  ],
  params: {
    keys: {
      kind: 'list',
      label: 'Keys',
      help: 'Rows match when all pairs are equal.',
      noun: 'key',
      default: [],
      item: {
        left: { kind: 'column', label: 'Left column', over: 'left' },
        right: { kind: 'column', label: 'Right column', over: 'right' },
      },
    },
    joinedRows: {
      kind: 'choice',
      label: 'Rows at the joined port',
      default: 'inner',
      options: [
        { value: 'inner', label: 'Only pairs that match', help: 'Inner join' },
        { value: 'left', label: 'All left rows', help: 'Left join: columns from the right are NULL without a match' },
        { value: 'full', label: 'All rows of both', help: 'Full join' },
      ],
    },
    nullsMatch: { kind: 'boolean', label: 'NULL matches NULL', default: false },
    keepRightKeys: { kind: 'boolean', label: 'Keep the key columns of the right side', default: false },
    suffix: { kind: 'text', label: 'Suffix for right columns whose name is taken', default: '_right' },
  },
  caption: ({ keys }) =>
    (keys ?? [])
      .filter((k) => k.left && k.right)
      .map((k) => (k.left === k.right ? k.left : `${k.left} = ${k.right}`))
      .join(' and '),
  build(context) {
    const { keys, joinedRows, nullsMatch, keepRightKeys, suffix } = context.params;
    const left = inputSchema(context, 'left');
    const right = inputSchema(context, 'right');
    if (!left || !right) return { outputs: {} };

    if (keys.length === 0) {
      const common = left.filter((l) => right.some((r) => r.name.toLowerCase() === l.name.toLowerCase()));
      const hint = common.length === 0 ? '' : ` Both sides have ${common.slice(0, 3).map((c) => quoted(c.name)).join(', ')}.`;
      context.report('param-missing', `No key says which rows belong together. Add a pair of key columns.${hint}`, { param: 'keys' });
      return { outputs: {} };
    }
    const pairs = keys.flatMap((key, i) => {
      const l = inputColumn(context, left, key.left, `keys.${i}.left`, 'the left input');
      const r = inputColumn(context, right, key.right, `keys.${i}.right`, 'the right input');
      if (!l || !r) return [];
      if (!comparableTypes(l.type, r.type)) {
        context.report('type-mismatch', `Key column ${quoted(l.name)} is ${l.type} and ${quoted(r.name)} is ${r.type}, which do not compare. Convert one of them with Select columns first.`, { param: `keys.${i}.right` });
      }
      return [{ left: l.name, right: r.name }];
    });
    if (pairs.length < keys.length) return { outputs: {} };
    const columns = joinedColumns(left, right, pairs, { full: joinedRows === 'full', keepRightKeys, suffix });
    for (const clash of columns.clashes) {
      context.report('column-duplicate', `Two columns would be called ${quoted(clash)} after the join. Choose another suffix, or rename the column before.`, { param: 'suffix' });
    }

    const operator = nullsMatch ? 'IS NOT DISTINCT FROM' : '=';
    const on = (a: 'left' | 'right', b: 'left' | 'right') =>
      and(...pairs.map((pair) => binary(column(pair[a], 'left'), operator, column(pair[b], 'right'))));
    const alone = (from: 'left' | 'right', other: 'left' | 'right', schema: typeof left) =>
      ({
        op: 'join',
        kind: 'anti',
        left: input(from),
        right: input(other),
        on: on(from, other),
        columns: schema.map((c) => ({ name: c.name, value: column(c.name, 'left') })),
      }) as const;
    return {
      outputs: {
        joined: { op: 'join', kind: joinedRows, left: input('left'), right: input('right'), on: on('left', 'right'), columns: columns.columns },
        'left-only': alone('left', 'right', left),
        'right-only': alone('right', 'left', right),
      },
    };
  },
  examples,
});

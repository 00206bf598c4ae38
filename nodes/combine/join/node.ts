import { comparableTypes } from '../../../engine/core/type-family.ts';
import { bothSides, defineNode, equalColumns, inputColumn, inputSchema, quoted, rightSuffix } from '../../../engine/definition/index.ts';
import type { Schema } from '../../../engine/core/schema.ts';
import { and, binary, column } from '../../../engine/expression/expression.ts';
import { hasWindow, isVolatile } from '../../../engine/expression/expression-parts.ts';
import type { NamedExpression, Relation } from '../../../engine/relation/relation.ts';
import { input } from '../../../engine/relation/relation.ts';
import { examples } from './examples.ts';
import { joinedColumns } from './joined-columns.ts';
import { namesInCondition } from './names-in-condition.ts';

/** Kinds that look for partners. */
const matching = ['inner', 'left', 'right', 'full', 'semi', 'anti'] as const;

export const join = defineNode({
  type: 'join',
  version: 2,
  title: 'Join',
  category: 'combine',
  icon: 'Jo',
  summary: 'Puts rows of two tables side by side where their key columns are equal or a condition holds, and gives the rows without a partner at ports of their own.',
  keywords: ['vlookup', 'merge', 'joiner', 'inner join', 'left join', 'outer join', 'full join', 'anti join', 'semi join', 'cross join', 'match', 'combine tables', 'self join', 'blend'],
  inputs: bothSides,
  outputs: [
    { name: 'joined', title: 'Joined', kind: 'rows' },
    { name: 'left-only', title: 'Left only', kind: 'rows' },
    { name: 'right-only', title: 'Right only', kind: 'rows' },
  ],
  params: {
    keys: { ...equalColumns, label: 'Keys', help: 'Rows match when all pairs are equal.', showIf: { param: 'joinedRows', in: matching } },
    joinedRows: {
      kind: 'choice',
      label: 'Rows at the joined port',
      default: 'inner',
      options: [
        { value: 'inner', label: 'Only pairs that match', help: 'Inner join' },
        { value: 'left', label: 'All left rows', help: 'Left join: columns from the right are NULL without a match' },
        { value: 'right', label: 'All right rows', help: 'Right join: columns from the left are NULL without a match' },
        { value: 'full', label: 'All rows of both', help: 'Full join' },
        { value: 'semi', label: 'Left rows that have a match, once each', help: 'Semi join: no column of the right side' },
        { value: 'anti', label: 'Left rows without a match', help: 'Anti join: no column of the right side' },
        { value: 'cross', label: 'Every left row with every right row', help: 'Cross join: keys and condition are not used' },
      ],
    },
    condition: {
      kind: 'expression',
      label: 'Condition',
      help: 'What else has to be true for a pair, such as start <= day. A right column whose name the left side has too is written with the suffix.',
      over: ['left', 'right'],
      gives: 'condition',
      default: null,
      showIf: { param: 'joinedRows', in: matching },
    },
    nullsMatch: { kind: 'boolean', label: 'NULL matches NULL', default: false, showIf: { param: 'joinedRows', in: matching } },
    keepRightKeys: { kind: 'boolean', label: 'Keep the key columns of the right side', default: false, showIf: { param: 'joinedRows', in: ['inner', 'left', 'right', 'full'] } },
    suffix: rightSuffix,
  },
  caption({ keys, condition, joinedRows }) {
    if (joinedRows === 'cross') return 'Every row with every row';
    const pairs = (keys ?? []).filter((k) => k.left && k.right).map((k) => (k.left === k.right ? k.left : `${k.left} = ${k.right}`));
    return [...pairs, ...(condition ? [condition] : [])].join(' and ');
  },
  build(context) {
    const { joinedRows, nullsMatch, suffix } = context.params;
    const left = inputSchema(context, 'left');
    const right = inputSchema(context, 'right');
    if (!left || !right) return { outputs: {} };
    const cross = joinedRows === 'cross';
    const keys = cross ? [] : context.params.keys;
    const conditional = !cross && context.params.condition !== null;

    if (keys.length === 0 && !conditional && !cross) {
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
    const clashing = (clash: string): void => context.report('column-duplicate', `Two columns would be called ${quoted(clash)} after the join. Choose another suffix, or rename the column before.`, { param: 'suffix' });
    const leftOnly = joinedRows === 'semi' || joinedRows === 'anti';
    const columns = joinedColumns(left, right, pairs, { eitherKey: joinedRows === 'full' || joinedRows === 'right', keepRightKeys: cross || context.params.keepRightKeys, suffix });
    if (!leftOnly) columns.clashes.forEach(clashing);

    // The condition sees both sides at once, so every name has to be there once.
    const scope = conditional ? namesInCondition(left, right, suffix) : null;
    if (scope) scope.clashes.forEach(clashing);
    const rightName = (name: string): string => scope?.nameOf(name) ?? name;
    const rows = (port: 'left' | 'right'): Relation =>
      port === 'right' && scope ? { op: 'project', from: input('right'), columns: right.map((c) => ({ name: rightName(c.name), value: column(c.name) })) } : input(port);
    const condition = conditional ? context.expression('condition') : null;
    if (condition && (isVolatile(condition) || hasWindow(condition))) {
      context.report('expression-kind', 'The condition of a join is asked for every pair, so it can hold neither a window nor a value that changes. Compute it with Formula before the join.', { param: 'condition' });
    }

    const operator = nullsMatch ? 'IS NOT DISTINCT FROM' : '=';
    const key = (side: 'left' | 'right', name: string, as: 'left' | 'right') => column(side === 'right' ? rightName(name) : name, as);
    const on = (a: 'left' | 'right', b: 'left' | 'right') =>
      and(...pairs.map((pair) => binary(key(a, pair[a], 'left'), operator, key(b, pair[b], 'right'))), ...(condition ? [condition] : []));
    const own = (from: 'left' | 'right', schema: Schema): readonly NamedExpression[] => schema.map((c) => ({ name: c.name, value: key(from, c.name, 'left') }));
    const alone = (from: 'left' | 'right', other: 'left' | 'right', schema: Schema): Relation => ({ op: 'join', kind: 'anti', left: rows(from), right: rows(other), on: on(from, other), columns: own(from, schema) });
    const shown = columns.columns.map((c) => ({ name: c.name, value: c.value(rightName) }));
    return {
      outputs: {
        joined: { op: 'join', kind: joinedRows, left: rows('left'), right: rows('right'), on: on('left', 'right'), columns: leftOnly ? own('left', left) : shown },
        'left-only': alone('left', 'right', left),
        'right-only': alone('right', 'left', right),
      },
    };
  },
  // Version 2 added kinds and the condition; what was set before means the same.
  migrations: { 1: (params) => params },
  examples,
});

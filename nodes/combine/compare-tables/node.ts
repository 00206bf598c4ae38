import { isNumericType, sameName, type Column, type Schema } from '../../../engine/core/schema.ts';
import { columnsOfSide, comparable, defineNode, inputSchema, keyPairs, listedColumns, onMissing, pairsEqual, quoted, uniqueColumns, type KeyPair } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { and, binary, call, cast, choose, column, isNotNull, isNotTrue, isNull, lambda, literal, or } from '../../../engine/expression/expression.ts';
import { typedLiteral } from '../../../engine/expression/typed-literal.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { input, shared } from '../../../engine/relation/relation.ts';
import { examples } from './examples.ts';

/** A column that is compared, with the names it has among the pairs of rows. */
interface Compared {
  readonly before: Column;
  readonly after: Column;
  readonly was: string;
  readonly is: string;
}

export const compareTables = defineNode({
  type: 'compare-tables',
  version: 1,
  title: 'Compare tables',
  category: 'combine',
  icon: 'Cm',
  summary: 'Compares two states of a table by key: which rows were added, removed, changed or stayed the same, and what changed in each column.',
  keywords: ['diff', 'delta', 'changes', 'reconcile', 'difference checker', 'table difference', 'what changed', 'data diff', 'added', 'removed', 'reconciliation'],
  inputs: [
    { name: 'before', title: 'Before', required: true },
    { name: 'after', title: 'After', required: true },
  ],
  outputs: [
    { name: 'changed', title: 'Changed', kind: 'rows' },
    { name: 'added', title: 'Added', kind: 'rows' },
    { name: 'removed', title: 'Removed', kind: 'rows' },
    { name: 'same', title: 'Same', kind: 'rows' },
    { name: 'repeated', title: 'Repeated keys', kind: 'rejects' },
    { name: 'columns', title: 'Columns', kind: 'report' },
  ],
  params: {
    keys: {
      kind: 'list',
      label: 'Keys',
      help: 'What tells rows apart. The first column of the same name when empty. NULL equals NULL.',
      noun: 'key',
      default: [],
      item: {
        left: { kind: 'column', label: 'Column before', over: 'before' },
        right: { kind: 'column', label: 'Column after', over: 'after' },
      },
    },
    columns: { kind: 'columns', label: 'Columns to compare', help: 'All others that both tables have when empty.', over: 'before', default: [] },
    tolerance: { kind: 'number', label: 'Numbers are the same when they differ by at most', default: 0, min: 0 },
    onMissing,
  },
  caption: ({ keys, columns }) => [(keys ?? []).filter((k) => k.left && k.right).map((k) => (k.left === k.right ? k.left : `${k.left} = ${k.right}`)).join(' and '), columns && columns.length > 0 ? `on ${columns.join(', ')}` : ''].filter(Boolean).join(' '),
  build(context) {
    const [before, after] = [inputSchema(context, 'before'), inputSchema(context, 'after')];
    if (!before || !after) return { outputs: {} };
    const partner = (c: Column): Column | undefined => after.find((a) => sameName(a.name, c.name));
    const common = before.flatMap((c) => (partner(c) ? [{ left: c.name, right: partner(c)!.name }] : []));
    const pairs = keyPairs(context, before, after, context.params.keys.length === 0 ? common.slice(0, 1) : context.params.keys, ['the table before', 'the table after']);
    if (!pairs || pairs.length === 0) {
      if (pairs) context.report('param-missing', 'No key says which rows are the same one, and the two tables share no column name. Add a pair of key columns.', { param: 'keys' });
      return { outputs: {} };
    }
    const isKey = (c: Column): boolean => pairs.some((p) => p.left === c.name);
    const wanted = context.params.columns.length === 0 ? before.filter((c) => !isKey(c) && partner(c)) : listedColumns(context, before, context.params.columns, 'columns', context.params.onMissing, 'the table before').filter((c) => !isKey(c));
    const compared = wanted.flatMap((c, i): Compared[] => {
      const other = partner(c);
      if (!other) {
        if (context.params.onMissing === 'fail') context.report('column-missing', `Column ${quoted(c.name)} is not in the table after. Take it off the list, or bring it back.`, { param: 'columns' });
        return [];
      }
      return comparable(context, c, other, 'columns') ? [{ before: c, after: other, was: `_row_${before.indexOf(c)}`, is: `_is_${i}` }] : [];
    });
    if (compared.length < wanted.length && context.params.onMissing === 'fail') return { outputs: {} };
    const [keyBefore, keyAfter] = [pairs.map((p) => before.find((c) => c.name === p.left)!), pairs.map((p) => after.find((c) => c.name === p.right)!)];
    const changedNames = compared.flatMap((c) => [`${c.before.name}_before`, `${c.before.name}_after`]);
    uniqueColumns(context, [...keyBefore.map((c) => c.name), '_changed', ...changedNames], () => 'columns', 'Rename the column before');
    uniqueColumns(context, [...keyBefore.map((c) => c.name), '_rows_before', '_rows_after'], () => 'keys', 'Rename the key before');

    const keyNames = pairs.map((_p, i) => `_key_${i}`);
    const keysOf = (from: Relation, schema: readonly Column[]): Relation => ({ op: 'project', from, columns: schema.map((c, i) => ({ name: keyNames[i]!, value: column(c.name) })) });
    // Keys that are there once, nearly all, are dropped where they are counted: of all the rest little is left to be joined.
    const several = (port: 'before' | 'after', schema: readonly Column[]): Relation => ({
      op: 'project',
      from: { op: 'filter', from: { op: 'aggregate', from: keysOf(input(port), schema), groups: keyNames.map((name) => ({ name, value: column(name) })), measures: [{ name: '_times', value: call('count') }] }, condition: binary(column('_times'), '>', literal(1)) },
      columns: keyNames.map((name) => ({ name, value: column(name) })),
    });
    const ofKey = (port: 'before' | 'after', schema: readonly Column[]): Relation => ({
      op: 'join', kind: 'semi', left: keysOf(input(port), schema), right: shared('repeated'),
      on: and(...keyNames.map((name) => binary(column(name, 'left'), 'IS NOT DISTINCT FROM', column(name, 'right')))),
      columns: [...keyNames.map((name) => ({ name, value: column(name, 'left') })), { name: '_b', value: literal(port === 'before' ? 1 : 0) }, { name: '_a', value: literal(port === 'after' ? 1 : 0) }],
    });
    const sum = (name: string): Expression => cast(call('sum', column(name)), 'BIGINT');
    const single = (port: 'before' | 'after', schema: Schema, key: readonly Column[]): Relation => ({
      op: 'join', kind: 'anti', left: input(port), right: shared('repeated'), columns: columnsOfSide(schema, 'left'),
      on: and(...key.map((c, i) => binary(column(c.name, 'left'), 'IS NOT DISTINCT FROM', column(keyNames[i]!, 'right')))),
    });
    const flipped: readonly KeyPair[] = pairs.map((p) => ({ left: p.right, right: p.left }));
    const alone = (own: string, other: string, schema: Schema, on: readonly KeyPair[]): Relation => ({ op: 'join', kind: 'anti', left: shared(own), right: shared(other), on: pairsEqual(on, 'IS NOT DISTINCT FROM'), columns: columnsOfSide(schema, 'left') });
    const met: Relation = {
      op: 'join', kind: 'inner', left: shared('first'), right: shared('second'), on: pairsEqual(pairs, 'IS NOT DISTINCT FROM'),
      columns: [...before.map((c, i) => ({ name: `_row_${i}`, value: column(c.name, 'left') })), ...compared.map((c) => ({ name: c.is, value: column(c.after.name, 'right') }))],
    };
    const row = (c: Column): Expression => column(`_row_${before.indexOf(c)}`);
    const tolerance = context.params.tolerance;
    const isChanged = or(...compared.map((c) => differ(c, tolerance)));
    // Only for what has changed, mostly little, is it put down in which columns.
    const names = call('list_filter', { op: 'list', items: [...compared.map((c) => choose(differ(c, tolerance), literal(c.before.name))), literal(null, 'VARCHAR')] }, lambda('_item', isNotNull(column('_item'))));
    return {
      shared: { repeated: { op: 'union', items: [several('before', keyBefore), several('after', keyAfter)] }, first: single('before', before, keyBefore), second: single('after', after, keyAfter), met },
      outputs: {
        changed: {
          op: 'project',
          from: { op: 'filter', from: shared('met'), condition: isChanged },
          columns: [...keyBefore.map((c) => ({ name: c.name, value: row(c) })), { name: '_changed', value: names }, ...compared.flatMap((c) => [{ name: `${c.before.name}_before`, value: column(c.was) }, { name: `${c.before.name}_after`, value: column(c.is) }])],
        },
        added: alone('second', 'first', after, flipped),
        removed: alone('first', 'second', before, pairs),
        same: { op: 'project', from: { op: 'filter', from: shared('met'), condition: isNotTrue(isChanged) }, columns: before.map((c) => ({ name: c.name, value: row(c) })) },
        repeated: {
          op: 'aggregate',
          from: { op: 'union', items: [ofKey('before', keyBefore), ofKey('after', keyAfter)] },
          groups: keyBefore.map((c, i) => ({ name: c.name, value: column(keyNames[i]!) })),
          measures: [{ name: '_rows_before', value: sum('_b') }, { name: '_rows_after', value: sum('_a') }],
        },
        columns: columnReport(before, after, pairs, compared, context.params.tolerance),
      },
    };
  },
  examples,
});

/** Whether the value after is another one than before: with types and NULL, numbers by more than the tolerance. */
function differ(c: Compared, tolerance: number): Expression {
  const apart = binary(column(c.was), 'IS DISTINCT FROM', column(c.is));
  if (tolerance === 0 || !isNumericType(c.before.type)) return apart;
  // 1.1 - 1 is a little more than 0.1 where numbers are kept in binary.
  const most = isFloat(c.before.type) || isFloat(c.after.type) ? literal(tolerance * (1 + 1e-9)) : (typedLiteral(String(tolerance), 'DOUBLE') ?? literal(tolerance));
  return and(apart, isNotTrue(binary(distance(c), '<=', most)));
}

const isFloat = (type: string): boolean => type === 'DOUBLE' || type === 'FLOAT';

/** How far two numbers are apart: exactly where both are exact and the difference fits. */
function distance(c: Compared): Expression {
  const rough = call('abs', binary(cast(column(c.is), 'DOUBLE'), '-', cast(column(c.was), 'DOUBLE')));
  if (isFloat(c.before.type) || isFloat(c.after.type)) return rough;
  const exact = call('try', call('abs', binary(signed(c.is, c.after.type), '-', signed(c.was, c.before.type))));
  return choose(isNotNull(exact), exact, rough);
}

/** Unsigned numbers have no negative difference. */
const signed = (name: string, type: string): Expression => (type.startsWith('U') ? cast(column(name), 'HUGEINT') : column(name));

/** A row for each column of either table: whether it was compared and how often it changed. */
function columnReport(before: Schema, after: Schema, pairs: readonly KeyPair[], compared: readonly Compared[], tolerance: number): Relation {
  const count = (filter: Expression): Expression => ({ op: 'call', name: 'count', args: [], filter });
  const text = (value: string | null): Expression => literal(value, 'VARCHAR');
  const none = literal(null, 'BIGINT');
  const record = (name: string, was: string | null, is: string | null, state: string, figures: readonly Expression[]): Expression => ({
    op: 'struct',
    fields: ['column', 'type_before', 'type_after', 'state', 'changed', 'filled', 'emptied', 'largest_difference'].map((field, i) => ({ name: field, value: [text(name), text(was), text(is), text(state), ...figures][i]! })),
  });
  const nothing = [none, none, none, literal(null, 'DOUBLE')];
  const figuresOf = (c: Compared): readonly Expression[] => [
    count(differ(c, tolerance)),
    count(and(isNull(column(c.was)), isNotNull(column(c.is)))),
    count(and(isNotNull(column(c.was)), isNull(column(c.is)))),
    isNumericType(c.before.type) ? call('max', cast(distance(c), 'DOUBLE')) : literal(null, 'DOUBLE'),
  ];
  const records = [
    ...before.map((b) => {
      const c = compared.find((x) => x.before === b);
      const pair = pairs.find((p) => p.left === b.name);
      if (c) return record(b.name, b.type, c.after.type, 'compared', figuresOf(c));
      const other = after.find((a) => (pair ? a.name === pair.right : sameName(a.name, b.name)));
      return record(b.name, b.type, other?.type ?? null, pair ? 'key' : other ? 'not compared' : 'only before', nothing);
    }),
    ...after.filter((a) => !before.some((b) => sameName(a.name, b.name)) && !pairs.some((p) => p.right === a.name)).map((a) => record(a.name, null, a.type, 'only after', nothing)),
  ];
  const all: Relation = { op: 'aggregate', from: shared('met'), groups: [], measures: [{ name: '_all', value: { op: 'list', items: records } }] };
  const opened: Relation = { op: 'unnest', from: all, list: column('_all'), as: '_one' };
  return { op: 'project', from: opened, columns: ['column', 'type_before', 'type_after', 'state', 'changed', 'filled', 'emptied', 'largest_difference'].map((name) => ({ name, value: { op: 'field', item: column('_one'), name } })) };
}

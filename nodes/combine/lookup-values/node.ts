import { freshName } from '../../../engine/core/schema.ts';
import { arrival, ascending, columnsOfSide, defineNode, inputColumn, inputSchema, keyPairs, pairsEqual, quoted, table, uniqueColumns } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { binary, choose, column, isNotNull, literal, not, over } from '../../../engine/expression/expression.ts';
import { constantOf } from '../../../engine/expression/typed-literal.ts';
import type { NamedExpression, Relation } from '../../../engine/relation/relation.ts';
import { input, shared } from '../../../engine/relation/relation.ts';

const orders = { id: 'INTEGER', code: 'VARCHAR' };
const names = { code: 'VARCHAR', country: 'VARCHAR' };

export const lookupValues = defineNode({
  type: 'lookup-values',
  version: 1,
  title: 'Lookup',
  category: 'combine',
  icon: 'Lo',
  summary: 'Adds columns from a second table by key, never more than one row for a row, with a value for what is not found or a port of its own.',
  keywords: ['vlookup', 'xlookup', 'find replace', 'cell replacer', 'value lookup', 'reference table', 'dictionary', 'join', 'map'],
  inputs: [
    { name: 'in', title: 'Rows', required: true },
    { name: 'table', title: 'Table', required: true },
  ],
  outputs: [
    { name: 'out', title: 'Rows', kind: 'rows' },
    { name: 'unmatched', title: 'Not found', kind: 'rejects' },
  ],
  params: {
    keys: {
      kind: 'list',
      label: 'Keys',
      help: 'Columns of the same name when empty.',
      noun: 'key',
      default: [],
      item: {
        left: { kind: 'column', label: 'Column of the rows', over: 'in' },
        right: { kind: 'column', label: 'Column of the table', over: 'table' },
      },
    },
    columns: {
      kind: 'list',
      label: 'Columns to add',
      help: 'All others of the table when empty.',
      noun: 'column',
      default: [],
      item: {
        column: { kind: 'column', label: 'Column', over: 'table' },
        name: { kind: 'text', label: 'Name', help: 'The same when empty.', default: null },
        otherwise: { kind: 'text', label: 'Where nothing is found', help: 'NULL when empty.', default: null },
      },
    },
    missing: {
      kind: 'choice',
      label: 'Rows that are not found',
      default: 'keep',
      options: [
        { value: 'keep', label: 'Keep them with the others' },
        { value: 'port', label: 'Send them to Not found' },
      ],
    },
  },
  caption: ({ keys }) => (keys ?? []).filter((k) => k.left && k.right).map((k) => (k.left === k.right ? k.left : `${k.left} = ${k.right}`)).join(' and '),
  build(context) {
    const { keys, columns, missing } = context.params;
    const [rows, lookup] = [inputSchema(context, 'in'), inputSchema(context, 'table')];
    if (!rows || !lookup) return { outputs: {} };
    const common = rows.filter((c) => lookup.some((l) => l.name.toLowerCase() === c.name.toLowerCase())).map((c) => ({ left: c.name, right: c.name }));
    const pairs = keyPairs(context, rows, lookup, keys.length === 0 ? common : keys, ['the rows', 'the table']);
    if (!pairs || pairs.length === 0) {
      if (pairs) context.report('param-missing', 'No key says what to look up, and the two inputs share no column name. Add a pair of key columns.', { param: 'keys' });
      return { outputs: {} };
    }
    const isKey = (name: string): boolean => pairs.some((p) => p.right === name);
    const wanted =
      columns.length === 0
        ? lookup.filter((c) => !isKey(c.name)).map((c) => ({ source: c, name: c.name, otherwise: null as string | null, param: 'columns' }))
        : columns.flatMap((c, i) => {
            const source = inputColumn(context, lookup, c.column, `columns.${i}.column`, 'the table');
            return source ? [{ source, name: c.name || source.name, otherwise: c.otherwise, param: `columns.${i}` }] : [];
          });
    const taken = rows.map((c) => c.name);
    uniqueColumns(context, [...taken, ...wanted.map((w) => w.name)], (i) => (columns.length === 0 ? 'columns' : `${wanted[i - taken.length]?.param ?? 'columns'}.name`), 'Give the added one another name');
    const all = [...taken, ...lookup.map((c) => c.name), ...wanted.map((w) => w.name)];
    const [place, rank, found] = [freshName(all, '_arrived'), freshName(all, '_rank'), freshName(all, '_found')];
    // One row of the table for each key, the first that arrives, so that no row of the input is doubled.
    const ranked: Relation = { op: 'extend', from: { op: 'extend', from: input('table'), columns: [{ name: place, value: arrival }] }, columns: [{ name: rank, value: over('row_number', [], pairs.map((p) => column(p.right)), [ascending(place)]) }] };
    const firsts: Relation = { op: 'filter', from: ranked, condition: binary(column(rank), '=', literal(1)) };
    const value = (w: (typeof wanted)[number]): Expression => {
      const there = column(w.source.name, 'right');
      if (w.otherwise === null) return there;
      const constant = constantOf(w.otherwise, w.source.type);
      if (!constant) context.report('param-invalid', `"${w.otherwise}" is no value of column ${quoted(w.source.name)}, which is ${w.source.type}. Write one that fits.`, { param: `${w.param}.otherwise` });
      return choose(isNotNull(column(rank, 'right')), there, constant ?? literal(null));
    };
    const looked: Relation = {
      op: 'join', kind: 'left', left: input('in'), right: firsts, on: pairsEqual(pairs),
      columns: [...columnsOfSide(rows, 'left'), ...wanted.map((w): NamedExpression => ({ name: w.name, value: value(w) })), { name: found, value: isNotNull(column(rank, 'right')) }],
    };
    const part = (condition: Expression, without: readonly string[]): Relation => ({ op: 'extend', from: { op: 'filter', from: shared('looked'), condition }, columns: [], without });
    const unmatched: Relation = { op: 'limit', from: input('in'), count: 0, offset: 0 };
    return missing === 'keep'
      ? { shared: { looked }, outputs: { out: { op: 'extend', from: shared('looked'), columns: [], without: [found] }, unmatched } }
      : { shared: { looked }, outputs: { out: part(column(found), [found]), unmatched: part(not(column(found)), [found, ...wanted.map((w) => w.name)]) } };
  },
  examples: [
    {
      title: 'Names for codes; what is not found keeps its row with a value of its own, and a doubled key adds no row',
      params: { columns: [{ column: 'country', otherwise: 'elsewhere' }] },
      inputs: { in: table(orders, [[1, 'DE'], [2, 'XX'], [3, null], [4, 'IT']]), table: table(names, [['DE', 'Germany'], ['DE', 'Deutschland'], ['IT', null], [null, 'nowhere']]) },
      outputs: { out: table({ ...orders, country: 'VARCHAR' }, [[1, 'DE', 'Germany'], [2, 'XX', 'elsewhere'], [3, null, 'elsewhere'], [4, 'IT', null]]), unmatched: table(orders, []) },
    },
    {
      title: 'Rows that are not found leave at a port of their own',
      params: { keys: [{ left: 'code', right: 'the "key" 🗝' }], missing: 'port' },
      inputs: { in: table(orders, [[1, 'DE'], [2, 'XX'], [3, null]]), table: table({ 'the "key" 🗝': 'VARCHAR', n: 'INTEGER' }, [['DE', 7]]) },
      outputs: { out: table({ ...orders, n: 'INTEGER' }, [[1, 'DE', 7]]), unmatched: table(orders, [[2, 'XX'], [3, null]]) },
    },
    {
      title: 'An empty table',
      params: {},
      inputs: { in: table(orders, [[1, 'DE']]), table: table(names, []) },
      outputs: { out: table({ ...orders, country: 'VARCHAR' }, [[1, 'DE', null]]), unmatched: table(orders, []) },
    },
  ],
});

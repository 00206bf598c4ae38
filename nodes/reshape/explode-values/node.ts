import { freshName } from '../../../engine/core/schema.ts';
import { itemType, structFields } from '../../../engine/core/type-parts.ts';
import { defineNode, goesWithout, inputColumn, inputSchema, onMissing, quoted, table, uniqueColumns } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { binary, call, cast, choose, column, literal } from '../../../engine/expression/expression.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { input } from '../../../engine/relation/relation.ts';

const orders = { id: 'INTEGER', items: 'VARCHAR[]' };

export const explodeValues = defineNode({
  type: 'explode-values',
  version: 2,
  title: 'Explode',
  category: 'reshape',
  icon: 'Ev',
  summary: 'Opens a nested column: a list or a map into one row for each item, a struct into one column for each field.',
  keywords: ['unnest', 'ungroup', 'flatten', 'list to rows', 'array', 'expand struct', 'json', 'nested'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    column: { kind: 'column', label: 'Column', help: 'The first list, map or struct when empty.', over: 'in', default: null },
    keepEmpty: { kind: 'boolean', label: 'Keep rows without an item', help: 'With NULL as the item. Otherwise rows whose list is empty or NULL are left out.', default: true },
    position: { kind: 'text', label: 'Column with the number of the item', help: 'None when empty. Lists and maps only.', default: null },
    prefix: { kind: 'text', label: 'Start of the names of fields', help: 'For structs.', default: '' },
    onMissing,
  },
  caption: ({ column: name }) => name ?? '',
  build(context) {
    const { keepEmpty, position, prefix } = context.params;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    if (goesWithout(schema, context.params.column, context.params.onMissing)) return { outputs: { out: input('in') } };
    const isNested = (type: string): boolean => itemType(type) !== null || structFields(type) !== null || type.startsWith('MAP(');
    const source = context.params.column === null ? schema.find((c) => isNested(c.type)) : inputColumn(context, schema, context.params.column, 'column');
    if (!source) {
      if (context.params.column === null) context.report('param-missing', 'No column of the input is a list, a map or a struct, so there is nothing to open.', { param: 'column' });
      return { outputs: {} };
    }
    const fields = structFields(source.type);
    const names = schema.map((c) => c.name);
    const others = names.filter((n) => n !== source.name);
    if (fields) {
      const opened = fields.map((f) => ({ name: prefix + f.name, value: { op: 'field', item: column(source.name), name: f.name } as const }));
      uniqueColumns(context, [...others, ...opened.map((o) => o.name)], () => 'prefix', 'Write a start for the names of fields');
      return { outputs: { out: { op: 'project', from: input('in'), columns: schema.flatMap((c) => (c === source ? opened : [{ name: c.name, value: column(c.name) }])) } } };
    }
    if (!isNested(source.type)) {
      context.report('type-mismatch', `Column ${quoted(source.name)} is ${source.type}, neither a list, a map nor a struct. Text is cut by Split column, JSON opened by Parse JSON.`, { param: 'column' });
      return { outputs: {} };
    }
    const isMap = source.type.startsWith('MAP(');
    const list = isMap ? call('map_entries', column(source.name)) : /\[\d+\]$/.test(source.type) ? cast(column(source.name), `${itemType(source.type)}[]`) : column(source.name);
    // The list of one NULL has the type of the list it stands for.
    const one = call('list_resize', call('list_filter', list, { op: 'lambda', params: ['_item'], body: literal(false) }), literal(1));
    const oneOrMore = call('coalesce', choose(binary(call('len', list), '>', literal(0)), list, one), { op: 'list', items: [literal(null)] });
    const [item, number] = [freshName(names, '_item'), freshName(names, '_number')];
    const opened: Relation = { op: 'unnest', from: input('in'), list: keepEmpty ? oneOrMore : list, as: item, ...(position ? { also: [{ name: number, value: call('generate_series', literal(1), keepEmpty ? call('greatest', call('len', list), literal(1)) : call('len', list)) }] } : {}) };
    const value = (c: string): Expression => (c === source.name ? column(item) : column(c));
    const mapped = isMap ? [{ name: `${prefix}key`, value: { op: 'field', item: column(item), name: 'key' } as const }, { name: `${prefix}value`, value: { op: 'field', item: column(item), name: 'value' } as const }] : [];
    const made = [...(isMap ? others : names).map((c) => ({ name: c, value: value(c) })), ...mapped, ...(position ? [{ name: position, value: column(number) }] : [])];
    uniqueColumns(context, made.map((m) => m.name), (i) => (position && i === made.length - 1 ? 'position' : 'prefix'));
    return { outputs: { out: { op: 'project', from: opened, columns: made } } };
  },
  // Version 2 added what is done when the column is gone; it is reported as before unless chosen otherwise.
  migrations: { 1: (params) => params },
  examples: [
    {
      title: 'A row for each item, numbered; an empty list keeps its row',
      params: { position: 'n' },
      inputs: { in: table(orders, [[1, '[nut, bolt]'], [2, '[]'], [3, null], [4, '[NULL]']]) },
      outputs: { out: table({ ...orders, items: 'VARCHAR', n: 'BIGINT' }, [[1, 'nut', 1], [1, 'bolt', 2], [2, null, 1], [3, null, 1], [4, null, 1]]) },
    },
    {
      title: 'Rows without an item left out',
      params: { column: 'ITEMS', keepEmpty: false },
      inputs: { in: table(orders, [[1, '[nut]'], [2, '[]'], [3, null]]) },
      outputs: { out: table({ id: 'INTEGER', items: 'VARCHAR' }, [[1, 'nut']]) },
    },
    {
      title: 'A struct into columns',
      params: { prefix: 'at ' },
      inputs: { in: table({ id: 'INTEGER', 'a "b". 🎈': 'STRUCT(x INTEGER, "y z" VARCHAR[])' }, [[1, "{'x': 1, 'y z': [p, q]}"], [2, null]]) },
      outputs: { out: table({ id: 'INTEGER', 'at x': 'INTEGER', 'at y z': 'VARCHAR[]' }, [[1, 1, '[p, q]'], [2, null, null]]) },
    },
    {
      title: 'A map into keys and values',
      params: {},
      inputs: { in: table({ id: 'INTEGER', m: 'MAP(VARCHAR, INTEGER)' }, [[1, '{a=1, b=2}'], [2, null]]) },
      outputs: { out: table({ id: 'INTEGER', key: 'VARCHAR', value: 'INTEGER' }, [[1, 'a', 1], [1, 'b', 2], [2, null, null]]) },
    },
    { title: 'No rows', params: {}, inputs: { in: table(orders, []) }, outputs: { out: table({ id: 'INTEGER', items: 'VARCHAR' }, []) } },
  ],
});

import { findColumn, sameName } from '../../../engine/core/schema.ts';
import { defineNode, inputColumn, inputSchema, quoted, uniqueColumns } from '../../../engine/definition/index.ts';
import { cast, column } from '../../../engine/expression/expression.ts';
import { lenientCast } from '../../../engine/expression/json-misfit.ts';
import { input } from '../../../engine/relation/relation.ts';
import type { NamedExpression } from '../../../engine/relation/relation.ts';
import { examples } from './examples.ts';

export const selectColumns = defineNode({
  type: 'select-columns',
  version: 1,
  title: 'Select columns',
  category: 'columns',
  icon: 'Se',
  summary: 'Chooses, orders, renames and converts columns.',
  keywords: ['rename', 'reorder', 'remove columns', 'drop columns', 'keep columns', 'column filter', 'projection', 'choose', 'data types', 'cast', 'table manipulator'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    mode: {
      kind: 'choice',
      label: 'Result',
      default: 'all',
      options: [
        { value: 'listed', label: 'Only the columns listed' },
        { value: 'all', label: 'The columns listed, then the others' },
        { value: 'drop', label: 'All but the columns listed' },
      ],
    },
    columns: {
      kind: 'list',
      label: 'Columns',
      help: 'Their order here is the order in the result.',
      noun: 'column',
      default: [],
      item: {
        column: { kind: 'column', label: 'Column', over: 'in' },
        rename: { kind: 'text', label: 'New name', default: null },
        type: { kind: 'type', label: 'Convert to', default: null },
        lenient: { kind: 'boolean', label: 'NULL where it cannot be converted', help: 'Otherwise such a value stops the run.', default: false },
      },
    },
    onMissing: {
      kind: 'choice',
      label: 'A listed column is gone',
      default: 'fail',
      advanced: true,
      options: [
        { value: 'fail', label: 'Report it' },
        { value: 'ignore', label: 'Go on without it' },
      ],
    },
    onNew: {
      kind: 'choice',
      label: 'A column is not listed',
      default: 'keep',
      advanced: true,
      showIf: { param: 'mode', in: ['all'] },
      options: [
        { value: 'keep', label: 'Keep it' },
        { value: 'drop', label: 'Drop it' },
        { value: 'fail', label: 'Report it' },
      ],
    },
  },
  caption({ columns, mode }) {
    const named = (columns ?? []).filter((c) => c.column);
    if (named.length === 0) return '';
    const list = named.map((c) => (c.rename ? `${c.column} → ${c.rename}` : c.column)).join(', ');
    return mode === 'drop' ? `Without ${list}` : list;
  },
  build(context) {
    const { mode, columns, onMissing, onNew } = context.params;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };

    const found = columns.map((entry, index) => ({
      entry,
      index,
      source: onMissing === 'ignore' ? (findColumn(schema, entry.column) ?? null) : inputColumn(context, schema, entry.column, `columns.${index}.column`),
    }));
    const others = schema.filter((c) => !columns.some((entry) => sameName(entry.column, c.name)));
    if (mode === 'all' && onNew === 'fail') {
      for (const c of others) {
        context.report('column-new', `Column ${quoted(c.name)} of the input is not listed. Add it to the list, or let columns that are not listed be kept or dropped.`, { param: 'columns' });
      }
    }
    const chosen = found.flatMap(({ entry, index, source }) => {
      if (!source) return [];
      const from = column(source.name);
      const value = entry.type === null ? from : entry.lenient ? lenientCast(from, source.type, entry.type) : cast(from, entry.type);
      return [{ name: entry.rename || source.name, value, param: `columns.${index}.${entry.rename ? 'rename' : 'column'}` }];
    });
    const untouched = others.map((c) => ({ name: c.name, value: column(c.name), param: 'columns' }));
    const result = mode === 'drop' ? untouched : mode === 'listed' || onNew === 'drop' ? chosen : [...chosen, ...untouched];

    uniqueColumns(context, result.map((c) => c.name), (i) => (chosen.find((c) => sameName(c.name, result[i]!.name)) ?? result[i]!).param);
    if (result.length === 0 && found.every((f) => f.source || onMissing === 'ignore')) {
      context.report('param-invalid', 'No column would be left. List at least one column that the input has, or keep the others.', { param: 'columns' });
    }
    const named: readonly NamedExpression[] = result.map(({ name, value }) => ({ name, value }));
    return { outputs: { out: { op: 'project', from: input('in'), columns: named } } };
  },
  examples,
});

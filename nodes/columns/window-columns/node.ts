import { freshName, isNumericType } from '../../../engine/core/schema.ts';
import { arrived, ascending, defineNode, inputColumn, inputSchema, listedColumns, onMissing, quoted, rowGroups, rowOrder, sortKeys, uniqueColumns } from '../../../engine/definition/index.ts';
import { column } from '../../../engine/expression/expression.ts';
import { input } from '../../../engine/relation/relation.ts';
import { examples } from './examples.ts';
import { functionOf, functions, functionsTaking, windowValue } from './functions.ts';

export const windowColumns = defineNode({
  type: 'window-columns',
  version: 1,
  title: 'Window',
  category: 'columns',
  icon: 'Wi',
  summary: 'Adds ranks, shares, running and moving figures and the values of neighbouring rows, keeping every row.',
  keywords: ['rank', 'running total', 'cumulative sum', 'cumsum', 'moving average', 'moving aggregation', 'rolling', 'lag', 'lead', 'percent of total', 'share', 'ntile', 'quartile', 'over', 'partition by', 'row_number', 'growth', 'first_value', 'last_value'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    groups: rowGroups,
    order: rowOrder,
    figures: {
      kind: 'list',
      label: 'Figures',
      noun: 'figure',
      default: [{ function: 'row-number' }],
      item: {
        function: { kind: 'choice', label: 'Figure', default: 'rank', options: functions.map(({ value, label }) => ({ value, label })) },
        column: { kind: 'column', label: 'Of', over: 'in', default: null, needed: true, showIf: { param: 'function', in: functionsTaking('column') } },
        rows: { kind: 'integer', label: 'Rows', help: 'How many rows away, how many rows together, or how many parts.', default: 1, min: 1, max: 1_000_000, showIf: { param: 'function', in: functionsTaking('rows') } },
        name: { kind: 'text', label: 'Name', help: 'Made from the figure and the column when empty.', default: null },
      },
    },
    onMissing,
  },
  caption({ figures, groups }) {
    const what = (figures ?? []).filter((f) => f.function).map((f) => f.name || [f.function, f.column].filter(Boolean).join(' '));
    return what.length === 0 ? '' : `${what.join(', ')}${groups && groups.length > 0 ? ` per ${groups.join(', ')}` : ''}`;
  },
  build(context) {
    const { groups, order, figures, onMissing: policy } = context.params;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    const by = listedColumns(context, schema, groups, 'groups', policy).map((c) => column(c.name));
    const keys = sortKeys(context, schema, order, 'order', policy);
    const place = freshName(schema.map((c) => c.name), '_arrived');
    let needsPlace = false;
    const made = figures.flatMap((f, i) => {
      const at = `figures.${i}`;
      const what = functionOf(f.function);
      if (what.ties && keys.length === 0) context.report('param-missing', `"${what.label}" compares rows by an order, and none is given. Name its columns.`, { param: 'order' });
      if (what.column && f.column === null) {
        context.report('param-missing', `The figure "${what.label}" has no column. Choose one.`, { param: `${at}.column` });
        return [];
      }
      const source = what.column && f.column !== null ? inputColumn(context, schema, f.column, `${at}.column`) : null;
      if (what.column && !source) return [];
      if (source && what.numeric && !isNumericType(source.type)) {
        context.report('type-mismatch', `"${what.label}" needs a number and column ${quoted(source.name)} is ${source.type}. Choose another figure, or convert the column first.`, { param: `${at}.column` });
        return [];
      }
      if (what.ordered) needsPlace = true;
      return [{ name: f.name || [f.function.replaceAll('-', '_'), source?.name].filter(Boolean).join('_'), value: windowValue(f.function, source, f.rows, by, what.ordered ? [...keys, ascending(place)] : keys), param: `${at}.name` }];
    });
    uniqueColumns(context, [...schema.map((c) => c.name), ...made.map((m) => m.name)], (i) => made[i - schema.length]?.param ?? 'figures');
    return { outputs: { out: { op: 'extend', from: needsPlace ? arrived(place) : input('in'), columns: made.map(({ name, value }) => ({ name, value })), without: needsPlace ? [place] : [] } } };
  },
  examples,
});

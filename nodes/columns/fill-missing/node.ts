import { isNumericType, sameName, freshName } from '../../../engine/core/schema.ts';
import { typeFamily } from '../../../engine/core/type-family.ts';
import type { Column } from '../../../engine/core/schema.ts';
import { arrived, ascending, besideTotals, defineNode, inputSchema, listedColumns, onMissing, quoted, rowGroups, rowOrder, sortKeys } from '../../../engine/definition/index.ts';
import type { Expression, SortKey } from '../../../engine/expression/expression.ts';
import { and, call, cast, choose, column, isNotNull, literal, over } from '../../../engine/expression/expression.ts';
import { constantOf } from '../../../engine/expression/typed-literal.ts';
import type { NamedExpression } from '../../../engine/relation/relation.ts';
import { input } from '../../../engine/relation/relation.ts';
import { examples } from './examples.ts';

const numeric = ['mean', 'median', 'interpolate'];
const figures = ['mean', 'median', 'min', 'max'];

/** The database's name of a figure. */
const figureOf = (method: string): string => (method === 'mean' ? 'avg' : method);

export const fillMissing = defineNode({
  type: 'fill-missing',
  version: 1,
  title: 'Fill missing',
  category: 'columns',
  icon: 'Fm',
  summary: 'Puts a constant, a neighbouring value or a figure over the group in the place of missing values.',
  keywords: ['fill down', 'fill up', 'forward fill', 'backward fill', 'ffill', 'null', 'imputation', 'impute', 'coalesce', 'missing value', 'replace null', 'interpolate', 'blanks', 'empty cells'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    fills: {
      kind: 'list',
      label: 'Columns',
      noun: 'rule',
      default: [],
      item: {
        columns: { kind: 'columns', label: 'Columns', over: 'in' },
        method: {
          kind: 'choice',
          label: 'Fill with',
          default: 'constant',
          options: [
            { value: 'constant', label: 'A constant' },
            { value: 'previous', label: 'The previous value' },
            { value: 'next', label: 'The next value' },
            { value: 'mean', label: 'The mean' },
            { value: 'median', label: 'The median' },
            { value: 'min', label: 'The smallest value' },
            { value: 'max', label: 'The largest value' },
            { value: 'interpolate', label: 'A value on the line between its neighbours' },
          ],
        },
        value: { kind: 'text', label: 'Value', default: '', showIf: { param: 'method', in: ['constant'] } },
      },
    },
    groups: { ...rowGroups, help: 'Neighbours and figures are looked for in the group of the row.' },
    order: { ...rowOrder, help: 'What previous and next mean; the order of arrival when empty.' },
    onMissing,
  },
  caption: ({ fills }) => (fills ?? []).filter((f) => (f.columns ?? []).length > 0).map((f) => `${f.columns!.join(', ')}: ${f.method === 'constant' || f.method === undefined ? (f.value ?? '') : f.method}`).join('; '),
  build(context) {
    const { fills, groups, order, onMissing: policy } = context.params;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    const by = listedColumns(context, schema, groups, 'groups', policy).map((c) => column(c.name));
    const keys = sortKeys(context, schema, order, 'order', policy);
    const place = freshName(schema.map((c) => c.name), '_arrived');
    const filled: NamedExpression[] = [];
    // Figures over all rows, computed once.
    const totals: NamedExpression[] = [];
    let neighbours = false;
    for (const [i, fill] of fills.entries()) {
      const at = `fills.${i}`;
      for (const c of listedColumns(context, schema, fill.columns, `${at}.columns`, policy)) {
        if (filled.some((f) => sameName(f.name, c.name))) context.report('column-duplicate', `Column ${quoted(c.name)} is filled twice. Take it out of one rule.`, { param: `${at}.columns` });
        if (numeric.includes(fill.method) && !isNumericType(c.type)) {
          context.report('type-mismatch', `Column ${quoted(c.name)} is ${c.type}, which has no ${fill.method === 'interpolate' ? 'line between two values' : fill.method}. Choose another way to fill it.`, { param: `${at}.method` });
          continue;
        }
        if (fill.method === 'constant') {
          const constant = constantOf(fill.value, c.type);
          if (!constant) context.report('param-invalid', `"${fill.value}" is no value of column ${quoted(c.name)}, which is ${c.type}. Write one that fits, or fill the column with Formula and coalesce.`, { param: `${at}.value` });
          filled.push({ name: c.name, value: call('coalesce', column(c.name), constant ?? literal(null)), replaces: true });
          continue;
        }
        if (['previous', 'next', 'interpolate'].includes(fill.method)) neighbours = true;
        if (fill.method === 'interpolate' && keys.length > 0) {
          const axis = schema.find((s) => keys[0]!.by.op === 'column' && s.name === keys[0]!.by.name);
          if (keys.length > 1 || !axis || (typeFamily(axis.type) !== 'time' && !isNumericType(axis.type))) context.report('param-invalid', 'Values on a line need one order: a single number, date or timestamp column. Choose it alone, or none for the order of arrival.', { param: 'order' });
        }
        if (by.length === 0 && figures.includes(fill.method)) {
          const total = freshName([...schema.map((s) => s.name), place, ...totals.map((t) => t.name)], `_total_${c.name}`);
          totals.push({ name: total, value: call(figureOf(fill.method), column(c.name)) });
          filled.push({ name: c.name, value: call('coalesce', column(c.name), column(total)), replaces: true });
        } else filled.push({ name: c.name, value: filler(fill.method, c, by, keys, place), replaces: true });
      }
    }
    if (filled.length === 0) return { outputs: { out: input('in') } };
    const rows = neighbours ? arrived(place) : input('in');
    const from = totals.length === 0 ? rows : besideTotals(neighbours ? [...schema, { name: place, type: 'BIGINT' }] : schema, totals, rows);
    const without = [...(neighbours ? [place] : []), ...totals.map((t) => t.name)];
    return { outputs: { out: without.length === 0 ? { op: 'extend', from, columns: filled } : { op: 'extend', from: { op: 'extend', from, columns: filled }, columns: [], without } } };
  },
  examples,
});

function filler(method: string, c: Column, by: readonly Expression[], keys: readonly SortKey[], place: string): Expression {
  const value = column(c.name);
  const inOrder = [...keys, ascending(place)];
  const near = (name: 'last_value' | 'first_value'): Expression => over(name, [value], by, inOrder, { ignoreNulls: true, frame: name === 'last_value' ? 'running' : { unit: 'rows', before: 0, after: null } });
  switch (method) {
    case 'previous':
      return call('coalesce', value, near('last_value'));
    case 'next':
      return call('coalesce', value, near('first_value'));
    case 'interpolate': {
      // The database goes on along the last line beyond the ends; there is nothing to lie between, so nothing is filled.
      const line = over('fill', [cast(value, 'DOUBLE')], by, keys.length > 0 ? keys : [ascending(place)]);
      return choose(and(isNotNull(near('last_value')), isNotNull(near('first_value'))), line, cast(value, 'DOUBLE'));
    }
    default:
      return call('coalesce', value, over(figureOf(method), [value], by));
  }
}

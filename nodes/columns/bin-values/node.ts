import { freshName, isNumericType } from '../../../engine/core/schema.ts';
import { besideTotals, defineNode, inputColumn, inputSchema, listedColumns, onMissing, quoted, rowGroups, table, uniqueColumns } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { binary, call, cast, choose, column, isNull, literal, not, or, over } from '../../../engine/expression/expression.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { input } from '../../../engine/relation/relation.ts';

const ages = { name: 'VARCHAR', age: 'INTEGER' };

export const binValues = defineNode({
  type: 'bin-values',
  version: 1,
  title: 'Bin',
  category: 'columns',
  icon: 'Bi',
  summary: 'Puts the numbers of a column into bins of equal width, of equal size or of your own limits.',
  keywords: ['binning', 'binner', 'bucket', 'tile', 'ntile', 'quantile', 'histogram', 'cut', 'ranges', 'age group', 'band', 'width_bucket', 'discretise'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    column: { kind: 'column', label: 'Column', help: 'The first number when empty.', over: 'in', default: null },
    method: {
      kind: 'choice',
      label: 'Bins',
      default: 'equal',
      options: [
        { value: 'equal', label: 'Of equal width, from the smallest to the largest value' },
        { value: 'width', label: 'Of a given width' },
        { value: 'quantile', label: 'With equally many rows' },
        { value: 'custom', label: 'Between limits of your own' },
      ],
    },
    count: { kind: 'integer', label: 'Number of bins', default: 5, min: 1, max: 10_000, showIf: { param: 'method', in: ['equal', 'quantile'] } },
    width: { kind: 'number', label: 'Width', default: 10, min: 1e-300, max: 1e300, showIf: { param: 'method', in: ['width'] } },
    limits: { kind: 'texts', label: 'Limits', help: 'From small to large; a limit belongs to the bin above it.', default: [], showIf: { param: 'method', in: ['custom'] } },
    groups: { ...rowGroups, help: 'Bins that follow from the values are made for each group.' },
    give: {
      kind: 'choice',
      label: 'Give',
      default: 'label',
      options: [
        { value: 'label', label: 'The limits as text, such as [0, 10)' },
        { value: 'number', label: 'The number of the bin' },
        { value: 'start', label: 'The lower limit' },
      ],
    },
    name: { kind: 'text', label: 'Name', default: 'bin' },
    onMissing,
  },
  caption: ({ column: name, method, count, width }) => (name ? `${name}: ${method === 'width' ? `width ${width ?? 10}` : method === 'custom' ? 'own limits' : `${count ?? 5} bins`}` : ''),
  build(context) {
    const { method, count, width, limits, groups, give, name, onMissing: policy } = context.params;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    const source = context.params.column === null ? schema.find((c) => isNumericType(c.type)) : inputColumn(context, schema, context.params.column, 'column');
    if (!source) {
      if (context.params.column === null) context.report('param-missing', 'No column of the input is a number.', { param: 'column' });
      return { outputs: {} };
    }
    if (!isNumericType(source.type)) context.report('type-mismatch', `Column ${quoted(source.name)} is ${source.type}, not a number. Convert it with Convert types first.`, { param: 'column' });
    if (name === '') context.report('param-missing', 'The column of bins has no name. Give it one.', { param: 'name' });
    const names = schema.map((c) => c.name);
    uniqueColumns(context, [...names, name], () => 'name');
    const own = limits.map((text) => Number(text.trim() === '' ? 'nan' : text));
    if (method === 'custom') {
      const odd = own.findIndex((n, i) => !Number.isFinite(n) || (i > 0 && n <= own[i - 1]!));
      if (own.length === 0) context.report('param-missing', 'There is no limit. Write at least one number.', { param: 'limits' });
      else if (odd >= 0) context.report('param-invalid', `Limit "${limits[odd]}" is no number that is larger than the one before. Put numbers from small to large.`, { param: `limits.${odd}` });
    }
    const by = listedColumns(context, schema, groups, 'groups', policy).map((c) => column(c.name));
    const [x, low, high, bin] = ['_x', '_low', '_high', '_bin'].map((wanted) => freshName([...names, name], wanted)) as [string, string, string, string];
    const value = column(x);
    // The least and the largest of other numbers may stand in the file already.
    const finite = /^(DOUBLE|FLOAT)$/.test(source.type) ? choose(call('isfinite', value), value) : value;
    // Everything is a DOUBLE from here: limits of bins are seldom exact in the type of the column.
    const doubled: Relation = { op: 'extend', from: input('in'), columns: [{ name: x, value: cast(column(source.name), 'DOUBLE') }] };
    const nothing = or(isNull(value), call('isnan', value));
    const whenThere = (e: Expression): Expression => choose(not(nothing), e);
    // A quotient that is a little too large is rounded up to the end.
    const clamp = (e: Expression, most: number): Expression => call('least', literal(most), cast(e, 'BIGINT', true));

    const steps: Record<typeof method, () => { readonly ends: boolean; readonly bin: Expression; readonly start: Expression; readonly end: Expression; readonly last: Expression | null }> = {
      equal: () => {
        const span = binary(column(high), '-', column(low));
        const at = (n: Expression): Expression => binary(column(low), '+', binary(binary(span, '*', n), '/', literal(count)));
        const place = choose(binary(value, '>=', column(high)), literal(count), choose(binary(value, '<=', column(low)), literal(1), clamp(binary(call('floor', binary(binary(binary(value, '-', column(low)), '/', span), '*', literal(count))), '+', literal(1)), count)));
        return { ends: true, bin: place, start: at(binary(column(bin), '-', literal(1))), end: choose(binary(column(bin), '=', literal(count)), column(high), at(column(bin))), last: binary(column(bin), '=', literal(count)) };
      },
      width: () => ({ ends: false, bin: cast(call('floor', binary(value, '/', literal(width))), 'BIGINT', true), start: binary(column(bin), '*', literal(width)), end: binary(binary(column(bin), '+', literal(1)), '*', literal(width)), last: null }),
      quantile: () => {
        const sorted = over('ntile', [literal(count)], [...by, nothing], [{ by: value, descending: false, nulls: 'last' }]);
        return { ends: false, bin: sorted, start: over('min', [value], [...by, column(bin)]), end: over('max', [value], [...by, column(bin)]), last: literal(true) };
      },
      custom: () => {
        const index = own.reduce<Expression>((rest, n, i) => choose(binary(value, '>=', literal(n)), literal(i + 1), rest), literal(0));
        const limit = (from: number): Expression => ({ op: 'case', when: own.map((n, i) => ({ if: binary(column(bin), '=', literal(i + from)), then: literal(n, 'DOUBLE') })) });
        return { ends: false, bin: cast(index, 'BIGINT'), start: limit(1), end: limit(0), last: null };
      },
    };
    const how = steps[method]();
    const inGroups: Relation = { op: 'extend', from: doubled, columns: [{ name: low, value: over('min', [finite], by) }, { name: high, value: over('max', [finite], by) }] };
    const inAll = besideTotals([...schema, { name: x, type: 'DOUBLE' }], [{ name: low, value: call('min', finite) }, { name: high, value: call('max', finite) }], doubled);
    const ended = how.ends ? (by.length === 0 ? inAll : inGroups) : doubled;
    const binned: Relation = { op: 'extend', from: ended, columns: [{ name: bin, value: whenThere(how.bin) }] };
    // Bins of a given width have two ends, and whole ones where the width is whole.
    const open = method !== 'width';
    const written = (e: Expression): Expression => (!open && Number.isSafeInteger(width) ? cast(e, 'VARCHAR') : call('regexp_replace', cast(e, 'VARCHAR'), literal('\\.0$'), literal('')));
    const text = (e: Expression, none: string): Expression => (open ? call('coalesce', written(e), literal(none)) : written(e));
    const close = how.last === null ? literal(')') : choose(how.last, literal(']'), literal(')'));
    const label = call('concat', open ? choose(isNull(how.start), literal('('), literal('[')) : literal('['), text(how.start, '-∞'), literal(', '), text(how.end, '∞'), close);
    const there = { op: 'is', item: column(bin), what: 'NOT NULL' } as const;
    const given = give === 'number' ? cast(column(bin), 'BIGINT') : choose(there, give === 'start' ? how.start : label);
    return { outputs: { out: { op: 'extend', from: binned, columns: [{ name, value: given }], without: [x, ...(how.ends ? [low, high] : []), bin] } } };
  },
  examples: [
    {
      title: 'Of a given width',
      params: { column: 'AGE', method: 'width' },
      inputs: { in: table(ages, [['Ada', 36], ['Bo', 40], ['Cy', null], ['Di', -1]]) },
      outputs: { out: table({ ...ages, bin: 'VARCHAR' }, [['Ada', 36, '[30, 40)'], ['Bo', 40, '[40, 50)'], ['Cy', null, null], ['Di', -1, '[-10, 0)']]) },
    },
    {
      title: 'Of equal width; infinite values belong to the outer bins, not-a-number to none',
      params: { column: 'a "b". 🎈', count: 2 },
      inputs: { in: table({ 'a "b". 🎈': 'DOUBLE' }, [[0], [4.9], [5], [10], ['infinity'], ['-infinity'], ['nan'], [null]]) },
      outputs: {
        out: table({ 'a "b". 🎈': 'DOUBLE', bin: 'VARCHAR' }, [[0, '[0, 5)'], [4.9, '[0, 5)'], [5, '[5, 10]'], [10, '[5, 10]'], ['infinity', '[5, 10]'], ['-infinity', '[0, 5)'], ['nan', null], [null, null]]),
      },
    },
    {
      title: 'Limits of your own, by number',
      params: { method: 'custom', limits: ['18', '65'], give: 'number', name: 'group' },
      inputs: { in: table(ages, [['Ada', 36], ['Bo', 17], ['Cy', 65], ['Di', null]]) },
      outputs: { out: table({ ...ages, group: 'BIGINT' }, [['Ada', 36, 1], ['Bo', 17, 0], ['Cy', 65, 2], ['Di', null, null]]) },
    },
    {
      title: 'Equally many rows in each',
      params: { method: 'quantile', count: 2, name: 'half' },
      inputs: { in: table(ages, [['a', 1], ['b', 2], ['c', 3], ['d', 40], ['e', null]]) },
      outputs: { out: table({ ...ages, half: 'VARCHAR' }, [['a', 1, '[1, 2]'], ['b', 2, '[1, 2]'], ['c', 3, '[3, 40]'], ['d', 40, '[3, 40]'], ['e', null, null]]) },
    },
    { title: 'No rows', params: {}, inputs: { in: table(ages, []) }, outputs: { out: table({ ...ages, bin: 'VARCHAR' }, []) } },
  ],
});

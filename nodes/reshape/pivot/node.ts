import { freshName, type Schema } from '../../../engine/core/schema.ts';
import type { BuildContext } from '../../../engine/definition/index.ts';
import { ascending, defineNode, figureList, figuresCaption, figuresOf, inputSchema, listedColumns, onMissing, quoted, rowGroups, uniqueColumns } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { and, binary, call, cast, choose, column, isNotTrue, isNull, isTrue, literal, not, or } from '../../../engine/expression/expression.ts';
import type { NamedExpression, Relation } from '../../../engine/relation/relation.ts';
import { input, shared } from '../../../engine/relation/relation.ts';
import { examples } from './examples.ts';
import { foundSlots, listedSlots, slotKey, soughtValues, type Slot } from './slots.ts';

/** Figures that keep a type which the largest value would not. */
const takenAsTheyAre = ['first', 'last', 'mode', 'list', 'arg_min', 'arg_max'];

/** Most columns that values may become. */
const mostValues = 2_000;

export const pivot = defineNode({
  type: 'pivot',
  version: 1,
  title: 'Pivot',
  category: 'reshape',
  icon: 'Pi',
  summary: 'Turns rows into columns: one column for each value of a column, with a figure over the rows of each group in its cells.',
  keywords: ['cross tab', 'crosstab', 'rows to columns', 'spread', 'wide', 'matrix', 'pivot_wider', 'dcast', 'retention', 'cohort'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [
    { name: 'out', title: 'Groups', kind: 'rows' },
    { name: 'unlisted', title: 'Not listed', kind: 'rejects' },
  ],
  params: {
    groups: { ...rowGroups, label: 'One row for each' },
    names: { kind: 'columns', label: 'Columns named after the values of', help: 'The first column of text when empty. Of several columns the values are joined.', over: 'in', default: [] },
    measures: figureList,
    values: {
      kind: 'choice',
      label: 'Values that become columns',
      default: 'found',
      options: [
        { value: 'found', label: 'All that the rows hold', help: 'Looked for in all rows when the flow is checked and before it runs.' },
        { value: 'listed', label: 'Those listed' },
      ],
    },
    listed: {
      kind: 'list',
      label: 'Values',
      noun: 'value',
      default: [],
      showIf: { param: 'values', in: ['listed'] },
      item: {
        value: { kind: 'text', label: 'Value', help: 'NULL when empty.', default: null },
        name: { kind: 'text', label: 'Name', help: 'The value when empty.', default: null },
      },
    },
    unlisted: {
      kind: 'choice',
      label: 'Rows with another value',
      default: 'port',
      options: [
        { value: 'port', label: 'Send them to Not listed' },
        { value: 'other', label: 'Count them in a column of their own' },
        { value: 'fail', label: 'Stop the run' },
      ],
    },
    otherName: { kind: 'text', label: 'Name of that column', default: 'other', showIf: { param: 'unlisted', in: ['other'] } },
    empty: {
      kind: 'choice',
      label: 'Cells without rows',
      default: 'null',
      options: [
        { value: 'null', label: 'NULL, and 0 for counts' },
        { value: 'zero', label: '0 for all numbers' },
      ],
    },
    totals: {
      kind: 'choice',
      label: 'Totals',
      default: 'none',
      options: [
        { value: 'none', label: 'None' },
        { value: 'column', label: 'A column for each row' },
        { value: 'row', label: 'A row for each column' },
        { value: 'both', label: 'Both' },
      ],
    },
    totalName: { kind: 'text', label: 'Name of the total', default: 'total', showIf: { param: 'totals', in: ['column', 'row', 'both'] } },
    prefix: { kind: 'text', label: 'Start of the names', default: '', advanced: true },
    separator: { kind: 'text', label: 'Between values and figures in names', default: '_', advanced: true },
    nullName: { kind: 'text', label: 'Name for NULL', default: 'NULL', advanced: true },
    blankName: { kind: 'text', label: 'Name for an empty text', default: '(blank)', advanced: true },
    onMissing,
  },
  caption: ({ names, measures, groups }) => [names && names.length > 0 ? `${names.join(', ')}: ${figuresCaption(measures)}` : '', groups && groups.length > 0 ? `by ${groups.join(', ')}` : ''].filter(Boolean).join(' '),
  seek(context) {
    const schema = inputSchema(context, 'in');
    const names = schema && context.params.values === 'found' ? nameColumns(context, schema) : null;
    return names === null ? null : { relation: soughtValues(names), most: mostValues };
  },
  build(context) {
    const { groups, measures, values, unlisted, otherName, empty, totals, totalName, separator, onMissing: policy } = context.params;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    const names = nameColumns(context, schema);
    const by = listedColumns(context, schema, groups, 'groups', policy);
    const figures = figuresOf(context, schema, measures);
    if (figures.length === 0) context.report('param-missing', 'No figure says what stands in the cells. Add one.', { param: 'measures' });
    if (!names || figures.length === 0) return { outputs: {} };
    const { fact } = context;
    if (values === 'found' && fact?.kind === 'values' && fact.more) {
      context.report('param-invalid', `${names.map((c) => quoted(c.name)).join(' and ')} ${names.length > 1 ? 'hold' : 'holds'} more than ${mostValues.toLocaleString('en-US')} different values, each of which would be a column. List those you need, or group by it with Aggregate.`, { param: 'names' });
      return { outputs: {} };
    }
    const taken = by.map((c) => c.name);
    const slots: readonly Slot[] = values === 'listed' ? listedSlots(context, names, context.params) : foundSlots(fact?.kind === 'values' ? fact.rows : [], taken, context.params);
    if (slots.length === 0 && (values === 'listed' || by.length === 0)) {
      context.report('param-missing', values === 'listed' ? 'No value is listed. Add one, or take all that the rows hold.' : 'No row arrives that holds a value to name a column after. List the values, or choose what to group by.', { param: values === 'listed' ? 'listed' : 'names' });
      return { outputs: {} };
    }
    const hidden = [...schema.map((c) => c.name), ...figures.map((f) => f.name)];
    const [key, other, inKeys, inGroups] = ['_key', '_other', '_in_keys', '_in_groups'].map((n) => freshName(hidden, n)) as [string, string, string, string];
    const cells = figures.map((_f, i) => freshName(hidden, `_cell_${i}`));
    const isListed = or(...(slots.some((s) => s.key === null) ? [isNull(column(key))] : []), isTrue({ op: 'in', item: column(key), values: slots.flatMap((s) => (s.key === null ? [] : [s.key])) }));
    const keyed: Relation = { op: 'extend', from: input('in'), columns: [{ name: key, value: slotKey(names, values, context.params) }] };
    const rows: Relation =
      unlisted === 'port'
        ? { op: 'filter', from: shared('keyed'), condition: isListed }
        : unlisted === 'other'
          ? { op: 'extend', from: shared('keyed'), columns: [{ name: key, value: choose(isListed, column(key)), replaces: true }, { name: other, value: not(isListed) }] }
          : { op: 'filter', from: shared('keyed'), condition: choose(isListed, literal(true), cast(call('error', { op: 'binary', operator: '||', left: literal(`no column is listed for the value of ${names.map((c) => quoted(c.name)).join(', ')}: `), right: call('coalesce', column(key), literal('NULL')) }), 'BOOLEAN')) };

    // Each figure is taken once per group and value; what is left to do is to put it in its place.
    const hasTotals = { column: totals === 'column' || totals === 'both', row: (totals === 'row' || totals === 'both') && by.length > 0 };
    const groupIndexes = by.map((_c, i) => i);
    const keyIndexes = unlisted === 'other' ? [by.length, by.length + 1] : [by.length];
    const sets = [[...groupIndexes, ...keyIndexes], ...(hasTotals.column ? [groupIndexes] : []), ...(hasTotals.row ? [keyIndexes, ...(hasTotals.column ? [[]] : [])] : [])];
    const own = (name: string): NamedExpression => ({ name, value: column(name) });
    const fine: Relation = {
      op: 'aggregate',
      from: rows,
      groups: [...by.map((c) => own(c.name)), own(key), ...(unlisted === 'other' ? [own(other)] : [])],
      measures: [
        ...figures.map((f, i) => ({ name: cells[i]!, value: f.value })),
        { name: inKeys, value: hasTotals.column ? binary(call('grouping', column(key)), '=', literal(0)) : literal(true) },
        { name: inGroups, value: hasTotals.row ? binary(call('grouping', column(by[0]!.name)), '=', literal(0)) : literal(true) },
      ],
      ...(sets.length > 1 ? { sets } : {}),
    };
    const inSlot = (slot: Slot): Expression => and(column(inKeys), ...(unlisted === 'other' ? [not(column(other))] : []), slot.key === null ? isNull(column(key)) : isTrue(binary(column(key), '=', slot.key)));
    const places = [
      ...slots.map((s) => ({ name: s.name, param: s.param, when: inSlot(s) })),
      ...(unlisted === 'other' ? [{ name: otherName, param: 'otherName', when: and(column(inKeys), column(other)) }] : []),
      ...(hasTotals.column ? [{ name: totalName, param: 'totalName', when: not(column(inKeys)) }] : []),
    ];
    const made = places.flatMap((place) =>
      figures.map((f, i) => {
        // Of the one row there is.
        const cell: Expression = { op: 'call', name: f.value.op === 'call' && takenAsTheyAre.includes(f.value.name) ? 'first' : 'max', args: [column(cells[i]!)], filter: place.when };
        const zero = f.counts || (empty === 'zero' && f.isNumber);
        return { name: figures.length === 1 ? place.name : `${place.name}${separator}${f.name}`, param: place.param, value: zero ? call('coalesce', cell, literal(0)) : cell };
      }),
    );
    uniqueColumns(context, [...taken, ...made.map((m) => m.name)], (i) => made[i - taken.length]?.param ?? 'groups');
    const wide: Relation = { op: 'aggregate', from: fine, groups: [...by.map((c) => own(c.name)), ...(hasTotals.row ? [own(inGroups)] : [])], measures: made.map(({ name, value }) => ({ name, value })) };
    return { shared: { keyed }, outputs: { out: hasTotals.row ? withTotalRow(wide, by, inGroups, totalName) : wide, unlisted: unlisted === 'port' ? { op: 'extend', from: { op: 'filter', from: shared('keyed'), condition: isNotTrue(isListed) }, columns: [], without: [key] } : { op: 'limit', from: input('in'), count: 0, offset: 0 } } };
  },
  examples,
});

/** The columns whose values name columns; null after a report. */
function nameColumns(context: Pick<BuildContext<{ readonly names: readonly string[]; readonly onMissing: 'fail' | 'ignore' }>, 'params' | 'report'>, schema: Schema): Schema | null {
  const { names, onMissing: policy } = context.params;
  const chosen = names.length > 0 ? listedColumns(context, schema, names, 'names', policy) : schema.filter((c) => c.type === 'VARCHAR').slice(0, 1);
  if (chosen.length === 0) {
    context.report('param-missing', names.length > 0 ? 'None of these columns is in the input, so nothing names the columns. Choose another.' : 'The input has no column of text to name columns after. Choose one of the others.', { param: 'names' });
    return null;
  }
  const nested = chosen.find((c) => /^(STRUCT|MAP|UNION)\(|\]$/.test(c.type));
  if (nested) context.report('type-mismatch', `Column ${quoted(nested.name)} is ${nested.type}, whose values make no names. Choose another, or open it with Explode first.`, { param: 'names' });
  return nested ? null : chosen;
}

/** The groups in their order, then the row of totals, which is named in the first of the group columns if that holds text. */
function withTotalRow(wide: Relation, by: Schema, inGroups: string, totalName: string): Relation {
  const sorted: Relation = { op: 'sort', from: wide, keys: [{ by: column(inGroups), descending: true, nulls: 'last' }, ...by.map((c) => ascending(c.name))] };
  const [first] = by;
  const named: readonly NamedExpression[] = first?.type === 'VARCHAR' ? [{ name: first.name, value: choose(column(inGroups), column(first.name), literal(totalName)), replaces: true }] : [];
  return { op: 'extend', from: sorted, columns: named, without: [inGroups] };
}

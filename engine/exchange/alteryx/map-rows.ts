import { quotedIdentifier, quotedText } from '../../core/quoting.ts';
import { translateFormula } from './formula.ts';
import { kindIn, NotMapped, sameName, type Columns, type KnownColumn } from '../parts.ts';
import { inARow, typeOf, type Mapper, type Step } from './mapping.ts';
import { attribute, child, children, textOf } from './read-workflow.ts';

export const fieldNames = (element: Parameters<typeof children>[0]): readonly string[] => children(element, 'Field').map((f) => attribute(f, 'field') || attribute(f, 'name')).filter((name) => name !== '');

export const filter: Mapper = (tool, context) => {
  const columns = context.input('Input');
  const mode = textOf(child(tool.config, 'Mode')).trim();
  const expression = textOf(child(tool.config, 'Expression')).trim();
  const simple = child(tool.config, 'Simple');
  const condition = mode === 'Simple' && simple ? simpleCondition(simple) : expression;
  const { sql } = translateFormula(condition, 'boolean', { kindOf: kindIn(columns) });
  const step: Step = { type: 'filter-rows', params: { condition: sql } };
  return { steps: [step], inputs: { Input: 'in' }, outputs: { True: { step: 0, port: 'passed', columns }, False: { step: 0, port: 'rejected', columns } }, remarks: [] };
};

/** The condition that the form without a formula stands for, as a formula. */
function simpleCondition(simple: NonNullable<ReturnType<typeof child>>): string {
  const field = `[${textOf(child(simple, 'Field')).trim()}]`;
  const operator = textOf(child(simple, 'Operator')).trim();
  const operand = textOf(child(simple, 'Operands', 'Operand')).trim();
  const value = /^-?\d+(\.\d+)?$/.test(operand) ? operand : `"${operand}"`;
  const spelled: Readonly<Record<string, string>> = {
    IsNull: `IsNull(${field})`,
    IsNotNull: `NOT IsNull(${field})`,
    IsEmpty: `IsEmpty(${field})`,
    IsNotEmpty: `NOT IsEmpty(${field})`,
    IsTrue: field,
    IsFalse: `NOT ${field}`,
    Contains: `Contains(${field}, ${value})`,
    NotContains: `NOT Contains(${field}, ${value})`,
  };
  if (spelled[operator]) return spelled[operator];
  if (['=', '!=', '<', '<=', '>', '>='].includes(operator)) return `${field} ${operator} ${value}`;
  throw new NotMapped(`its condition "${operator}" has no counterpart; write it as a formula`);
}

export const sort: Mapper = (tool, context) => {
  const keys = children(child(tool.config, 'SortInfo'), 'Field').map((f) => {
    const descending = /^desc/i.test(attribute(f, 'order'));
    // A missing value is the smallest there.
    return { by: quotedIdentifier(attribute(f, 'field')), direction: descending ? 'descending' : 'ascending', nulls: descending ? 'last' : 'first' };
  });
  return inARow([{ type: 'sort-rows', params: { keys } }], context.input('Input'));
};

export const unique: Mapper = (tool, context) => {
  const columns = context.input('Input');
  const step: Step = { type: 'distinct-rows', params: { columns: fieldNames(child(tool.config, 'UniqueFields')) } };
  return { steps: [step], inputs: { Input: 'in' }, outputs: { Unique: { step: 0, port: 'unique', columns }, Duplicates: { step: 0, port: 'duplicates', columns } }, remarks: [] };
};

export const recordId: Mapper = (tool, context) => {
  const name = textOf(child(tool.config, 'FieldName')) || 'RecordID';
  const last = textOf(child(tool.config, 'Position')).trim() === '1';
  const text = /string/i.test(textOf(child(tool.config, 'FieldType')));
  const columns = context.input('Input');
  const own: KnownColumn = { name, kind: 'number' };
  const step: Step = { type: 'number-rows', params: { name, start: Number(textOf(child(tool.config, 'StartValue')) || '1'), place: last ? 'last' : 'first' } };
  return inARow([step], columns && (last ? [...columns, own] : [own, ...columns]), text ? [`${name} is a number, not a text filled with zeros`] : []);
};

export const runningTotal: Mapper = (tool, context) => {
  const fields = fieldNames(child(tool.config, 'RunningTotalFields'));
  if (fields.length === 0) throw new NotMapped('it adds up no column');
  const columns = context.input('Input');
  const figures = fields.map((column) => ({ function: 'running-sum', column, name: `RunTot_${column}` }));
  const totals: readonly KnownColumn[] = figures.map(({ name }) => ({ name, kind: 'number' }));
  const remarks = ['a total is missing until its group has had a value'];
  return inARow([{ type: 'window-columns', params: { groups: fieldNames(child(tool.config, 'GroupByFields')), figures } }], columns && [...columns, ...totals], remarks);
};

const everyRow = Number.MAX_SAFE_INTEGER;

export const sample: Mapper = (tool, context) => {
  const mode = textOf(child(tool.config, 'Mode')).trim();
  const n = Number(textOf(child(tool.config, 'N')) || '1');
  const groups = fieldNames(child(tool.config, 'GroupFields'));
  const columns = context.input('Input');
  if (mode === 'First') return inARow([groups.length > 0 ? { type: 'top-rows', params: { count: n, groups }, out: 'top' } : { type: 'limit-rows', params: { count: n } }], columns);
  if (mode === 'Skip') return inARow([groups.length > 0 ? { type: 'top-rows', params: { count: n, groups }, out: 'rest' } : { type: 'limit-rows', params: { count: everyRow, offset: n } }], columns);
  if (mode === 'Sample' && groups.length === 0) return inARow([{ type: 'sample-rows', params: { method: 'every', every: n }, out: 'sample' }], columns);
  if (mode === 'RandomPercent' || mode === 'Percent') return inARow([{ type: 'sample-rows', params: { method: 'percent', percent: n, strata: groups }, out: 'sample' }], columns, ['other rows are drawn']);
  throw new NotMapped(`the sample "${mode}" has no counterpart`);
};

const aggregates: Readonly<Record<string, string>> = {
  sum: 'sum', count: 'count', countnonnull: 'count-values', countnull: 'count-nulls', countdistinctnonnull: 'count-distinct', min: 'min', max: 'max', avg: 'mean', average: 'mean', median: 'median', mode: 'mode', stddev: 'stddev', variance: 'variance', first: 'first', last: 'last',
};
const same: readonly string[] = ['min', 'max', 'first', 'last', 'mode'];

export const summarize: Mapper = (tool, context) => {
  const kindOf = kindIn(context.input('Input'));
  const groups: { by: string; as: string }[] = [];
  const measures: Record<string, unknown>[] = [];
  const columns: KnownColumn[] = [];
  const remarks: string[] = [];
  for (const f of children(child(tool.config, 'SummarizeFields'), 'SummarizeField')) {
    const action = attribute(f, 'action');
    const field = attribute(f, 'field');
    const as = attribute(f, 'rename') || (/^groupby$/i.test(action) ? field : `${action}_${field}`);
    const lower = action.toLowerCase();
    const name = quotedIdentifier(field);
    if (lower === 'groupby') {
      groups.push({ by: name, as });
      columns.push({ name: as, kind: kindOf(field) });
      continue;
    }
    columns.push({ name: as, kind: same.includes(lower) ? kindOf(field) : lower === 'concat' ? 'text' : 'number' });
    const own = custom(lower, name, f);
    if (own !== null) measures.push({ function: 'custom', expression: own, as });
    else if (aggregates[lower] !== undefined) measures.push({ function: aggregates[lower], ...(lower === 'count' ? {} : { column: field }), as });
    else throw new NotMapped(`the figure "${action}" has no counterpart`);
    if (['first', 'last', 'concat'].includes(lower)) remarks.push(`${as} depends on the order of the rows: give it an order`);
  }
  if (measures.length === 0) return inARow([{ type: 'aggregate', params: { groups, measures: [{ function: 'count', as: 'Count' }] } }, { type: 'select-columns', params: { mode: 'drop', columns: [{ column: 'Count' }] } }], columns, remarks);
  return inARow([{ type: 'aggregate', params: { groups, measures } }], columns, remarks);
};

/** Figures that are written as an expression. */
function custom(action: string, name: string, f: Parameters<typeof child>[0]): string | null {
  if (action === 'countdistinct') return `count(DISTINCT ${name}) + CASE WHEN count(*) > count(${name}) THEN 1 ELSE 0 END`;
  if (action === 'countnonblank') return `count(*) FILTER (WHERE ${name} IS NOT NULL AND CAST(${name} AS VARCHAR) <> '')`;
  if (action === 'countblank') return `count(*) FILTER (WHERE ${name} IS NULL OR CAST(${name} AS VARCHAR) = '')`;
  if (action === 'avgno0') return `avg(${name}) FILTER (WHERE ${name} <> 0)`;
  if (action === 'longest') return `arg_max(${name}, length(${name}))`;
  if (action === 'shortest') return `arg_min(${name}, length(${name}))`;
  if (action === 'percentile') return `quantile_cont(${name}, ${Number(attribute(child(f, 'Percentile'), 'value') || textOf(child(f, 'Percentile')) || '50') / 100})`;
  if (action !== 'concat') return null;
  const piece = (tag: string, otherwise: string): string => (child(f, tag) === null ? otherwise : textOf(child(f, tag)));
  const joined = `string_agg(${name}, ${quotedText(piece('Separator', ','))})`;
  const [start, end] = [piece('Concat_Start', ''), piece('Concat_End', '')];
  return start === '' && end === '' ? joined : `${quotedText(start)} || ${joined} || ${quotedText(end)}`;
}

/** What a selection does to columns; `nameOf` gives the column that a listed name and its new name stand for. */
export function selection(element: Parameters<typeof child>[0], columns: Columns, nameOf: (field: string, rename: string) => string = (field) => field): { readonly steps: readonly Step[]; readonly columns: Columns; readonly remarks: readonly string[] } {
  const remarks: string[] = [];
  const fields = children(child(element, 'SelectFields'), 'SelectField').map((f) => ({ field: attribute(f, 'field'), column: nameOf(attribute(f, 'field'), attribute(f, 'rename')), rename: attribute(f, 'rename'), type: attribute(f, 'type'), size: attribute(f, 'size'), kept: !/^false$/i.test(attribute(f, 'selected')) }));
  const keepsOthers = fields.find((f) => f.field === '*Unknown')?.kept ?? true;
  const listed = fields.filter((f) => f.field !== '*Unknown');
  const taken = listed.filter((f) => f.kept).map((f) => {
    const type = f.type === '' ? null : typeOf(f.type, f.size);
    if (f.type !== '' && type === null) remarks.push(`${f.field}: the type ${f.type} has no counterpart`);
    const name = f.rename || f.field;
    return { entry: { column: f.column, ...(name === f.column ? {} : { rename: name }), ...(type === null ? {} : { type: type.type, lenient: true }) }, name, kind: type?.kind ?? kindIn(columns)(f.column) };
  });
  const entries = taken.map((t) => t.entry);
  const chosen = taken.map(({ name, kind }) => ({ name, kind }));
  if (!keepsOthers) return { steps: [{ type: 'select-columns', params: { mode: 'listed', columns: entries } }], columns: chosen, remarks };
  const dropped = listed.filter((f) => !f.kept).map((f) => ({ column: f.column }));
  const others = columns?.filter((c) => !listed.some((f) => sameName(f.column, c.name))) ?? null;
  const changes = entries.some((e) => 'rename' in e || 'type' in e);
  const steps: Step[] = [
    ...(dropped.length > 0 ? [{ type: 'select-columns', params: { mode: 'drop', columns: dropped, onMissing: 'ignore' } }] : []),
    ...(changes ? [{ type: 'select-columns', params: { mode: 'all', columns: entries, onMissing: 'ignore' } }] : []),
  ];
  return { steps, columns: others && [...chosen, ...others], remarks };
}

export const select: Mapper = (tool, context) => {
  const { steps, columns, remarks } = selection(tool.config, context.input('Input'));
  return inARow(steps.length > 0 ? steps : [{ type: 'select-columns', params: {} }], columns, remarks);
};

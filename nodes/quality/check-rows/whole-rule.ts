import type { Column, Schema } from '../../../engine/core/schema.ts';
import { sameName } from '../../../engine/core/schema.ts';
import { typeFamily } from '../../../engine/core/type-family.ts';
import type { BuildContext } from '../../../engine/definition/index.ts';
import { inputColumn, inputSchema, quoted } from '../../../engine/definition/index.ts';
import type { BinaryOperator, Expression } from '../../../engine/expression/expression.ts';
import { and, binary, call, cast, choose, column, isNull, isTrue, literal } from '../../../engine/expression/expression.ts';
import { typedLiteral } from '../../../engine/expression/typed-literal.ts';
import { isOfType } from '../../../engine/core/type-names.ts';
import type { Rule } from './rule-params.ts';

type Context = Pick<BuildContext<unknown>, 'report' | 'expression' | 'inputs'>;

export interface WholeRule {
  readonly column: string | null;
  readonly message: string;
  /** An aggregate, or with `needsReference` a condition over the columns `all` and `referenceRows`, how many rows both tables have. */
  readonly holds: Expression;
  readonly needsReference: boolean;
  /** The rows it looks at; all where null. */
  readonly where: Expression | null;
}

/** Column that holds the number of rows of the reference table where the report is counted. */
export const referenceRows = '_reference_rows';

/** Builds a rule over all rows together; reports what is missing or does not fit and then gives null. */
export function wholeRule(context: Context, schema: Schema, rule: Rule, param: string, where: Expression | null): WholeRule | null {
  if (rule.severity === 'reject') {
    context.report('param-invalid', `The rule "${rule.rule}" is about all rows together, so it cannot reject single ones. Let it warn or stop the run.`, { param: `${param}.severity` });
    return null;
  }
  const missing = (setting: string, what: string): null => {
    context.report('param-missing', `The rule "${rule.rule}" has no ${what}.`, { param: `${param}.${setting}` });
    return null;
  };
  const plain = (message: string, holds: Expression, about: Column | null = null): WholeRule => ({ column: about?.name ?? null, message, holds, needsReference: false, where });
  switch (rule.rule) {
    case 'table-condition':
      if (rule.assertion === null) return missing('assertion', 'condition. Write one with aggregates, such as avg(amount) < 100');
      return plain(`All rows together must hold: ${rule.assertion}`, context.expression(`${param}.assertion`));
    case 'row-count': {
      const { minRows, maxRows } = rule;
      if (minRows === null && maxRows === null) return missing('minRows', 'limit. Fill in the fewest or the most rows');
      return plain(`There must be ${countWords(minRows, maxRows)} rows`, limits(countOf(where), minRows, maxRows));
    }
    case 'same-rows': {
      if (!inputSchema(context, 'reference')) return missing('rule', 'reference table. Connect one to the port Reference');
      const off = call('abs', binary(column('all'), '-', column(referenceRows)));
      const share = rule.tolerance === 0 ? '' : `, ${Number((rule.tolerance * 100).toPrecision(12))} % more or less`;
      return { column: null, message: `There must be as many rows as in the reference table${share}`, holds: binary(off, '<=', binary(column(referenceRows), '*', literal(rule.tolerance))), needsReference: true, where: null };
    }
    case 'column-count': {
      const { minColumns, maxColumns } = rule;
      if (minColumns === null && maxColumns === null) return missing('minColumns', 'limit. Fill in the fewest or the most columns');
      const fits = (minColumns === null || schema.length >= minColumns) && (maxColumns === null || schema.length <= maxColumns);
      return plain(`There must be ${countWords(minColumns, maxColumns)} columns; there are ${schema.length}`, literal(fits));
    }
    case 'column-names':
      if (rule.names.length === 0) return missing('names', 'column names. Fill them in');
      return plain(...columnNames(schema, rule));
    default:
      return columnRule(context, schema, rule, param, where, missing, plain);
  }
}

function columnNames(schema: Schema, { names, arrangement }: Rule): [message: string, holds: Expression] {
  const has = (name: string): boolean => schema.some((c) => sameName(c.name, name));
  const lacking = names.filter((name) => !has(name));
  const extra = schema.filter((c) => !names.some((name) => sameName(c.name, name)));
  const ordered = schema.length === names.length && schema.every((c, i) => sameName(c.name, names[i]!));
  const fits = arrangement === 'order' ? ordered : lacking.length === 0 && (arrangement === 'all' || extra.length === 0);
  const found = [lacking.length === 0 ? '' : `missing: ${lacking.join(', ')}`, arrangement === 'all' || extra.length === 0 ? '' : `not expected: ${extra.map((c) => c.name).join(', ')}`].filter(Boolean);
  const how = arrangement === 'order' ? 'exactly, in this order,' : arrangement === 'set' ? 'exactly' : 'at least';
  return [`The columns must be ${how} ${names.join(', ')}${fits ? '' : ` (${found.length > 0 ? found.join('; ') : 'the order is another'})`}`, literal(fits)];
}

function columnRule(context: Context, schema: Schema, rule: Rule, param: string, where: Expression | null, missing: (setting: string, what: string) => null, plain: (message: string, holds: Expression, about?: Column) => WholeRule): WholeRule | null {
  if (rule.column === null) return missing('column', 'column. Choose one');
  const of = inputColumn(context, schema, rule.column, `${param}.column`);
  if (!of) return null;
  const value = where === null ? column(of.name) : choose(isTrue(where), column(of.name));
  const family = typeFamily(of.type);
  const unfit = (families: string): null => {
    context.report('type-mismatch', `The rule "${rule.rule}" is for ${families} and column ${quoted(of.name)} is ${of.type}. Choose another column or rule, or convert the column first.`, { param: `${param}.column` });
    return null;
  };
  const constant = (text: string, type: string, setting: string): Expression | null => {
    const typed = typedLiteral(text, type);
    if (!typed) context.report('param-invalid', `${JSON.stringify(text)} is not a value of ${type === of.type ? `column ${quoted(of.name)}, which is ${of.type}` : 'a number'}. Write it as ${type === of.type ? 'the column has it, dates as 2024-02-29' : 'such as 0.5'}.`, { param: `${param}.${setting}` });
    return typed;
  };
  if (rule.rule === 'column-type') {
    if (rule.values.length === 0) return missing('values', 'types. Fill them in');
    const fits = rule.values.some((name) => isOfType(of.type, name));
    return plain(`Column ${quoted(of.name)} must be ${rule.values.join(' or ')}${fits ? '' : `; it is ${of.type}`}`, literal(fits), of);
  }
  if (rule.rule === 'most-common') {
    if (rule.values.length === 0) return missing('values', 'values. Fill them in');
    const values = rule.values.map((text, i) => constant(text, of.type, `values.${i}`));
    if (values.includes(null)) return null;
    const listed: Expression = { op: 'in', item: call('mode', value), values: values.filter((v) => v !== null) };
    // Of values that are as common as each other none is the most common one.
    const counts = call('list_reverse_sort', call('map_values', { op: 'call', name: 'histogram', args: [value], filter: { op: 'not', item: isNull(value) } }));
    const alone = binary(call('list_extract', counts, literal(1)), '>', call('coalesce', call('list_extract', counts, literal(2)), literal(0)));
    return plain(`The most common value of ${quoted(of.name)} must be one of ${rule.values.join(', ')}`, and(listed, alone), of);
  }
  if (rule.rule === 'fresh') {
    if (rule.maxAge === null) return missing('maxAge', 'largest age. Fill it in');
    if (family !== 'time') return unfit('dates and timestamps');
    const now = of.type === 'TIMESTAMP WITH TIME ZONE' ? call('now') : cast(call('now'), 'TIMESTAMP');
    return plain(`The newest value of ${quoted(of.name)} must be at most ${rule.maxAge} hours old`, binary(call('max', value), '>=', binary(now, '-', call('to_seconds', literal(rule.maxAge * 3600)))), of);
  }
  if (rule.min === null && rule.max === null) return missing('min', 'limit. Fill in the smallest or the largest value');
  // Between the two middle numbers lies the median of an even number of them, which other types cannot say.
  const between = rule.statistic === 'median' && family === 'number';
  const ofColumn = ['min', 'max', 'median', 'quantile'].includes(rule.statistic);
  if (ofColumn ? !['text', 'number', 'time'].includes(family) : ['mean', 'stddev', 'sum'].includes(rule.statistic) && family !== 'number') return unfit(ofColumn ? 'numbers, dates and text' : 'numbers');
  const type = ofColumn && !between ? of.type : 'DOUBLE';
  const low = rule.min === null ? null : constant(rule.min, type, 'min');
  const high = rule.max === null ? null : constant(rule.max, type, 'max');
  if ((rule.min !== null && !low) || (rule.max !== null && !high)) return null;
  const figure = between ? call('median', value) : statistic(rule, value, where);
  const test = (limit: Expression | null, operator: BinaryOperator): Expression[] => (limit ? [binary(figure, operator, limit)] : []);
  const words = [rule.min === null ? '' : `${rule.strict ? 'greater than' : 'at least'} ${rule.min}`, rule.max === null ? '' : `${rule.strict ? 'less than' : 'at most'} ${rule.max}`];
  return plain(`The ${statisticWords(rule)} of ${quoted(of.name)} must be ${words.filter(Boolean).join(' and ')}`, and(...test(low, rule.strict ? '>' : '>='), ...test(high, rule.strict ? '<' : '<=')), of);
}

const countOf = (where: Expression | null): Expression => (where === null ? call('count') : { op: 'call', name: 'count', args: [], filter: isTrue(where) });

function statistic(rule: Rule, value: Expression, where: Expression | null): Expression {
  const share = (part: Expression, whole: Expression): Expression => binary(cast(part, 'DOUBLE'), '/', call('nullif', whole, literal(0)));
  const distinct: Expression = { op: 'call', name: 'count', args: [value], distinct: true };
  const missing: Expression = { op: 'call', name: 'count', args: [], filter: and(isNull(value), ...(where === null ? [] : [isTrue(where)])) };
  switch (rule.statistic) {
    case 'mean':
      return call('avg', value);
    case 'median':
      return call('quantile_disc', value, literal(0.5));
    case 'stddev':
      return call('stddev_samp', value);
    case 'quantile':
      return call('quantile_disc', value, literal(rule.share, 'DOUBLE'));
    case 'distinct':
      return distinct;
    case 'distinct-share':
      return share(distinct, call('count', value));
    case 'missing':
      return missing;
    case 'missing-share':
      return share(missing, countOf(where));
    case 'sum':
    case 'min':
    case 'max':
    case 'entropy':
      return call(rule.statistic, value);
  }
}

const statisticWords = ({ statistic: kind, share }: Rule): string => ({ mean: 'mean', median: 'median', stddev: 'standard deviation', sum: 'sum', min: 'smallest value', max: 'largest value', quantile: `${share} quantile`, distinct: 'number of different values', 'distinct-share': 'share of different values', missing: 'number of missing values', 'missing-share': 'share of missing values', entropy: 'entropy' })[kind];

const countWords = (low: number | null, high: number | null): string => [low === null ? '' : `at least ${low}`, high === null ? '' : `at most ${high}`].filter(Boolean).join(' and ');

const limits = (value: Expression, low: number | null, high: number | null): Expression => and(...(low === null ? [] : [binary(value, '>=', literal(low))]), ...(high === null ? [] : [binary(value, '<=', literal(high))]));

import type { Json } from '../core/json.ts';
import type { Column } from '../core/schema.ts';
import { typeFamily } from '../core/type-family.ts';
import type { BinaryOperator, Expression } from '../expression/expression.ts';
import { and, binary, call, cast, column, isNull, literal, or } from '../expression/expression.ts';
import type { NamedExpression } from '../relation/relation.ts';
import { suiteTrouble, type Arguments } from './arguments.ts';
import { asMoment, constantFor, isLimitFor } from './constant.ts';
import { rowNumber, type Check, type MapCheck } from './expectation.ts';
import { isLater } from './moment.ts';
import { pythonRegex } from './python-regex.ts';
import { checkedFormat } from './time-format.ts';

export const not = (item: Expression): Expression => ({ op: 'not', item });
const isText = (of: Column): boolean => typeFamily(of.type) === 'text';
const asText = (of: Column): Expression => (of.type === 'VARCHAR' ? column(of.name) : cast(column(of.name), 'VARCHAR'));

interface Judged {
  readonly unexpected: Expression;
  readonly missing?: Expression | null;
  readonly windows?: readonly NamedExpression[];
  readonly ordered?: boolean;
  readonly unfit?: string | null;
}

/** Values that are to be read as moments are shown as such, unless their text is none. */
function shownMoment(args: Arguments, of: Column): { readonly value?: Expression; readonly type?: string } {
  if (!args.truth('parse_strings_as_datetimes')) return {};
  if (of.type === 'DATE') return { type: 'TIMESTAMP', value: cast(column(of.name), 'TIMESTAMP') };
  return isText(of) ? { value: call('coalesce', call('replace', cast(asMoment(column(of.name)), 'VARCHAR'), literal(' '), literal('T')), column(of.name)) } : {};
}

/** A check of the values of one column; missing values are not judged. */
export function columnMap(args: Arguments, of: Column, judged: Judged): MapCheck {
  return { kind: 'map', windows: [], ordered: false, missing: isNull(column(of.name)), unfit: null, shown: { as: 'value', columns: [{ ...of, ...shownMoment(args, of) }] }, mostly: args.mostly(), ...judged };
}

const matchColumn = (args: Arguments, judge: (of: Column, value: Expression) => Judged | Expression): MapCheck => {
  const of = args.column();
  const judged = judge(of, asText(of));
  return columnMap(args, of, 'op' in judged ? { unexpected: judged } : judged);
};

const regex = (value: Expression, pattern: string): Expression => call('regexp_matches', value, literal(pythonRegex(pattern)));
/** Like PostgreSQL, the backslash makes the next character stand for itself. */
const like = (value: Expression, pattern: string): Expression => call('like_escape', value, literal(pattern), literal('\\'));

function matchList(args: Arguments, name: string, test: (value: Expression, pattern: string) => Expression, negated: boolean): MapCheck {
  const patterns = args.texts(name);
  if (patterns.length === 0) throw suiteTrouble(`At least one pattern must be supplied in ${name}.`);
  const matchAny = negated || args.option('match_on', ['any', 'all']) === 'any';
  return matchColumn(args, (_of, value) => {
    const tests = patterns.map((pattern) => test(value, pattern));
    return negated ? or(...tests) : not(matchAny ? or(...tests) : and(...tests));
  });
}

const matchOne = (args: Arguments, name: string, test: (value: Expression, pattern: string) => Expression, negated: boolean): MapCheck => {
  const pattern = args.text(name);
  return matchColumn(args, (_of, value) => (negated ? test(value, pattern) : not(test(value, pattern))));
};

function inSet(args: Arguments, negated: boolean): MapCheck {
  const of = args.column();
  if (args.json('value_set') === null && !negated) return columnMap(args, of, { unexpected: literal(false) });
  const parsed = args.truth('parse_strings_as_datetimes') && isText(of);
  // A missing value is left out of the column as it is; in the set it would make every comparison unknown.
  const values = args.list('value_set').flatMap((value) => (value === null ? [] : (constantFor(value, parsed ? 'TIMESTAMP' : of.type) ?? [])));
  const within: Expression = { op: 'in', item: parsed ? asMoment(column(of.name)) : column(of.name), values };
  return columnMap(args, of, { unexpected: negated ? within : not(within) });
}

/** Compares values with limits; `value` is the column or its text read as a time. */
function between(args: Arguments): MapCheck {
  const of = args.column();
  const [low, high] = [args.json('min_value'), args.json('max_value')];
  if (low === null && high === null) throw suiteTrouble('min_value and max_value cannot both be None: give at least one of them.');
  if (low !== null && high !== null && isAbove(low, high)) throw suiteTrouble('min_value cannot be greater than max_value.');
  // Text that is to be read as dates is compared as dates, whatever its spelling.
  const parsed = args.truth('parse_strings_as_datetimes') && isText(of);
  const type = parsed ? 'TIMESTAMP' : of.type;
  const value = parsed ? asMoment(column(of.name)) : column(of.name);
  const limit = (given: Json, operator: BinaryOperator): Expression[] => {
    const constant = given === null ? null : constantFor(given, type);
    return constant === null ? [] : [binary(value, operator, constant)];
  };
  const unfit = [low, high].every((v) => v === null || isLimitFor(v, type)) ? null : `Column values, min_value, and max_value must either be None or of the same type: column "${of.name}" is ${of.type}.`;
  const outside = or(...limit(low, args.truth('strict_min') ? '<=' : '<'), ...limit(high, args.truth('strict_max') ? '>=' : '>'));
  return columnMap(args, of, { unexpected: outside, unfit });
}

function isAbove(low: Json, high: Json): boolean {
  if (typeof low === 'number' && typeof high === 'number') return low > high;
  if (typeof low !== 'string' || typeof high !== 'string') throw suiteTrouble('Column values, min_value, and max_value must either be None or of the same type.');
  return isLater(low, high);
}

function valueLengths(args: Arguments): MapCheck {
  const of = args.column();
  const { min, max } = limitsOfLength(args);
  if (min === null && max === null) throw suiteTrouble('min_value and max_value cannot both be None: give at least one of them.');
  const length = call('len', asText(of));
  const outside = or(...(min === null ? [] : [binary(length, args.truth('strict_min') ? '<=' : '<', literal(min))]), ...(max === null ? [] : [binary(length, args.truth('strict_max') ? '>=' : '>', literal(max))]));
  return columnMap(args, of, { unexpected: outside, unfit: noLength(of) });
}

/** Limits the wrong way round are no mistake here: then no length fits. */
function limitsOfLength(args: Arguments): { readonly min: number | null; readonly max: number | null } {
  const [min, max] = [args.json('min_value'), args.json('max_value')];
  for (const value of [min, max]) if (value !== null && !(typeof value === 'number' && Number.isInteger(value))) throw suiteTrouble(`min_value and max_value must be integers; ${JSON.stringify(value)} is none.`);
  return { min: min as number | null, max: max as number | null };
}

const noLength = (of: Column): string | null => (isText(of) ? null : `Column "${of.name}" is ${of.type}; its values have no length (object of type '${of.type}' has no len()).`);

/** Each value compared with the one before it, rows without a value left out. */
function monotone(args: Arguments, strict: BinaryOperator, loose: BinaryOperator): MapCheck {
  const of = args.column();
  const parsed = args.truth('parse_strings_as_datetimes') && isText(of);
  const value = parsed ? asMoment(column(of.name)) : column(of.name);
  const before: NamedExpression = { name: '_before', value: { op: 'window', name: 'lag', args: [value], partitionBy: [isNull(column(of.name))], orderBy: [{ by: column(rowNumber), descending: false, nulls: 'last' }] } };
  return columnMap(args, of, { windows: [before], ordered: true, unexpected: binary(value, args.truth('strictly') ? strict : loose, column('_before')) });
}

export const occurrences = (values: readonly Expression[]): Expression => ({ op: 'window', name: 'count', args: [], partitionBy: values, orderBy: [] });

function jsonParseable(args: Arguments): MapCheck {
  return matchColumn(args, (of, value) => {
    if (/^(STRUCT|MAP)\(|\[\]$/.test(of.type)) return literal(false);
    if (!isText(of)) return literal(true);
    // DuckDB takes a comma before a closing bracket, which is no JSON.
    const outsideTexts = call('regexp_replace', value, literal('"(\\\\.|[^"\\\\])*"'), literal('""'), literal('g'));
    return or(not(call('json_valid', value)), call('regexp_matches', outsideTexts, literal(',\\s*[\\]}]')));
  });
}

function zScores(args: Arguments): MapCheck {
  const of = args.column();
  const threshold = args.number('threshold');
  if (threshold === null) throw suiteTrouble('threshold is missing. Give it a number.');
  const value = cast(column(of.name), 'DOUBLE', true);
  const over = (name: string): Expression => ({ op: 'window', name, args: [value], partitionBy: [], orderBy: [] });
  const score = binary(binary(value, '-', column('_mean')), '/', call('nullif', column('_deviation'), literal(0)));
  const inside = args.truth('double_sided', true) ? binary(call('abs', score), '<', literal(Math.abs(threshold))) : binary(score, '<', literal(threshold));
  const unfit = typeFamily(of.type) === 'number' || of.type === 'BOOLEAN' ? null : `Column "${of.name}" is ${of.type}; z-scores need numbers.`;
  return columnMap(args, of, { windows: [{ name: '_mean', value: over('avg') }, { name: '_deviation', value: over('stddev_samp') }], unexpected: not(inside), unfit });
}

/** Values outside Tukey's fences around the quartiles, or too many standard deviations from the mean; without a spread none is. */
function outliers(args: Arguments): MapCheck {
  const of = args.column();
  const method = args.option('method', ['iqr', 'std']);
  const multiplier = args.number('multiplier') ?? 1.5;
  if (multiplier < 0) throw suiteTrouble(`multiplier is ${multiplier}; it cannot be below 0.`);
  const value = cast(column(of.name), 'DOUBLE', true);
  const over = (name: string, ...more: readonly Expression[]): Expression => ({ op: 'window', name, args: [value, ...more], partitionBy: [], orderBy: [] });
  const finite = (name: string): Expression => call('isfinite', column(name));
  const unfit = typeFamily(of.type) === 'number' ? null : `Column "${of.name}" is ${of.type}; outliers need numbers.`;
  if (method === 'iqr') {
    const reach = binary(literal(multiplier, 'DOUBLE'), '*', binary(column('_upper'), '-', column('_lower')));
    const outside = or(binary(value, '<', binary(column('_lower'), '-', reach)), binary(value, '>', binary(column('_upper'), '+', reach)));
    return columnMap(args, of, { windows: [{ name: '_lower', value: over('quantile_cont', literal(0.25, 'DOUBLE')) }, { name: '_upper', value: over('quantile_cont', literal(0.75, 'DOUBLE')) }], unexpected: and(finite('_lower'), finite('_upper'), outside), unfit });
  }
  const reach = binary(literal(multiplier, 'DOUBLE'), '*', column('_deviation'));
  const off = call('abs', binary(value, '-', column('_mean')));
  const outside: Expression = or(and(binary(reach, '>', literal(0)), binary(off, '>=', reach)), and(binary(reach, '=', literal(0)), binary(off, '>', literal(0))));
  return columnMap(args, of, { windows: [{ name: '_mean', value: over('avg') }, { name: '_deviation', value: over('stddev_samp') }], unexpected: and(finite('_mean'), finite('_deviation'), outside), unfit });
}

function strftime(args: Arguments): MapCheck {
  const format = checkedFormat(args.text('strftime_format'));
  return matchColumn(args, (of, value) => ({
    unexpected: isNull(call('try_strptime', value, literal(format))),
    unfit: isText(of) ? null : `Values passed to expect_column_values_to_match_strftime_format must be of type string; column "${of.name}" is ${of.type}.`,
  }));
}

function dateutilParseable(args: Arguments): MapCheck {
  return matchColumn(args, (of, value) => ({
    unexpected: isNull(asMoment(call('trim', value))),
    unfit: isText(of) ? null : `Values passed to expect_column_values_to_be_dateutil_parseable must be of type string; column "${of.name}" is ${of.type}.`,
  }));
}

function lengthEqual(args: Arguments): MapCheck {
  const length = args.number('value');
  if (length === null) throw suiteTrouble('value is missing. Give it the length.');
  return matchColumn(args, (of, value) => ({ unexpected: binary(call('len', value), '<>', literal(length)), unfit: noLength(of) }));
}

/** Expectations about the values of one column, by the name Great Expectations gives them. */
export const columnMapChecks: Readonly<Record<string, (args: Arguments) => Check>> = {
  expect_column_values_to_not_be_null: (args) => matchColumn(args, (of) => ({ missing: null, unexpected: isNull(column(of.name)) })),
  expect_column_values_to_be_null: (args) => matchColumn(args, (of) => ({ missing: null, unexpected: not(isNull(column(of.name))) })),
  expect_column_values_to_be_unique: (args) => matchColumn(args, (of) => ({ windows: [{ name: '_times', value: occurrences([column(of.name)]) }], unexpected: binary(column('_times'), '>', literal(1)) })),
  expect_column_values_to_be_in_set: (args) => inSet(args, false),
  expect_column_values_to_not_be_in_set: (args) => inSet(args, true),
  expect_column_values_to_be_between: between,
  expect_column_value_lengths_to_be_between: valueLengths,
  expect_column_value_lengths_to_equal: lengthEqual,
  expect_column_values_to_match_regex: (args) => matchOne(args, 'regex', regex, false),
  expect_column_values_to_not_match_regex: (args) => matchOne(args, 'regex', regex, true),
  expect_column_values_to_match_regex_list: (args) => matchList(args, 'regex_list', regex, false),
  expect_column_values_to_not_match_regex_list: (args) => matchList(args, 'regex_list', regex, true),
  expect_column_values_to_match_like_pattern: (args) => matchOne(args, 'like_pattern', like, false),
  expect_column_values_to_not_match_like_pattern: (args) => matchOne(args, 'like_pattern', like, true),
  expect_column_values_to_match_like_pattern_list: (args) => matchList(args, 'like_pattern_list', like, false),
  expect_column_values_to_not_match_like_pattern_list: (args) => matchList(args, 'like_pattern_list', like, true),
  expect_column_values_to_match_strftime_format: strftime,
  expect_column_values_to_be_dateutil_parseable: dateutilParseable,
  expect_column_values_to_be_json_parseable: jsonParseable,
  expect_column_values_to_be_increasing: (args) => monotone(args, '<=', '<'),
  expect_column_values_to_be_decreasing: (args) => monotone(args, '>=', '>'),
  expect_column_value_z_scores_to_be_less_than: zScores,
  expect_column_values_to_not_be_outliers: outliers,
};


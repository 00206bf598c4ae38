import type { Json } from '../core/json.ts';
import type { Column } from '../core/schema.ts';
import { typeFamily } from '../core/type-family.ts';
import type { BinaryOperator, Expression } from '../expression/expression.ts';
import { and, binary, call, cast, column, literal } from '../expression/expression.ts';
import { suiteTrouble, type Arguments } from './arguments.ts';
import { asMoment, constantFor, isLimitFor } from './constant.ts';
import { ExpectationTrouble, type Check, type Figure, type FigureCheck, type Value, type Verdict } from './expectation.ts';
import { isLater, readMoment } from './moment.ts';

const counted = (of: Column): Readonly<Record<string, Figure>> => ({ elements: { value: call('count'), type: null }, present: { value: call('count', column(of.name)), type: null } });

/** What every result about one column tells beside the figure itself. */
export function columnResult(elements: Value, present: Value, observed: Value): Verdict['result'] {
  const [all, some] = [Number(elements), Number(present)];
  return { observed_value: observed, element_count: all, missing_count: all - some, missing_percent: all === 0 ? null : ((all - some) / all) * 100 };
}

/** Differences in the last bits come from the order in which a database adds up; they decide nothing. */
const slack = (limit: number): number => 4 * Number.EPSILON * Math.abs(limit);
export const within = (value: number, { min, max, strictMin, strictMax }: { readonly min: number | null; readonly max: number | null; readonly strictMin?: boolean; readonly strictMax?: boolean }): boolean =>
  (min === null || (strictMin === true ? value > min : value >= min - slack(min))) && (max === null || (strictMax === true ? value < max : value <= max + slack(max)));

/** A number over a column between limits; nothing to count gives no number, which meets no expectation. */
function numberBetween(args: Arguments, of: Column, figure: Expression): FigureCheck {
  const { min, max } = args.numberLimits();
  const [strictMin, strictMax] = [args.truth('strict_min'), args.truth('strict_max')];
  return {
    kind: 'figure',
    figures: { ...counted(of), figure: { value: figure, type: null } },
    judge: ({ figure: observed, elements, present }) => ({ success: observed !== null && observed !== undefined && within(Number(observed), { min, max, strictMin, strictMax }), result: columnResult(elements!, present!, observed ?? null) }),
  };
}

/** The column as numbers; text has none. */
function numbers(of: Column): Expression {
  if (typeFamily(of.type) === 'number') return column(of.name);
  return cast(column(of.name), of.type === 'BOOLEAN' ? 'INTEGER' : 'DOUBLE', true);
}

const isNumeric = (of: Column): boolean => typeFamily(of.type) === 'number' || of.type === 'BOOLEAN';

/** Refuses a column of the wrong type as soon as it holds a value: one without any has no type of its own in many files. */
function refusing(check: FigureCheck, unfit: string | null): FigureCheck {
  if (unfit === null) return check;
  return {
    ...check,
    judge(figures) {
      if (Number(figures['present']) > 0) throw new ExpectationTrouble('data', unfit);
      return check.judge(figures);
    },
  };
}

const needsNumbers = (of: Column): string | null => (isNumeric(of) ? null : `Column "${of.name}" is ${of.type}; the expectation needs a numeric column.`);

/** Where no limit is named, not even as null, one has been forgotten, as in the published cases; limits that are null only observe. */
function limited(args: Arguments, check: FigureCheck): FigureCheck {
  if (!args.leavesOutNulls && !args.has('min_value') && !args.has('max_value')) throw suiteTrouble('min_value and max_value cannot both be None: give at least one of them.');
  return check;
}

const statistic = (name: string) => (args: Arguments): FigureCheck => {
  const of = args.column();
  // The limits are looked at first: what is wrong with them is wrong for every column.
  args.numberLimits();
  return refusing(numberBetween(args, of, call(name, numbers(of))), needsNumbers(of));
};

/** A value of the column itself between limits, compared by the database as the column's type. */
function valueBetween(args: Arguments, figure: (value: Expression) => Expression): FigureCheck {
  const of = args.column();
  const parsed = args.truth('parse_strings_as_datetimes') && typeFamily(of.type) === 'text';
  const type = parsed ? 'TIMESTAMP' : of.type;
  const observed = figure(parsed ? asMoment(column(of.name)) : column(of.name));
  const [low, high] = [args.json('min_value'), args.json('max_value')];
  if (typeof low === 'number' && typeof high === 'number') args.numberLimits();
  if (typeof low === 'string' && typeof high === 'string' && isLater(low, high)) throw suiteTrouble('Minimum Threshold cannot be larger than Maximum Threshold: min_value is greater than max_value.');
  const odd = [low, high].find((limit) => limit !== null && !isLimitFor(limit, type));
  const limit = (given: Json, operator: BinaryOperator): Expression[] => (given === null || !isLimitFor(given, type) ? [] : [binary(observed, operator, constantFor(given, type)!)]);
  const tests = [...limit(low, args.truth('strict_min') ? '>' : '>='), ...limit(high, args.truth('strict_max') ? '<' : '<=')];
  const check: FigureCheck = {
    kind: 'figure',
    figures: { ...counted(of), figure: { value: observed, type }, inside: { value: and(...tests), type: 'BOOLEAN' } },
    judge: ({ figure: value, inside, elements, present }) => ({ success: value !== null && value !== undefined && (tests.length === 0 || inside === true), result: columnResult(elements!, present!, value ?? null) }),
  };
  return refusing(check, odd === undefined ? null : `Column "${of.name}" is ${of.type}, and ${JSON.stringify(odd)} does not compare with it.`);
}

function median(args: Arguments): FigureCheck {
  const of = args.column();
  return isNumeric(of) ? numberBetween(args, of, call('median', numbers(of))) : valueBetween(args, (value) => call('quantile_disc', value, literal(0.5)));
}

/** Share of the rows that have a value; 0 of none. */
function presentShare(args: Arguments): FigureCheck {
  const check = numberBetween(args, args.column(), call('count'));
  return { ...check, judge: (figures) => check.judge({ ...figures, figure: Number(figures['elements']) === 0 ? 0 : Number(figures['present']) / Number(figures['elements']) }) };
}

function proportion(args: Arguments): FigureCheck {
  const of = args.column();
  const value = column(of.name);
  const check = numberBetween(args, of, { op: 'call', name: 'count', args: [value], distinct: true });
  return { ...check, judge: (figures) => check.judge({ ...figures, figure: Number(figures['present']) === 0 ? 0 : Number(figures['figure']) / Number(figures['present']) }) };
}

function quantiles(args: Arguments): FigureCheck {
  const of = args.column();
  const ranges = args.json('quantile_ranges') as { readonly quantiles?: Json; readonly value_ranges?: Json } | null;
  const wanted = ranges?.quantiles;
  const limits = ranges?.value_ranges;
  if (!Array.isArray(wanted) || !Array.isArray(limits)) throw suiteTrouble('quantile_ranges must have quantiles and value_ranges, two lists.');
  if (wanted.length !== limits.length) throw suiteTrouble('quantile_values and quantiles must have the same number of elements.');
  if (!wanted.every((q) => typeof q === 'number' && q >= 0 && q <= 1)) throw suiteTrouble('quantiles must be numbers from 0 to 1.');
  const pairs = (limits as readonly Json[]).map((pair): readonly [Json, Json] => {
    if (!Array.isArray(pair) || pair.length !== 2) throw suiteTrouble('quantile_ranges must consist of ordered pairs.');
    const [low, high] = [pair[0] as Json, pair[1] as Json];
    if (low !== null && high !== null && low > high) throw suiteTrouble('quantile_ranges must consist of ordered pairs: the first value of a range is greater than the second.');
    return [low, high];
  });
  const whole = typeFamily(of.type) === 'time' ? column(of.name) : numbers(of);
  const comparable = (value: Value | Json): string | number => (typeof value === 'string' ? (readMoment(value) ?? value) : Number(value));
  const check: FigureCheck = {
    kind: 'figure',
    figures: { ...counted(of), ...Object.fromEntries((wanted as readonly number[]).map((q, i) => [`q${i}`, { value: call('quantile_disc', whole, literal(q, 'DOUBLE')), type: typeFamily(of.type) === 'time' ? of.type : null }])) },
    judge(figures) {
      const values = wanted.map((_q, i) => figures[`q${i}`] ?? null);
      const details = values.map((value, i) => {
        const [low, high] = pairs[i]!;
        return value !== null && (low === null || comparable(value) >= comparable(low)) && (high === null || comparable(value) <= comparable(high));
      });
      return { success: details.every(Boolean), result: { ...columnResult(figures['elements']!, figures['present']!, { quantiles: wanted as readonly number[], values }), details: { success_details: details } } };
    },
  };
  return refusing(check, typeFamily(of.type) === 'time' ? null : needsNumbers(of));
}

/** Number of rows; `judge` decides. */
const rowCount = (judge: (rows: number) => boolean): FigureCheck => ({ kind: 'figure', figures: { rows: { value: call('count'), type: null } }, judge: ({ rows }) => ({ success: judge(Number(rows)), result: { observed_value: Number(rows) } }) });

function rowsEqual(args: Arguments): FigureCheck {
  const wanted = args.json('value');
  if (typeof wanted !== 'number' || !Number.isInteger(wanted)) throw suiteTrouble(`value must be an integer; it is ${JSON.stringify(wanted)}.`);
  return rowCount((rows) => rows === wanted);
}

/** Expectations about a number over all rows, by the name Great Expectations gives them. */
export const figureChecks: Readonly<Record<string, (args: Arguments) => Check>> = {
  expect_column_max_to_be_between: (args) => limited(args, valueBetween(args, (value) => call('max', value))),
  expect_column_min_to_be_between: (args) => limited(args, valueBetween(args, (value) => call('min', value))),
  expect_column_mean_to_be_between: statistic('avg'),
  expect_column_stdev_to_be_between: statistic('stddev_samp'),
  expect_column_sum_to_be_between: (args) => limited(args, statistic('sum')(args)),
  expect_column_median_to_be_between: median,
  expect_column_quantile_values_to_be_between: quantiles,
  expect_column_unique_value_count_to_be_between: (args) => {
    const of = args.column();
    return numberBetween(args, of, { op: 'call', name: 'count', args: [column(of.name)], distinct: true });
  },
  expect_column_proportion_of_unique_values_to_be_between: proportion,
  expect_column_proportion_of_non_null_values_to_be_between: presentShare,
  expect_table_row_count_to_be_between: (args) => {
    const limits = args.wholeLimits();
    const [strictMin, strictMax] = [args.truth('strict_min'), args.truth('strict_max')];
    return rowCount((rows) => within(rows, { ...limits, strictMin, strictMax }));
  },
  expect_table_row_count_to_equal: rowsEqual,
};

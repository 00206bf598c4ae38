import type { Json } from '../core/json.ts';
import type { Column } from '../core/schema.ts';
import { typeFamily } from '../core/type-family.ts';
import type { Expression } from '../expression/expression.ts';
import { binary, call, cast, column, isNull, literal } from '../expression/expression.ts';
import type { NamedExpression, Relation } from '../relation/relation.ts';
import type { Arguments } from './arguments.ts';
import { not } from './column-map-checks.ts';
import { constantFor } from './constant.ts';
import { mostListed, type Check, type RowsCheck, type Value, type Verdict } from './expectation.ts';
import { readMoment } from './moment.ts';

/** Values that are equal in a column of this type give equal texts, however a suite spells them. */
export function sameAs(value: Value | Json, type: string): string {
  const family = typeFamily(type);
  if (family === 'number') return typeof value === 'bigint' ? String(value) : String(Number(value));
  if (family === 'time' && typeof value === 'string') {
    const moment = (readMoment(value) ?? value).replace(/\.0+$/, '');
    return type === 'DATE' ? moment.replace(/ 00:00:00$/, '') : moment.length === 10 ? `${moment} 00:00:00` : moment;
  }
  if (type === 'BOOLEAN') return value === true || value === 1 ? 'true' : value === false || value === 0 ? 'false' : String(value);
  return String(value);
}

/** How often each value occurs, that there is none among them. */
const countedBy = (of: Column) => (from: Relation): Relation => ({ op: 'aggregate', from, groups: [{ name: 'value', value: of.type === 'TIMESTAMP' ? cast(column(of.name), 'TIMESTAMP') : column(of.name) }], measures: [{ name: 'count', value: call('count') }] });
const valuesOf = (of: Column) => (rows: Relation): Relation => countedBy(of)({ op: 'filter', from: rows, condition: not(isNull(column(of.name))) });
const inOrder = (from: Relation): Relation => ({ op: 'sort', from, keys: [{ by: column('value'), descending: false, nulls: 'last' }] });

/** How often each value of a column occurs, in the order of the values, missing ones left out. */
export const countsOf = (of: Column) => (rows: Relation): Relation => inOrder(valuesOf(of)(rows));

const overAll = (name: string, ...args: readonly Expression[]): Expression => ({ op: 'window', name, args, partitionBy: [], orderBy: [] });

/** The values of a suite's set as constants of a column; one that can be no value of it is left out, as it is found nowhere. */
const constantsOf = (values: readonly Json[], of: Column): readonly Expression[] => values.flatMap((v) => (v === null ? [] : (constantFor(v, of.type) ?? [])));

/** TRUE where a value is one of the set. */
const isOneOf = (of: Column, values: readonly Json[]): Expression => {
  const constants = constantsOf(values, of);
  return constants.length === 0 ? literal(false) : call('coalesce', { op: 'in', item: column('value'), values: constants }, literal(false));
};

interface Found {
  readonly values: readonly Value[];
  readonly counts: readonly number[];
  /** So many values there are, and so many of them are in the set, however few are listed. */
  readonly all: number;
  readonly inside: number;
}

/** The values with their counts; totals are counted by the database over all of them, those of the rows without a value in a row of their own, which comes first. */
function valueCounts(of: Column, values: readonly Json[], keep: (counted: Relation) => Relation, judge: (found: Found) => Verdict): RowsCheck {
  const isMissing = isNull(column('value'));
  const totals: readonly NamedExpression[] = [
    { name: 'all', value: overAll('count', column('value')) },
    { name: 'inside', value: overAll('sum', cast(isOneOf(of, values), 'BIGINT')) },
  ];
  const rowTotal: NamedExpression = { name: 'rows', value: overAll('sum', column('count')) };
  return {
    kind: 'rows',
    ask: (rows) => ({
      op: 'sort',
      from: { op: 'extend', from: keep({ op: 'extend', from: countedBy(of)(rows), columns: [rowTotal] }), columns: totals },
      keys: [{ by: isMissing, descending: true, nulls: 'last' }, { by: column('value'), descending: false, nulls: 'last' }],
    }),
    columns: [{ name: 'value', type: of.type }, ...['count', 'all', 'inside', 'rows'].map((name) => ({ name, type: null }))],
    most: mostListed + 1,
    judge(rows) {
      const number = (row: readonly Value[] | undefined, at: number): number => Number(row?.[at] ?? 0);
      const present = rows.filter((row) => row[0] !== null).slice(0, mostListed);
      const missing = number(rows.find((row) => row[0] === null), 1);
      const verdict = judge({ values: present.map((row) => row[0]!), counts: present.map((row) => number(row, 1)), all: number(rows[0], 2), inside: number(rows[0], 3) });
      const elements = number(rows[0], 4);
      return { ...verdict, result: { ...verdict.result, element_count: elements, missing_count: missing, missing_percent: elements === 0 ? null : (missing / elements) * 100 } };
    },
  };
}

/** Said only where not every value is listed. */
const isCut = (listed: readonly Value[], all: number): Verdict['result'] => (listed.length < all ? { observed_value_is_complete: false, observed_value_count: all } : {});

function distinct(args: Arguments, mayLack: boolean, holds: (found: { readonly all: number; readonly inside: number; readonly wanted: number }) => boolean): RowsCheck {
  const named = args.column();
  const of = args.truth('parse_strings_as_datetimes') && named.type === 'DATE' ? { ...named, type: 'TIMESTAMP' } : named;
  const given = mayLack && args.json('value_set') === null ? null : args.list('value_set');
  // A missing value in the set is wanted like any other, and is never among those that are there.
  const wanted = new Set((given ?? []).map((v) => (v === null ? null : sameAs(v, of.type)))).size;
  return valueCounts(of, given ?? [], (rows) => rows, ({ values, counts, all, inside }) => ({
    success: given === null || holds({ all, inside, wanted }),
    result: { observed_value: values, ...isCut(values, all), details: { value_counts: values.map((value, i) => ({ value, count: counts[i]! })) } },
  }));
}

/** Only the values that occur most often, and how often there is none. */
const commonest = (counted: Relation): Relation => ({
  op: 'filter',
  from: { op: 'extend', from: counted, columns: [{ name: 'top', value: { op: 'window', name: 'max', args: [column('count')], partitionBy: [isNull(column('value'))], orderBy: [] } }] },
  condition: binary(column('count'), '=', column('top')),
});

function mostCommon(args: Arguments): RowsCheck {
  const tiesOkay = args.truth('ties_okay');
  return valueCounts(args.column(), args.list('value_set'), commonest, ({ values, all, inside }) => ({
    success: tiesOkay ? inside > 0 : all === 1 && inside === 1,
    result: { observed_value: values, ...isCut(values, all) },
  }));
}

/** Expectations about the set of values of a column, by the name Great Expectations gives them. */
export const valueSetChecks: Readonly<Record<string, (args: Arguments) => Check>> = {
  // An empty set limits nothing there, as in Great Expectations.
  expect_column_distinct_values_to_be_in_set: (args) => distinct(args, true, ({ all, inside, wanted }) => wanted === 0 || inside === all),
  expect_column_distinct_values_to_contain_set: (args) => distinct(args, false, ({ inside, wanted }) => inside === wanted),
  expect_column_distinct_values_to_equal_set: (args) => distinct(args, false, ({ all, inside, wanted }) => inside === all && inside === wanted),
  expect_column_most_common_value_to_be_in_set: mostCommon,
};

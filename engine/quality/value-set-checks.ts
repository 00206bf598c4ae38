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

const valuesOf = (of: Column) => (rows: Relation): Relation => ({ op: 'aggregate', from: { op: 'filter', from: rows, condition: not(isNull(column(of.name))) }, groups: [{ name: 'value', value: column(of.name) }], measures: [{ name: 'count', value: call('count') }] });
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

/** The values with their counts; how many there are and how many of them are in the set is counted by the database over all, however few are listed. */
function valueCounts(of: Column, values: readonly Json[], keep: (counted: Relation) => Relation, judge: (found: { readonly values: readonly Value[]; readonly counts: readonly number[]; readonly all: number; readonly inside: number }) => Verdict): RowsCheck {
  const counted = (rows: Relation): Relation => keep(valuesOf(of)(rows));
  const totals: readonly NamedExpression[] = [
    { name: 'all', value: overAll('count') },
    { name: 'inside', value: overAll('sum', cast(isOneOf(of, values), 'BIGINT')) },
  ];
  return {
    kind: 'rows',
    ask: (rows) => inOrder({ op: 'extend', from: counted(rows), columns: totals }),
    columns: [{ name: 'value', type: of.type }, { name: 'count', type: null }, { name: 'all', type: null }, { name: 'inside', type: null }],
    most: mostListed,
    judge: (rows) => judge({ values: rows.map((row) => row[0]!), counts: rows.map((row) => Number(row[1])), all: Number(rows[0]?.[2] ?? 0), inside: Number(rows[0]?.[3] ?? 0) }),
  };
}

/** Said only where not every value is listed. */
const isCut = (listed: readonly Value[], all: number): Verdict['result'] => (listed.length < all ? { observed_value_is_complete: false, observed_value_count: all } : {});

function distinct(args: Arguments, holds: (found: { readonly all: number; readonly inside: number; readonly wanted: number }) => boolean): RowsCheck {
  const of = args.column();
  const given = args.json('value_set') === null ? null : args.list('value_set');
  const wanted = new Set((given ?? []).filter((v) => v !== null).map((v) => sameAs(v, of.type))).size;
  return valueCounts(of, given ?? [], (rows) => rows, ({ values, counts, all, inside }) => ({
    success: given === null || holds({ all, inside, wanted }),
    result: { observed_value: values, ...isCut(values, all), details: { value_counts: values.map((value, i) => ({ value, count: counts[i]! })) } },
  }));
}

/** Only the values that occur most often. */
const commonest = (counted: Relation): Relation => ({
  op: 'project',
  from: { op: 'filter', from: { op: 'extend', from: counted, columns: [{ name: 'top', value: overAll('max', column('count')) }] }, condition: binary(column('count'), '=', column('top')) },
  columns: ['value', 'count'].map((name) => ({ name, value: column(name) })),
});

function mostCommon(args: Arguments): RowsCheck {
  const tiesOkay = args.truth('ties_okay');
  return valueCounts(args.column(), args.json('value_set') === null ? [] : args.list('value_set'), commonest, ({ values, all, inside }) => ({
    success: tiesOkay ? inside > 0 : all === 1 && inside === 1,
    result: { observed_value: values, ...isCut(values, all) },
  }));
}

/** Expectations about the set of values of a column, by the name Great Expectations gives them. */
export const valueSetChecks: Readonly<Record<string, (args: Arguments) => Check>> = {
  // An empty set limits nothing there, as in Great Expectations.
  expect_column_distinct_values_to_be_in_set: (args) => distinct(args, ({ all, inside, wanted }) => wanted === 0 || inside === all),
  expect_column_distinct_values_to_contain_set: (args) => distinct(args, ({ inside, wanted }) => inside === wanted),
  expect_column_distinct_values_to_equal_set: (args) => distinct(args, ({ all, inside, wanted }) => inside === all && inside === wanted),
  expect_column_most_common_value_to_be_in_set: mostCommon,
};

import type { Json } from '../core/json.ts';
import type { Column } from '../core/schema.ts';
import { typeFamily } from '../core/type-family.ts';
import { call, column, isNull } from '../expression/expression.ts';
import type { Relation } from '../relation/relation.ts';
import type { Arguments } from './arguments.ts';
import { not } from './column-map-checks.ts';
import type { Check, RowsCheck, Value, Verdict } from './expectation.ts';
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

/** How often each value of a column occurs, in the order of the values, missing ones left out. */
export const countsOf = (of: Column) => (rows: Relation): Relation => ({
  op: 'sort',
  from: { op: 'aggregate', from: { op: 'filter', from: rows, condition: not(isNull(column(of.name))) }, groups: [{ name: 'value', value: column(of.name) }], measures: [{ name: 'count', value: call('count') }] },
  keys: [{ by: column('value'), descending: false, nulls: 'last' }],
});

function valueCounts(args: Arguments, judge: (values: readonly Value[], counts: readonly number[], type: string) => Verdict): RowsCheck {
  const of = args.column();
  return {
    kind: 'rows',
    ask: countsOf(of),
    columns: [{ name: 'value', type: of.type }, { name: 'count', type: null }],
    judge: (rows) => judge(rows.map((row) => row[0]!), rows.map((row) => Number(row[1])), of.type),
  };
}

function distinct(args: Arguments, holds: (observed: ReadonlySet<string>, wanted: ReadonlySet<string>) => boolean): RowsCheck {
  const wanted = args.json('value_set') === null ? null : args.list('value_set');
  return valueCounts(args, (values, counts, type) => {
    const success = wanted === null || holds(new Set(values.map((v) => sameAs(v, type))), new Set(wanted.filter((v) => v !== null).map((v) => sameAs(v, type))));
    return { success, result: { observed_value: values, details: { value_counts: values.map((value, i) => ({ value, count: counts[i]! })) } } };
  });
}

const subset = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => [...a].every((item) => b.has(item));

function mostCommon(args: Arguments): RowsCheck {
  const wanted = args.json('value_set') === null ? [] : args.list('value_set');
  const tiesOkay = args.truth('ties_okay');
  return valueCounts(args, (values, counts, type) => {
    const most = counts.reduce((a, b) => Math.max(a, b), 0);
    const common = values.filter((_v, i) => counts[i] === most);
    const set = new Set(wanted.map((v) => sameAs(v, type)));
    const hits = common.filter((v) => set.has(sameAs(v, type))).length;
    return { success: tiesOkay ? hits > 0 : common.length === 1 && hits === 1, result: { observed_value: common } };
  });
}

/** Expectations about the set of values of a column, by the name Great Expectations gives them. */
export const valueSetChecks: Readonly<Record<string, (args: Arguments) => Check>> = {
  expect_column_distinct_values_to_be_in_set: (args) => distinct(args, subset),
  expect_column_distinct_values_to_contain_set: (args) => distinct(args, (observed, wanted) => subset(wanted, observed)),
  expect_column_distinct_values_to_equal_set: (args) => distinct(args, (observed, wanted) => subset(observed, wanted) && subset(wanted, observed)),
  expect_column_most_common_value_to_be_in_set: mostCommon,
};

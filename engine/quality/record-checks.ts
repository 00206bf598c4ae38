import type { Json } from '../core/json.ts';
import type { Column } from '../core/schema.ts';
import { comparableTypes, typeFamily } from '../core/type-family.ts';
import type { Expression } from '../expression/expression.ts';
import { and, binary, cast, column, isNull, literal, or } from '../expression/expression.ts';
import { suiteTrouble, type Arguments } from './arguments.ts';
import { not, occurrences } from './column-map-checks.ts';
import { asMoment, constantFor } from './constant.ts';
import type { Check, MapCheck } from './expectation.ts';

const every = (columns: readonly Column[]): Expression => and(...columns.map((c) => isNull(column(c.name))));
const some = (columns: readonly Column[]): Expression => or(...columns.map((c) => isNull(column(c.name))));

interface Pair {
  readonly a: Column;
  readonly b: Column;
}

function pairMap(args: Arguments, judge: (pair: Pair) => { readonly unexpected: Expression; readonly unfit?: string | null }): MapCheck {
  const pair: Pair = { a: args.column('column_A'), b: args.column('column_B') };
  const columns = [pair.a, pair.b];
  const ignored = args.option('ignore_row_if', ['both_values_are_missing', 'either_value_is_missing', 'neither', 'never']);
  const missing = ignored === 'both_values_are_missing' ? every(columns) : ignored === 'either_value_is_missing' ? some(columns) : literal(false);
  return { kind: 'map', windows: [], ordered: false, unfit: null, missing, shown: { as: 'pair', columns }, mostly: args.mostly(), ...judge(pair) };
}

const incomparable = ({ a, b }: Pair): string | null => (comparableTypes(a.type, b.type) ? null : `Column "${a.name}" is ${a.type} and column "${b.name}" is ${b.type}, which do not compare.`);
/** Values of types that do not compare are never equal, so their texts stand in for them. */
const side = (of: Column, pair: Pair): Expression => (incomparable(pair) === null ? column(of.name) : cast(column(of.name), 'VARCHAR'));

function greater(args: Arguments): MapCheck {
  return pairMap(args, (pair) => {
    const parsed = args.truth('parse_strings_as_datetimes');
    const value = (of: Column): Expression => (parsed && typeFamily(of.type) === 'text' ? asMoment(column(of.name)) : side(of, pair));
    const [a, b] = [value(pair.a), value(pair.b)];
    const holds = args.truth('or_equal') ? or(binary(a, '>=', b), and(isNull(column(pair.a.name)), isNull(column(pair.b.name)))) : binary(a, '>', b);
    return { unexpected: not(holds), unfit: parsed ? null : incomparable(pair) };
  });
}

function pairsInSet(args: Arguments): MapCheck {
  return pairMap(args, ({ a, b }) => {
    if (args.json('value_pairs_set') === null) return { unexpected: literal(false) };
    const pairs = args.list('value_pairs_set').map((pair): readonly Json[] => {
      if (Array.isArray(pair) && pair.length === 2) return pair as readonly Json[];
      throw suiteTrouble(`value_pairs_set holds ${JSON.stringify(pair)}; every item has to be a pair.`);
    });
    const equal = (of: Column, value: Json): Expression => {
      if (value === null) return isNull(column(of.name));
      const constant = constantFor(value, of.type);
      return constant === null ? literal(false) : binary(column(of.name), '=', constant);
    };
    return { unexpected: not(or(...pairs.map(([x, y]) => and(equal(a, x!), equal(b, y!))))) };
  });
}

function recordMap(args: Arguments, judge: (columns: readonly Column[]) => Pick<MapCheck, 'unexpected'> & Partial<MapCheck>): MapCheck {
  const columns = args.columns();
  const ignored = args.option('ignore_row_if', ['all_values_are_missing', 'any_value_is_missing', 'never']);
  const missing = ignored === 'all_values_are_missing' ? every(columns) : ignored === 'any_value_is_missing' ? some(columns) : literal(false);
  return { kind: 'map', windows: [], ordered: false, unfit: null, missing, shown: { as: 'record', columns }, mostly: args.mostly(), ...judge(columns) };
}

function sumToEqual(args: Arguments): MapCheck {
  const total = args.number('sum_total');
  if (total === null) throw suiteTrouble('sum_total is missing. Give it a number.');
  return recordMap(args, (columns) => {
    const text = columns.find((c) => typeFamily(c.type) !== 'number' && c.type !== 'BOOLEAN');
    const numbers = columns.map((c) => (typeFamily(c.type) === 'number' ? column(c.name) : cast(column(c.name), 'DOUBLE', true)));
    const sum = numbers.reduce((left, right) => binary(left, '+', right));
    return { unexpected: binary(sum, '<>', constantFor(total, 'DOUBLE')!), unfit: text ? `Column "${text.name}" is ${text.type}; a sum needs numbers.` : null };
  });
}

/** A row is unexpected when two of its values are the same, two missing ones included. */
function uniqueWithinRecord(args: Arguments): MapCheck {
  return recordMap(args, (columns) => {
    const equal = columns.flatMap((a, i) => columns.slice(i + 1).map((b) => {
      const same = { a, b };
      return or(binary(side(a, same), '=', side(b, same)), and(isNull(column(a.name)), isNull(column(b.name))));
    }));
    return { unexpected: or(...equal) };
  });
}

/** A row is unexpected when one of its values differs from the first; missing ones equal each other. */
function equalWithinRecord(args: Arguments): MapCheck {
  return recordMap(args, ([first, ...others]) => {
    const differ = others.map((other) => {
      const same = { a: first!, b: other };
      return binary(side(first!, same), 'IS DISTINCT FROM', side(other, same));
    });
    return { unexpected: differ.length === 0 ? literal(false) : or(...differ) };
  });
}

function compoundUnique(args: Arguments): MapCheck {
  return recordMap(args, (columns) => {
    const values = columns.map((c) => column(c.name));
    // Rows where one value is missing equal no other row, as in a join.
    return { windows: [{ name: '_times', value: occurrences(values) }], unexpected: and(binary(column('_times'), '>', literal(1)), not(some(columns))) };
  });
}

/** Expectations about several columns of a row, by the name Great Expectations gives them. */
export const recordChecks: Readonly<Record<string, (args: Arguments) => Check>> = {
  expect_column_pair_values_to_be_equal: (args) => pairMap(args, (pair) => ({ unexpected: not(and(binary(side(pair.a, pair), '=', side(pair.b, pair)), not(or(isNull(column(pair.a.name)), isNull(column(pair.b.name)))))) })),
  expect_column_pair_values_a_to_be_greater_than_b: greater,
  expect_column_pair_values_to_be_in_set: pairsInSet,
  expect_select_column_values_to_be_unique_within_record: uniqueWithinRecord,
  expect_multicolumn_values_to_be_unique: uniqueWithinRecord,
  expect_multicolumn_values_to_be_equal: equalWithinRecord,
  expect_compound_columns_to_be_unique: compoundUnique,
  expect_multicolumn_sum_to_equal: sumToEqual,
};

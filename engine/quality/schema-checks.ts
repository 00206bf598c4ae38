import { suiteTrouble, type Arguments } from './arguments.ts';
import type { Check, KnownCheck, Table, Value } from './expectation.ts';
import { within } from './figure-checks.ts';
import { isOfType } from '../core/type-names.ts';

const known = (success: boolean, result: { readonly [key: string]: Value } = {}): KnownCheck => ({ kind: 'known', verdict: { success, result } });

function columnExists(args: Arguments, { schema }: Table): KnownCheck {
  const name = args.text('column');
  const index = args.number('column_index');
  const at = schema.findIndex((c) => c.name === name);
  return known(at >= 0 && (index === null || at === index || at - schema.length === index));
}

function orderedColumns(args: Arguments, { schema }: Table): KnownCheck {
  const observed = schema.map((c) => c.name);
  if (args.json('column_list') === null) return known(true, { observed_value: observed });
  const wanted = args.texts('column_list');
  const mismatched = Array.from({ length: Math.max(wanted.length, observed.length) }, (_, i) => ({ 'Expected Column Position': i, Expected: wanted[i] ?? null, Found: observed[i] ?? null })).filter((m) => m.Expected !== m.Found);
  return known(mismatched.length === 0, { observed_value: observed, ...(mismatched.length === 0 ? {} : { details: { mismatched } }) });
}

function columnSet(args: Arguments, { schema }: Table): KnownCheck {
  const names = schema.map((c) => c.name);
  const observed = names.toSorted();
  const wanted = args.json('column_set') === null ? [] : args.texts('column_set');
  const missing = [...new Set(wanted)].filter((name) => !observed.includes(name)).sort();
  const extra = observed.filter((name) => !wanted.includes(name));
  const mismatched = { ...(extra.length > 0 ? { unexpected: extra } : {}), ...(missing.length > 0 ? { missing } : {}) };
  if (missing.length + extra.length === 0) return known(true, { observed_value: names, details: { mismatched } });
  return known(missing.length === 0 && !args.truth('exact_match', !args.has('exact_match')), { observed_value: observed, details: { mismatched } });
}

function columnCount(args: Arguments, { schema }: Table): KnownCheck {
  const wanted = args.json('value');
  if (typeof wanted !== 'number' || !Number.isInteger(wanted)) throw suiteTrouble(`value must be an integer; it is ${JSON.stringify(wanted)}.`);
  return known(schema.length === wanted, { observed_value: schema.length });
}

function typeIn(args: Arguments, names: readonly string[] | null): KnownCheck {
  const of = args.column();
  return known(names === null || names.some((name) => isOfType(of.type, name)), { observed_value: of.type });
}

/** Expectations that the columns alone answer, by the name Great Expectations gives them. */
export const schemaChecks: Readonly<Record<string, (args: Arguments, table: Table) => Check>> = {
  expect_column_to_exist: columnExists,
  expect_table_columns_to_match_ordered_list: orderedColumns,
  expect_table_columns_to_match_set: columnSet,
  expect_table_column_count_to_equal: columnCount,
  expect_table_column_count_to_be_between: (args, { schema }) => {
    const limits = args.wholeLimits();
    return known(within(schema.length, limits), { observed_value: schema.length });
  },
  expect_column_values_to_be_of_type: (args) => typeIn(args, args.json('type_') === null ? null : [args.text('type_')]),
  expect_column_type_to_be: (args) => typeIn(args, [args.text('type_')]),
  expect_column_values_to_be_in_type_list: (args) => typeIn(args, args.json('type_list') === null ? null : args.texts('type_list')),
};

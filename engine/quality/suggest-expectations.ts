import type { Json } from '../core/json.ts';
import type { Column, Schema } from '../core/schema.ts';
import { typeFamily } from '../core/type-family.ts';
import type { Expectation, Value } from './expectation.ts';
import type { Judged } from './judge-suite.ts';

const ask = (type: string, kwargs: Expectation['kwargs']): Expectation => ({ type, kwargs, meta: null });
/** Limits that only observe. */
const open = { min_value: null, max_value: null };
const isScale = (c: Column): boolean => ['number', 'time'].includes(typeFamily(c.type));
const isCountable = (c: Column): boolean => isScale(c) || ['text', 'BOOLEAN'].includes(typeFamily(c.type));

/** Expectations without limits, whose results tell what a suggestion needs to know. */
export function probes(schema: Schema): readonly Expectation[] {
  return [
    ask('expect_table_row_count_to_be_between', {}),
    ...schema.filter(isCountable).flatMap(({ name: column, ...c }) => [
      ask('expect_column_unique_value_count_to_be_between', { column }),
      ...(isScale({ name: column, ...c }) ? [ask('expect_column_min_to_be_between', { column, ...open }), ask('expect_column_max_to_be_between', { column, ...open })] : []),
    ]),
    ...schema.filter((c) => !isCountable(c)).map(({ name: column }) => ask('expect_column_values_to_not_be_null', { column, result_format: 'BASIC' })),
  ];
}

/** The probes of columns whose values may be listed: few and often repeated. */
export function setProbes(schema: Schema, probed: readonly Judged[]): readonly Expectation[] {
  return schema.filter((c) => ['text', 'BOOLEAN'].includes(typeFamily(c.type)) && isSmallSet(figuresOf(c.name, probed))).map(({ name: column }) => ask('expect_column_distinct_values_to_be_in_set', { column, value_set: null }));
}

interface Figures {
  readonly rows: number;
  readonly missing: number;
  readonly distinct: number | null;
  readonly min: Value;
  readonly max: Value;
}

const mostValues = 20;
const isSmallSet = ({ rows, missing, distinct }: Figures): boolean => distinct !== null && distinct > 0 && distinct <= mostValues && distinct * 3 <= rows - missing;

function figuresOf(column: string, probed: readonly Judged[]): Figures {
  const of = (type: string) => probed.find((j) => j.expectation.type === type && j.expectation.kwargs['column'] === column)?.result;
  const counts = of('expect_column_unique_value_count_to_be_between');
  const nulls = of('expect_column_values_to_not_be_null');
  return {
    rows: Number(counts?.['element_count'] ?? nulls?.['element_count'] ?? 0),
    missing: Number(counts?.['missing_count'] ?? nulls?.['unexpected_count'] ?? 0),
    distinct: counts ? Number(counts['observed_value']) : null,
    min: of('expect_column_min_to_be_between')?.['observed_value'] ?? null,
    max: of('expect_column_max_to_be_between')?.['observed_value'] ?? null,
  };
}

/** Expectations that the probed table meets and a broken delivery of it would not: columns, types, missing values, keys, sets and limits as they are now. */
export function suggestions(schema: Schema, probed: readonly Judged[], sets: readonly Judged[]): readonly Expectation[] {
  const rows = Number(probed[0]?.result['observed_value'] ?? 0);
  return [
    ask('expect_table_columns_to_match_ordered_list', { column_list: schema.map((c) => c.name) }),
    ...(rows > 0 ? [ask('expect_table_row_count_to_be_between', { min_value: 1 })] : []),
    ...schema.flatMap((c) => ofColumn(c, figuresOf(c.name, probed), sets.find((j) => j.expectation.kwargs['column'] === c.name)?.result['observed_value'] ?? null)),
  ];
}

function ofColumn({ name: column, type }: Column, figures: Figures, set: Value): Expectation[] {
  const { rows, missing, distinct, min, max } = figures;
  const present = rows - missing;
  const list: Expectation[] = [ask('expect_column_values_to_be_of_type', { column, type_: type })];
  // A hundredth less than was seen leaves room for the next delivery.
  const share = Math.floor((present / Math.max(rows, 1)) * 100 - 1) / 100;
  if (rows > 0 && missing === 0) list.push(ask('expect_column_values_to_not_be_null', { column }));
  else if (share > 0.5) list.push(ask('expect_column_values_to_not_be_null', { column, mostly: share }));
  if (distinct !== null && present > 1 && distinct === present && !/^(FLOAT|DOUBLE)$/.test(type) && typeFamily(type) !== 'time') list.push(ask('expect_column_values_to_be_unique', { column }));
  if (Array.isArray(set) && set.length > 0) list.push(ask('expect_column_values_to_be_in_set', { column, value_set: set as readonly Json[] }));
  const [low, high] = [limit(min), limit(max)];
  if (low !== null && high !== null && typeFamily(type) === 'number') list.push(ask('expect_column_values_to_be_between', { column, min_value: low, max_value: high }));
  // Tomorrow's rows are later than today's, so time is limited at its beginning only.
  if (low !== null && typeFamily(type) === 'time') list.push(ask('expect_column_values_to_be_between', { column, min_value: low }));
  return list;
}

/** A limit that JSON can hold exactly; null for others, such as infinity. */
const limit = (value: Value): string | number | null => (typeof value === 'number' && Number.isFinite(value) ? value : typeof value === 'string' && /^\d{4}-/.test(value) ? value : null);

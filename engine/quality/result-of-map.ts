import { isObject, type Json } from '../core/json.ts';
import { suiteTrouble } from './arguments.ts';
import type { Value, ValueObject } from './expectation.ts';

export interface ResultFormat {
  readonly format: 'BOOLEAN_ONLY' | 'BASIC' | 'SUMMARY' | 'COMPLETE';
  readonly partialCount: number;
  readonly indexColumns: readonly string[] | null;
  readonly withoutValues: boolean;
  /** The unexpected rows are listed whole. */
  readonly withRows: boolean;
}

const formats = ['BOOLEAN_ONLY', 'BASIC', 'SUMMARY', 'COMPLETE'] as const;

/** Reads `result_format`, a name or an object, as Great Expectations takes it. */
export function readResultFormat(value: Json, otherwise: ResultFormat['format']): ResultFormat {
  const object = isObject(value) ? (value as { readonly [key: string]: Json }) : {};
  const name = typeof value === 'string' ? value : (object['result_format'] ?? otherwise);
  const format = formats.find((f) => f === name);
  if (!format) throw suiteTrouble(`result_format is ${JSON.stringify(name)}; it must be ${formats.join(', ')}.`);
  const partial = object['partial_unexpected_count'];
  const columns = object['unexpected_index_column_names'];
  return { format, partialCount: typeof partial === 'number' ? partial : 20, indexColumns: Array.isArray(columns) ? columns.map(String) : null, withoutValues: object['exclude_unexpected_values'] === true, withRows: object['include_unexpected_rows'] === true };
}

export interface MapCounts {
  readonly elements: number;
  /** Null where missing values are judged like all others. */
  readonly missing: number | null;
  readonly unexpected: number;
}

/** Whether at least the share `mostly` of the judged rows is as expected; with nothing to judge it is. */
export function isMostly({ elements, missing, unexpected }: MapCounts, mostly: number): boolean {
  const judged = elements - (missing ?? 0);
  return judged === 0 || (judged - unexpected) / judged >= mostly;
}

/** The result of an expectation about rows, with the fields that the format asks for. */
export function resultOfMap(counts: MapCounts, format: ResultFormat, values: readonly Value[], index: readonly Value[], rows: readonly Value[], complete: boolean): ValueObject {
  const { elements, missing, unexpected } = counts;
  if (format.format === 'BOOLEAN_ONLY') return {};
  const share = (of: number): number | null => (of > 0 ? (unexpected / of) * 100 : null);
  const nonmissing = share(elements - (missing ?? 0));
  const result: Record<string, Value> = { element_count: elements, unexpected_count: unexpected, unexpected_percent: elements > 0 ? nonmissing : null };
  const listed = format.withoutValues ? null : values;
  if (listed) result['partial_unexpected_list'] = listed.slice(0, format.partialCount);
  if (format.withRows) result['unexpected_rows'] = format.format === 'COMPLETE' ? rows : rows.slice(0, format.partialCount);
  if (format.indexColumns) result['unexpected_index_column_names'] = format.indexColumns;
  if (missing !== null) Object.assign(result, { missing_count: missing, missing_percent: elements > 0 ? (missing / elements) * 100 : null, unexpected_percent_total: share(elements), unexpected_percent_nonmissing: nonmissing });
  if (format.format === 'BASIC') return result;
  if (listed && format.partialCount > 0) result['partial_unexpected_counts'] = commonest(listed, format.partialCount);
  result['partial_unexpected_index_list'] = index.slice(0, format.partialCount);
  if (format.format === 'SUMMARY') return result;
  if (listed) result['unexpected_list'] = listed;
  result['unexpected_index_list'] = index;
  // Said only where not every unexpected row is listed.
  return complete ? result : { ...result, unexpected_list_is_complete: false };
}

function commonest(values: readonly Value[], most: number): Value {
  const counts = new Map<string, { readonly value: Value; count: number }>();
  for (const value of values) {
    const shown = isObject(value) ? Object.values(value) : value;
    const key = JSON.stringify(shown, (_k, v: unknown) => (typeof v === 'bigint' ? `${v}n` : v));
    const known = counts.get(key);
    if (known) known.count++;
    else counts.set(key, { value: shown as Value, count: 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || (typeof a.value === typeof b.value && a.value! > b.value! ? 1 : -1)).slice(0, most).map(({ value, count }) => ({ value, count }));
}

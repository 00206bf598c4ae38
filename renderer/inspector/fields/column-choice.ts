import type { Schema } from '../../../engine/core/schema.ts';
import { findColumn, sameName } from '../../../engine/core/schema.ts';
import { shortType, typeKind, type TypeKind } from '../../results/type-kind.ts';

export interface ColumnChoice {
  readonly name: string;
  /** null when the input has no such column. */
  readonly type: string | null;
  readonly chosen: boolean;
}

/** All columns to show in a picker: those that are chosen but missing first, then the input's own, in its order. */
export function columnChoices(schema: Schema, chosen: readonly string[]): readonly ColumnChoice[] {
  const missing = chosen.filter((name) => !findColumn(schema, name)).map((name) => ({ name, type: null, chosen: true }));
  const present = schema.map((column) => ({ name: column.name, type: column.type, chosen: chosen.some((name) => sameName(name, column.name)) }));
  return [...missing, ...present];
}

/** Adds a name behind the others, or takes it out. */
export const toggledColumn = (chosen: readonly string[], name: string): readonly string[] =>
  chosen.some((c) => sameName(c, name)) ? chosen.filter((c) => !sameName(c, name)) : [...chosen, name];

/** Chooses all of the names: those chosen before keep their place. */
export const withColumns = (chosen: readonly string[], names: readonly string[]): readonly string[] => [
  ...chosen,
  ...names.filter((name) => !chosen.some((c) => sameName(c, name))),
];

/** Chooses exactly those of `among` that were not chosen: all but these. */
export const invertedColumns = (chosen: readonly string[], among: readonly string[]): readonly string[] => withColumns(withoutColumns(chosen, among), withoutColumns(among, chosen));

/** Whether a column is meant by a search: a part of its name, a pattern with * and ? for the whole of it, or the beginning of its type. */
export function matchesColumn(query: string, name: string, type: string | null): boolean {
  const wanted = query.trim().toLowerCase();
  const text = name.toLowerCase();
  if (/[*?]/.test(wanted)) {
    const pattern = wanted.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
    return new RegExp(`^${pattern}$`, 's').test(text);
  }
  return text.includes(wanted) || (wanted.length > 2 && type !== null && (shortType(type).toLowerCase().startsWith(wanted) || words[typeKind(type)].some((word) => word.startsWith(wanted))));
}

const words: Readonly<Record<TypeKind, readonly string[]>> = {
  integer: ['number'],
  decimal: ['number'],
  float: ['number'],
  boolean: ['logical'],
  text: ['text', 'string'],
  date: ['date'],
  timestamp: ['timestamp', 'datetime', 'date and time'],
  instant: ['timestamp', 'datetime', 'date and time'],
  time: ['time'],
  interval: ['duration'],
  list: ['list', 'nested'],
  struct: ['struct', 'nested'],
  map: ['map', 'nested'],
  json: ['json', 'nested'],
  bytes: ['bytes', 'binary'],
  other: [],
};

export const withoutColumns = (chosen: readonly string[], names: readonly string[]): readonly string[] =>
  chosen.filter((c) => !names.some((name) => sameName(name, c)));

import type { Schema } from '../../../engine/core/schema.ts';
import { findColumn, sameName } from '../../../engine/core/schema.ts';

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

export const withoutColumns = (chosen: readonly string[], names: readonly string[]): readonly string[] =>
  chosen.filter((c) => !names.some((name) => sameName(name, c)));

import type { Schema } from '../../../engine/core/schema.ts';
import { sameName } from '../../../engine/core/schema.ts';

/** What a condition over both sides calls the columns of the right one: with the suffix where the left side has the name too; `clashes` are names that would stand for two columns. */
export function namesInCondition(left: Schema, right: Schema, suffix: string): { nameOf(name: string): string; clashes: readonly string[] } {
  const names = new Map(right.map((c) => [c.name, left.some((l) => sameName(l.name, c.name)) ? c.name + suffix : c.name]));
  const all = [...left.map((c) => c.name), ...names.values()];
  const clashes = all.filter((name, i) => all.findIndex((other) => sameName(other, name)) < i);
  return { nameOf: (name) => names.get(name) ?? name, clashes };
}

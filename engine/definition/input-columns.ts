import type { Column, Schema } from '../core/schema.ts';
import { findColumn, nearestName } from '../core/schema.ts';
import type { BuildContext } from './node-definition.ts';

type Reporter = Pick<BuildContext<unknown>, 'report'>;

/** A name the way messages show it. */
export const quoted = (name: string): string => `"${name}"`;

/** The schema that arrives at a port that takes one edge, or null while nothing is connected. */
export const inputSchema = (context: Pick<BuildContext<unknown>, 'inputs'>, port: string): Schema | null => context.inputs[port]?.[0] ?? null;

/** The column a setting names; reports `column-missing` with the nearest name and gives null when it is not there. */
export function inputColumn(context: Reporter, schema: Schema, name: string, param: string, where = 'the input'): Column | null {
  const found = findColumn(schema, name);
  if (found) return found;
  const nearest = nearestName(name, schema.map((c) => c.name));
  const advice = nearest === undefined ? 'Choose one of its columns' : `Did you mean ${quoted(nearest)}? Choose that column`;
  context.report('column-missing', `Column ${quoted(name)} is not in ${where}. ${advice}, or bring the column back further up.`, { param });
  return null;
}

/** Reports every name that an earlier one equals but for case; `param` gives the setting to point at. */
export function uniqueColumns(context: Reporter, names: readonly string[], param: (index: number) => string, advice = 'Give one of them another name'): boolean {
  const seen = new Set<string>();
  let unique = true;
  for (const [index, name] of names.entries()) {
    const key = name.toLowerCase();
    if (seen.has(key)) {
      context.report('column-duplicate', `Two columns would be called ${quoted(name)}; names that differ only in case are the same. ${advice}.`, { param: param(index) });
      unique = false;
    }
    seen.add(key);
  }
  return unique;
}

import type { Column, Schema } from '../core/schema.ts';
import { findColumn, sameName } from '../core/schema.ts';
import { inputColumn, quoted } from './input-columns.ts';
import type { BuildContext } from './node-definition.ts';

/** What a node does when the input lacks a column that a setting lists. */
export const onMissing = {
  kind: 'choice',
  label: 'A listed column is gone',
  default: 'fail',
  advanced: true,
  options: [
    { value: 'fail', label: 'Report it' },
    { value: 'ignore', label: 'Go on without it' },
  ],
} as const;

/** What a node does with columns of the input that no setting lists. */
export const onNew = {
  kind: 'choice',
  label: 'A column is not listed',
  default: 'keep',
  advanced: true,
  options: [
    { value: 'keep', label: 'Keep it' },
    { value: 'drop', label: 'Drop it' },
    { value: 'fail', label: 'Report it' },
  ],
} as const;

export type OnMissing = 'fail' | 'ignore';
export type OnNew = 'keep' | 'drop' | 'fail';

type Reporter = Pick<BuildContext<unknown>, 'report'>;

/** The column a setting lists; null when the input lacks it, which is reported unless the policy is to ignore it. */
export function listedColumn(context: Reporter, schema: Schema, name: string, param: string, policy: OnMissing, where?: string): Column | null {
  return policy === 'ignore' ? (findColumn(schema, name) ?? null) : inputColumn(context, schema, name, param, where);
}

/** The columns a setting lists, each once, those that are gone reported or left out. */
export function listedColumns(context: Reporter, schema: Schema, names: readonly string[], param: string, policy: OnMissing, where?: string): readonly Column[] {
  const found = names.flatMap((name, i) => listedColumn(context, schema, name, `${param}.${i}`, policy, where) ?? []);
  return found.filter((c, i) => found.indexOf(c) === i);
}

/** The columns of the input that are not among `listed`, as far as the policy keeps them; each is reported where none is expected. */
export function otherColumns(context: Reporter, schema: Schema, listed: readonly string[], param: string, policy: OnNew): readonly Column[] {
  const others = schema.filter((c) => !listed.some((name) => sameName(name, c.name)));
  if (policy === 'fail') {
    for (const c of others) {
      context.report('column-new', `Column ${quoted(c.name)} of the input is not listed. Add it to the list, or let columns that are not listed be kept or dropped.`, { param });
    }
  }
  return policy === 'drop' ? [] : others;
}

/** Reports a list that names no column; true when there is one. */
export function someColumns(context: Reporter, columns: readonly unknown[], param: string, what = 'a column'): boolean {
  if (columns.length === 0) context.report('param-missing', `Nothing is chosen here. Choose at least ${what}.`, { param });
  return columns.length > 0;
}

/** Whether the one column that a setting names is gone and the node goes on without it: rows then pass as they are. */
export const goesWithout = (schema: Schema, name: string | null, policy: OnMissing): boolean => name !== null && policy === 'ignore' && findColumn(schema, name) === undefined;

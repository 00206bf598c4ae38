import type { Schema } from '../core/schema.ts';
import type { FileScan } from '../relation/relation.ts';
import { inputColumn } from './input-columns.ts';
import type { BuildContext } from './node-definition.ts';

/** The part of a scan that says which columns come from the names of files and folders, and which store they lie in. */
export const fileScan = (fileColumn: string | null, partitions: Schema | undefined, place: Pick<FileScan, 'store'> = {}): Omit<FileScan, 'path'> => ({
  ...place,
  ...(fileColumn === null ? {} : { fileColumn }),
  ...(partitions === undefined || partitions.length === 0 ? {} : { partitions }),
});

/** The schema with the types a person set under `types`; reports columns the file does not have. */
export function withTypes(context: Pick<BuildContext<unknown>, 'report'>, schema: Schema, types: readonly { readonly column: string; readonly type: string }[]): Schema {
  const set = new Map<string, string>();
  for (const [i, { column, type }] of types.entries()) {
    const found = inputColumn(context, schema, column, `types.${i}.column`, 'the file');
    if (found) set.set(found.name, type);
  }
  return schema.map((c) => ({ name: c.name, type: set.get(c.name) ?? c.type }));
}

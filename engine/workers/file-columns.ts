import type { DuckDBConnection } from '@duckdb/node-api';
import { quotedText } from '../core/quoting.ts';
import type { Schema } from '../core/schema.ts';
import { sameName } from '../core/schema.ts';
import type { FileColumns } from '../definition/need.ts';

/** The columns of files matched by `pattern` with those that come from their names: `partitions` are the values in the names of folders. */
export async function fileColumns(connection: DuckDBConnection, asked: FileColumns | undefined, pattern: string, own: Schema): Promise<{ readonly schema: Schema; readonly partitions: Schema }> {
  const partitions = asked?.partitions === true ? await folderColumns(connection, pattern) : [];
  // As in the files of other tools, a column that the folder states wins over one of the file.
  const kept = own.filter((c) => !partitions.some((p) => sameName(p.name, c.name)));
  const named = asked?.fileColumn == null ? [] : [{ name: asked.fileColumn, type: 'VARCHAR' }];
  return { schema: [...kept, ...partitions, ...named], partitions };
}

/** Names and types of the values in folder names, in their order from the outside in, of all files together. */
async function folderColumns(connection: DuckDBConnection, pattern: string): Promise<Schema> {
  // Only names are read: the files are listed and taken for text.
  const reader = `read_csv(${quotedText(pattern)}, auto_detect = false, columns = {'_': 'VARCHAR'}, delim = chr(1), quote = '', escape = '', header = false, hive_partitioning = true, hive_types_autocast = true)`;
  const reply = await connection.runAndReadAll(`DESCRIBE SELECT * EXCLUDE ("_") FROM ${reader}`).catch((error: unknown) => {
    // Nothing but the column of the file: no folder states a value.
    if (/empty set of columns|SELECT list is empty/i.test(String(error))) return null;
    throw error;
  });
  if (reply === null) return [];
  const found = reply.getRows().map((row) => ({ name: String(row[0]), type: String(row[1]) }));
  const first = await connection.runAndReadAll(`SELECT min(file) FROM glob(${quotedText(pattern)})`);
  const path = String(first.getRows()[0]?.[0] ?? '');
  const place = (name: string): number => path.toLowerCase().indexOf(`/${name.toLowerCase()}=`);
  return found.toSorted((a, b) => place(a.name) - place(b.name));
}

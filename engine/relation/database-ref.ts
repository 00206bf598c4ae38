import { canonicalJson } from '../core/json.ts';

/** A database outside the engine. What opens it is named, never held: `secret` is the name of a secret. */
export type DatabaseRef =
  /** The file of a DuckLake is its catalogue: one of DuckDB, or of SQLite where the name says so. */
  | { readonly kind: 'duckdb' | 'sqlite' | 'ducklake'; readonly path: string }
  | { readonly kind: 'postgres' | 'mysql'; readonly host: string; readonly port: number; readonly database: string; readonly user: string; readonly secret: string | null };

/** A table of a database; the database's own default schema when null. */
export interface TableName {
  readonly schema: string | null;
  readonly name: string;
}

/** What is read from a database: a table, or the rows of a query in the database's own language. */
export type DatabaseSource = { readonly table: TableName; /** As it was then; as it is when left out. */ readonly at?: SnapshotChoice } | { readonly query: string };

/** A snapshot of a DuckLake, by its number or as the last one before a time in ISO 8601 with its zone. */
export type SnapshotChoice = { readonly version: number } | { readonly time: string };

/** Whether the catalogue of a DuckLake is a SQLite file. */
export const hasSqliteCatalogue = (path: string): boolean => /\.sqlite3?$/i.test(path);

/** Whether the database is reached through the network. */
export const isRemote = (database: DatabaseRef): boolean => database.kind === 'postgres' || database.kind === 'mysql';

/** The same database with the path of its file put through `resolvePath`. */
export const resolvedDatabase = (database: DatabaseRef, resolvePath: (path: string) => string): DatabaseRef => ('path' in database ? { ...database, path: resolvePath(database.path) } : database);

/** The name under which a resolved database is attached: the same for the same database, whoever asks. */
export function databaseAlias(resolved: DatabaseRef): string {
  const text = canonicalJson(resolved);
  // Two 32-bit FNV hashes side by side: enough to tell the few databases of a flow apart.
  const fnv = (seed: number): string => {
    let hash = seed;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16_777_619) >>> 0;
    return hash.toString(16).padStart(8, '0');
  };
  return `db_${fnv(2_166_136_261)}${fnv(40_389)}`;
}

/** The database and table as a person calls them, without anything secret. */
export function databaseLabel(database: DatabaseRef, table?: TableName): string {
  const place = 'path' in database ? database.path : `${database.kind}://${database.host}:${database.port}/${database.database}`;
  return table === undefined ? place : `${place} ${table.schema === null ? '' : `${table.schema}.`}${table.name}`;
}

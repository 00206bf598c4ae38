import type { DatabaseRef } from '../relation/database-ref.ts';
import type { ParamSpecs } from './param.ts';

const servers = ['postgres', 'mysql'] as const;
const onServer = { param: 'system', in: servers };

/** Settings that say which database is meant; `access` is that of its file. */
export const databaseParams = <A extends 'read' | 'write'>(access: A) =>
  ({
    system: {
      kind: 'choice',
      label: 'Database',
      default: 'duckdb',
      options: [
        { value: 'duckdb', label: 'DuckDB file' },
        { value: 'sqlite', label: 'SQLite file' },
        { value: 'ducklake', label: 'DuckLake', help: 'Parquet files with a catalogue, which keeps every earlier state' },
        { value: 'postgres', label: 'PostgreSQL' },
        { value: 'mysql', label: 'MySQL or MariaDB' },
      ],
    },
    path: { kind: 'file', label: 'File', help: 'Relative to the flow. Of a DuckLake its catalogue: a DuckDB file, or one of SQLite where the name ends with .sqlite.', default: null, needed: true, access, extensions: ['duckdb', 'db', 'sqlite', 'sqlite3', 'ducklake'], showIf: { param: 'system', in: ['duckdb', 'sqlite', 'ducklake'] } },
    host: { kind: 'text', label: 'Server', default: 'localhost', showIf: onServer },
    port: { kind: 'integer', label: 'Port', help: 'The usual one of the system when empty.', default: null, min: 1, max: 65_535, showIf: onServer },
    database: { kind: 'text', label: 'Database name', default: null, needed: true, showIf: onServer },
    user: { kind: 'text', label: 'User', default: null, needed: true, showIf: onServer },
    secret: { kind: 'text', label: 'Password secret', help: 'Name of a secret; "shop db" is the environment variable MILLRACE_SECRET_SHOP_DB. The password itself never stands in the flow.', default: null, placeholder: 'shop db', showIf: onServer },
    schema: { kind: 'text', label: 'Schema', help: 'The default one when empty.', default: null, advanced: true },
  }) as const satisfies ParamSpecs;

export interface DatabaseSettings {
  readonly system: 'duckdb' | 'sqlite' | 'ducklake' | 'postgres' | 'mysql';
  readonly path: string | null;
  readonly host: string;
  readonly port: number | null;
  readonly database: string | null;
  readonly user: string | null;
  readonly secret: string | null;
}

const usualPort = { postgres: 5432, mysql: 3306 } as const;

/** The database that settings mean, or the name of the setting that is still empty. */
export function databaseOf(settings: DatabaseSettings): { readonly database: DatabaseRef } | { readonly lacks: 'path' | 'database' | 'user' } {
  const { system, path, host, port, database, user, secret } = settings;
  if (system === 'duckdb' || system === 'sqlite' || system === 'ducklake') return path === null ? { lacks: 'path' } : { database: { kind: system, path } };
  if (database === null || database === '') return { lacks: 'database' };
  if (user === null || user === '') return { lacks: 'user' };
  return { database: { kind: system, host, port: port ?? usualPort[system], database, user, secret: secret === '' ? null : secret } };
}

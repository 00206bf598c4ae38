import { hasSqliteCatalogue, type DatabaseRef } from './database-ref.ts';
import type { ScanSource } from './relation.ts';
import { isRemotePath } from './remote-path.ts';

/** Extensions of DuckDB that are not part of it and come as files of their own. */
export const extensionNames = ['excel', 'httpfs', 'sqlite_scanner', 'postgres_scanner', 'mysql_scanner', 'ducklake'] as const;
export type ExtensionName = (typeof extensionNames)[number];

/** What each extension is for, in words of the person who lacks it. */
export const extensionPurposes: Readonly<Record<ExtensionName, string>> = {
  excel: 'writing Excel workbooks',
  httpfs: 'files on web servers and in object stores',
  sqlite_scanner: 'SQLite databases',
  postgres_scanner: 'PostgreSQL databases',
  mysql_scanner: 'MySQL and MariaDB databases',
  ducklake: 'DuckLake tables',
};

/** The extensions that reach a database, in the order in which they are loaded. */
export function databaseExtensions(database: DatabaseRef): readonly ExtensionName[] {
  switch (database.kind) {
    case 'duckdb':
      return [];
    case 'sqlite':
      return ['sqlite_scanner'];
    case 'postgres':
      return ['postgres_scanner'];
    case 'mysql':
      return ['mysql_scanner'];
    case 'ducklake':
      return hasSqliteCatalogue(database.path) ? ['sqlite_scanner', 'ducklake'] : ['ducklake'];
  }
}

/** The extension a scan needs besides that of its database, or null. */
export function scanExtension(source: ScanSource): ExtensionName | null {
  return 'path' in source && isRemotePath(source.path) ? 'httpfs' : null;
}

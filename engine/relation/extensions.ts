import { hasSqliteCatalogue, type DatabaseRef } from './database-ref.ts';
import type { LakehouseFormat } from './lakehouse.ts';
import type { ScanSource } from './relation.ts';
import { isAzurePath } from './object-store.ts';
import { isRemotePath } from './remote-path.ts';

/** Extensions of DuckDB that are not part of it and come as files of their own. */
export const extensionNames = ['excel', 'httpfs', 'azure', 'sqlite_scanner', 'postgres_scanner', 'mysql_scanner', 'ducklake', 'delta', 'avro', 'iceberg'] as const;
export type ExtensionName = (typeof extensionNames)[number];

/** What each extension is for, in words of the person who lacks it. */
export const extensionPurposes: Readonly<Record<ExtensionName, string>> = {
  excel: 'writing Excel workbooks',
  httpfs: 'files on web servers and in object stores',
  azure: 'files in Azure Blob Storage',
  sqlite_scanner: 'SQLite databases',
  postgres_scanner: 'PostgreSQL databases',
  mysql_scanner: 'MySQL and MariaDB databases',
  ducklake: 'DuckLake tables',
  delta: 'Delta tables',
  avro: 'Iceberg tables',
  iceberg: 'Iceberg tables',
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

/** Extensions that read a format of tables with a log, in the order in which they are loaded. */
export const lakehouseExtensions: Readonly<Record<LakehouseFormat, readonly ExtensionName[]>> = { delta: ['delta'], iceberg: ['avro', 'iceberg'] };

/** The extension that reads an address. */
export const remoteExtension = (path: string): ExtensionName => (isAzurePath(path) ? 'azure' : 'httpfs');

/** The extensions a scan needs besides those of its database, in the order in which they are loaded. */
export function scanExtensions(source: ScanSource): readonly ExtensionName[] {
  return [...('path' in source && isRemotePath(source.path) ? [remoteExtension(source.path)] : []), ...(source.format === 'lakehouse' ? lakehouseExtensions[source.state.format] : [])];
}

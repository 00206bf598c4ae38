import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { quotedText } from '../core/quoting.ts';
import type { JobSettings } from '../plan/job.ts';

export interface OpenDatabase {
  readonly connection: DuckDBConnection;
  close(): void;
}

/** A database for one run, in memory or in a file that only this run may open (H2): its share of threads and memory, its own spill folder, files locked to the allowed folders. `more` are statements that come before the settings are locked. */
export async function openDatabase(settings: JobSettings, file = ':memory:', more: readonly string[] = []): Promise<OpenDatabase> {
  const instance = await DuckDBInstance.create(file, {
    threads: String(settings.threads),
    autoinstall_known_extensions: 'false',
    ...(settings.memory === null ? {} : { memory_limit: settings.memory }),
  });
  const connection = await instance.connect();
  const set = [
    'SET errors_as_json = true',
    'SET enable_progress_bar = true',
    'SET enable_progress_bar_print = false',
    'SET progress_bar_time = 0',
    ...more,
    "SET TimeZone = 'UTC'",
    `SET temp_directory = ${quotedText(settings.tempDirectory)}`,
    `SET allowed_directories = [${settings.allowedDirectories.map((d) => quotedText(d.endsWith('/') ? d : `${d}/`)).join(', ')}]`,
    'SET enable_external_access = false',
    'SET lock_configuration = true',
  ];
  for (const statement of set) await connection.run(statement);
  return {
    connection,
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

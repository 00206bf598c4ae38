import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { quotedText } from '../core/quoting.ts';
import type { JobSettings } from '../plan/job.ts';
import { attachDatabase } from './attach-database.ts';
import { stagedVariable } from '../plan/staging.ts';
import { openStore } from './open-store.ts';
import { loadExtension } from './load-extension.ts';
import { stagedFolder } from './stage-sources.ts';

export interface OpenDatabase {
  readonly connection: DuckDBConnection;
  connect(): Promise<DuckDBConnection>;
  close(): void;
}

/**
 * The first computes the input of a window twice: where that is random, rows get lost or come twice (DuckDB 1.5.6; test/properties/sceptic.test.ts).
 * The second, pushing samples into scans, takes away the operators that rows are counted at.
 */
export const disabledOptimizers = ['window_self_join', 'sampling_pushdown'] as const;

/** What holds for every run. */
const always = [
  // What a person keeps for other programs is nobody's business here; it has to be said before the first secret.
  'SET allow_persistent_secrets = false',
  'SET enable_progress_bar = true',
  'SET enable_progress_bar_print = false',
  'SET progress_bar_time = 0',
  "SET TimeZone = 'UTC'",
  `SET disabled_optimizers = ${quotedText(disabledOptimizers.join(','))}`,
];

interface Opened {
  readonly instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
}

let ready: Promise<Opened> | null = null;

/** Opens an empty in-memory database before anyone asks, so that the next run of this thread need not wait for it. */
export function openAhead(): void {
  ready ??= open(':memory:');
}

async function memoryDatabase(): Promise<Opened> {
  const opened = ready ?? open(':memory:');
  ready = null;
  return opened;
}

async function open(file: string): Promise<Opened> {
  const instance = await DuckDBInstance.create(file, { autoinstall_known_extensions: 'false' });
  const connection = await instance.connect();
  // In one go: each call goes to another thread and back.
  await connection.run(always.join(';\n'));
  return { instance, connection };
}

/** A database for one run, in memory or in a file that only this run may open (H2): its share of threads and memory, its own spill folder, files locked to the allowed folders. `more` are statements that come before the settings are locked. */
export async function openDatabase(settings: JobSettings, file = ':memory:', more: readonly string[] = []): Promise<OpenDatabase> {
  const { instance, connection } = await (file === ':memory:' ? memoryDatabase() : open(file));
  const set = [
    `SET threads = ${settings.threads}`,
    // Each statement runs on some thread of the pool, and what it freed stays with that thread's arena while the next takes as much on another: a thread of the allocator's own gives it back.
    ...(settings.memory === null ? [] : [`SET memory_limit = ${quotedText(settings.memory)}`, 'SET allocator_background_threads = true']),
    'SET errors_as_json = true',
    ...more,
    `SET VARIABLE ${stagedVariable} = ${quotedText(stagedFolder(settings))}`,
    `SET temp_directory = ${quotedText(settings.tempDirectory)}`,
    ...(settings.spillLimit == null ? [] : [`SET max_temp_directory_size = ${quotedText(settings.spillLimit)}`]),
    `SET allowed_directories = [${settings.allowedDirectories.map((d) => quotedText(d.endsWith('/') ? d : `${d}/`)).join(', ')}]`,
    'SET enable_external_access = false',
    // What a statement may do differently is said before it runs.
    "SET allowed_configs = ['preserve_insertion_order', 'disabled_optimizers']",
    'SET lock_configuration = true',
  ];
  const close = (): void => {
    connection.closeSync();
    instance.closeSync();
  };
  try {
    // Extensions are files of the installation, so they are loaded before the doors close.
    for (const { name, node } of settings.extensions ?? []) await loadExtension(connection, name, node, settings.patience ?? null);
    for (const database of settings.databases ?? []) await attachDatabase(connection, database);
    for (const [i, { store, node }] of (settings.stores ?? []).entries()) await openStore(connection, store, `store_${i}`, node);
    await connection.run(set.join(';\n'));
  } catch (error) {
    close();
    throw error;
  }
  const connect = async (): Promise<DuckDBConnection> => {
    const another = await instance.connect();
    // Variables belong to a connection.
    await another.run(`SET VARIABLE ${stagedVariable} = ${quotedText(stagedFolder(settings))}`);
    return another;
  };
  return { connection, connect, close };
}

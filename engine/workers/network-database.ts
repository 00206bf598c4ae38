import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { ObjectStore } from '../relation/object-store.ts';
import { loadExtension } from './load-extension.ts';
import { openStore } from './open-store.ts';

/** Whether servers may be asked; `patiently` for as long as a run waits. */
export type Asking = boolean | 'patiently';

/**
 * The database that looks at what lies in the network, opened when it is first needed. It is one of its own, because statements of a person are
 * bound while they are written: in a database that can reach servers, binding one that names an address would ask them.
 */
export class NetworkDatabase {
  private opening: Promise<{ readonly instance: DuckDBInstance; readonly connection: DuckDBConnection }> | null = null;
  private asked: Promise<unknown> = Promise.resolve();
  private readonly patience: number;

  /** Seconds that a server is waited for. */
  constructor(patience: number) {
    this.patience = patience;
  }

  async connection(): Promise<DuckDBConnection> {
    this.opening ??= open();
    return (await this.opening).connection;
  }

  /** A connection that reads addresses; a `patient` one waits for web servers as long as runs do. Throws `extension-missing`. */
  async web(patient: boolean, extension: 'httpfs' | 'azure' = 'httpfs'): Promise<DuckDBConnection> {
    const connection = await this.connection();
    await loadExtension(connection, extension, undefined, this.patience);
    if (patient && extension === 'httpfs') await connection.run('RESET GLOBAL http_timeout; RESET GLOBAL http_retries');
    return connection;
  }

  /** Lets `work` read a bucket: one after the other, since one bucket is opened in one way at a time. */
  inStore<T>(store: ObjectStore, patient: boolean, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const done = this.asked.then(async () => {
      const connection = await this.web(patient, store.azure === undefined ? 'httpfs' : 'azure');
      await openStore(connection, store, 'store');
      try {
        return await work(connection);
      } finally {
        await connection.run('DROP SECRET IF EXISTS "store"');
      }
    });
    this.asked = done.catch(() => undefined);
    return done;
  }

  close(): void {
    // Nobody asks any more when it is closed; what never opened has nothing to close.
    void this.opening?.then(({ instance, connection }) => {
      connection.closeSync();
      instance.closeSync();
    }, () => undefined);
  }
}

async function open() {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', autoinstall_known_extensions: 'false' });
  const connection = await instance.connect();
  // It has to be said before the first secret.
  await connection.run('SET allow_persistent_secrets = false');
  await connection.run('SET errors_as_json = true');
  await connection.run("SET TimeZone = 'UTC'");
  return { instance, connection };
}

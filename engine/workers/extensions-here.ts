import { homedir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { quotedIdentifier, quotedText } from '../core/quoting.ts';
import { extensionNames, type ExtensionName } from '../relation/extensions.ts';
import { extensionSlot, findExtension } from './load-extension.ts';

export interface ExtensionPlace {
  readonly name: ExtensionName;
  /** Version and platform, such as `v1.5.5/linux_amd64`. */
  readonly slot: string;
  /** Its file on this machine, or null. */
  readonly file: string | null;
}

/** Which extensions of the database are on this machine, and where. */
export async function extensionsHere(): Promise<readonly ExtensionPlace[]> {
  const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false' });
  const connection = await instance.connect();
  try {
    const slot = await extensionSlot(connection);
    return extensionNames.map((name) => ({ name, slot, file: findExtension(name, slot) }));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Downloads an extension from DuckDB's own server into the account's folder, because a person asked for it. Throws DuckDB's error. */
export async function downloadExtension(name: ExtensionName): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false' });
  const connection = await instance.connect();
  try {
    await connection.run(`SET extension_directory = ${quotedText(join(homedir(), '.duckdb', 'extensions'))}`);
    await connection.run(`INSTALL ${quotedIdentifier(name)}`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Diagnostic } from '../core/diagnostic.ts';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { quotedIdentifier, quotedText } from '../core/quoting.ts';
import { extensionPurposes, type ExtensionName } from '../relation/extensions.ts';

/** Seconds that a server is waited for by whoever only looks; one that is busy is asked twice more. */
export const lookPatience = 5;

/** Version and platform as DuckDB names the folders of its extensions, such as `v1.5.5/linux_amd64`. */
export async function extensionSlot(connection: DuckDBConnection): Promise<string> {
  const reply = await connection.runAndReadAll("SELECT version(), (SELECT platform FROM pragma_platform())");
  const [version, platform] = reply.getRows()[0]!;
  return `${String(version)}/${String(platform)}`;
}

/** Folders that may hold extensions, the first one first: what the person names, what was shipped, what DuckDB itself installed. */
export function extensionFolders(environment: NodeJS.ProcessEnv = process.env, from: string = import.meta.dirname): readonly string[] {
  const shipped: string[] = [];
  for (let at = from; ; at = dirname(at)) {
    const folder = join(at, 'extensions');
    if (existsSync(join(at, 'package.json')) && existsSync(folder)) shipped.push(folder);
    // The desktop's package has them beside its archive, of which no file can be loaded.
    if (basename(at) === 'app.asar') shipped.push(join(dirname(at), 'extensions'));
    if (dirname(at) === at) break;
  }
  return [...(environment['MILLRACE_EXTENSIONS'] ? [environment['MILLRACE_EXTENSIONS']] : []), ...shipped, join(homedir(), '.duckdb', 'extensions')];
}

/** The file of an extension for this version and platform, or null. */
export function findExtension(name: ExtensionName, slot: string, folders: readonly string[] = extensionFolders()): string | null {
  return folders.map((folder) => join(folder, slot, `${name}.duckdb_extension`)).find((path) => existsSync(path)) ?? null;
}

/** What to tell who lacks an extension. */
export function extensionMissing(name: ExtensionName, slot: string, node?: string): Diagnostic {
  const who = node === undefined ? 'This' : `Node "${node}"`;
  return problem('extension-missing', `${who} needs DuckDB's extension "${name}" for ${extensionPurposes[name]}, and there is none for ${slot}. Get it with "millrace extensions --install ${name}", or name a folder that holds ${slot}/${name}.duckdb_extension in MILLRACE_EXTENSIONS.`, node === undefined ? {} : { node });
}

/** Loads an extension from a file of this machine; throws `extension-missing` where there is none, and never downloads. With `patience` servers are waited for that many seconds, three times at most. */
export async function loadExtension(connection: DuckDBConnection, name: ExtensionName, node?: string, patience: number | null = null): Promise<void> {
  const slot = await extensionSlot(connection);
  const file = findExtension(name, slot);
  if (file === null) throw new DiagnosticError(extensionMissing(name, slot, node));
  try {
    await connection.run(`LOAD ${quotedText(file)}`);
    if (name === 'httpfs') await forgetAccount(connection);
    // The other way to connect looks for the certificates of the system where some Linux systems do not have them.
    if (name === 'azure' && process.platform === 'linux') await connection.run("SET GLOBAL azure_transport_option_type = 'curl'");
    // The database hears no interrupt while it waits for a server, by itself for half a minute and four times over.
    if (name === 'httpfs' && patience !== null) await connection.run(`SET GLOBAL http_timeout = ${patience}; SET GLOBAL http_retries = 2`);
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
    const missing = extensionMissing(name, slot, node);
    throw new DiagnosticError({ ...missing, message: `The extension ${file} cannot be loaded (${reason.slice(0, 200)}). Get it again with "millrace extensions --install ${name}".` });
  }
}

/** The extension takes keys and places of object stores from the variables of the account; only what a flow says shall count. */
async function forgetAccount(connection: DuckDBConnection): Promise<void> {
  const reply = await connection.runAndReadAll("SELECT name FROM duckdb_settings() WHERE starts_with(name, 's3_')");
  for (const [setting] of reply.getRows()) await connection.run(`RESET GLOBAL ${quotedIdentifier(String(setting))}`);
}

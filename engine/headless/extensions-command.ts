import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { extensionNames, extensionPurposes, type ExtensionName } from '../relation/extensions.ts';
import { downloadExtension, extensionsHere } from '../workers/extensions-here.ts';
import { exit, type Console } from './console.ts';

/** `millrace extensions`: which parts of the database that come as files of their own are here; with names, gets those from DuckDB's server. */
export async function extensionsCommand(options: { readonly install: readonly string[]; readonly json?: boolean }, console: Console): Promise<number> {
  for (const name of options.install) {
    if (!isExtension(name)) throw new DiagnosticError(problem('param-invalid', `There is no extension "${name}" that a node uses. There are ${extensionNames.join(', ')}.`));
  }
  for (const name of options.install as readonly ExtensionName[]) {
    try {
      await downloadExtension(name);
    } catch (error) {
      const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
      throw new DiagnosticError(problem('extension-missing', `The extension "${name}" could not be downloaded (${reason}). Try again with a connection, or name a folder that holds it in MILLRACE_EXTENSIONS.`));
    }
  }
  const found = await extensionsHere();
  if (options.json === true) console.out(`${JSON.stringify(found, null, 2)}\n`);
  else for (const { name, slot, file } of found) console.out(`${name.padEnd(18)} ${(file ?? `missing for ${slot}`).padEnd(40)} ${extensionPurposes[name]}\n`);
  return exit.done;
}

const isExtension = (name: string): name is ExtensionName => (extensionNames as readonly string[]).includes(name);

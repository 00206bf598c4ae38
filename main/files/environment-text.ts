import { readFile } from 'node:fs/promises';
import { DiagnosticError, problem } from '../../engine/core/diagnostic.ts';
import { environmentFile } from '../../engine/core/environment-file.ts';
import { errorCode, saveAtomically } from './save-atomically.ts';

/** The text at the path of an environment file; null when there is none. Fails with `environment-unknown` when it may not be read. */
export async function readEnvironmentText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw new DiagnosticError(problem('environment-unknown', `${path} cannot be read (${errorCode(error) ?? String(error)}). Check that it is a file you may read.`));
  }
}

/** Replaces it, if it is still the text that the change was made to. */
export async function saveEnvironmentText(path: string, before: string | null, text: string): Promise<void> {
  if ((await readEnvironmentText(path)) !== before) throw new DiagnosticError(problem('environment-unknown', `${environmentFile} was changed by somebody else meanwhile. Open the parameters again and make your change to what is there now.`));
  await saveAtomically(path, text);
}

import { readFile } from 'node:fs/promises';
import { DiagnosticError, problem } from '../../engine/core/diagnostic.ts';
import type { DiagnosticCode } from '../../engine/core/diagnostic-codes.ts';
import { errorCode, saveAtomically } from './save-atomically.ts';

/** The text of a file that belongs to all flows of a folder; null when there is none. Fails with `code` when it may not be read. */
export async function readProjectText(path: string, code: DiagnosticCode): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw new DiagnosticError(problem(code, `${path} cannot be read (${errorCode(error) ?? String(error)}). Check that it is a file you may read.`));
  }
}

/** Replaces it, if it is still the text that the change was made to; else fails with `code` and `changed`. */
export async function saveProjectText(path: string, code: DiagnosticCode, before: string | null, text: string, changed: string): Promise<void> {
  if ((await readProjectText(path, code)) !== before) throw new DiagnosticError(problem(code, changed));
  await saveAtomically(path, text);
}

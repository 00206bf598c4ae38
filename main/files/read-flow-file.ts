import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DiagnosticError, problem } from '../../engine/core/diagnostic.ts';
import type { OpenedFile } from '../contract/os-calls.ts';
import type { AutosaveJournal } from './autosave-journal.ts';
import { errorCode } from './save-atomically.ts';

const MOST_BYTES = 64 * 1024 * 1024;

/** Reads a flow file, or the flow.json of a folder; fails with `flow-missing` or `flow-unreadable`. */
export async function readFlowFile(path: string, journal: AutosaveJournal): Promise<OpenedFile> {
  try {
    const info = await stat(path);
    if (info.isDirectory()) return await readFlowFile(join(path, 'flow.json'), journal);
    if (info.size > MOST_BYTES) throw new DiagnosticError(problem('flow-unreadable', `${path} is larger than 64 MiB, no flow is. Open the flow file, not its data.`));
    const text = decode(path, await readFile(path));
    const kept = await journal.find(path);
    const newer = kept !== null && kept.text !== text && Date.parse(kept.saved) > info.mtimeMs;
    return { path, base: dirname(path), text, recovered: newer ? kept.text : null };
  } catch (error) {
    throw openFailure(path, error);
  }
}

function decode(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new DiagnosticError(problem('flow-unreadable', `${path} is not UTF-8 text. Open a file that Millrace has saved.`));
  }
}

function openFailure(path: string, error: unknown): unknown {
  const code = errorCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new DiagnosticError(problem('flow-missing', `There is no flow at ${path}. It may have been moved or renamed; open it where it is now.`));
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new DiagnosticError(problem('flow-unreadable', `${path} may not be read. Change its permissions or open a copy.`));
  }
  return error;
}

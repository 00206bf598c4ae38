import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { access, open, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DiagnosticError, problem } from '../../engine/core/diagnostic.ts';

export interface SaveSteps {
  /** Writes the text into the new file; replaced in tests to meet a full disk. */
  write(file: FileHandle, text: string): Promise<void>;
}

const steps: SaveSteps = { write: (file, text) => file.writeFile(text, 'utf8') };

/**
 * Replaces a file's text by way of a temporary name in the same folder, flushed to disk before it takes the name: a crash
 * leaves the old text or the new one. Fails with `flow-read-only`, `disk-full` or `flow-missing` (no such folder).
 */
export async function saveAtomically(path: string, text: string, { write }: SaveSteps = steps): Promise<void> {
  // A link stays a link: what it points to is replaced.
  const target = await realpath(path).catch(() => path);
  const old = await stat(target).catch(() => null);
  if (old?.isDirectory()) throw new DiagnosticError(problem('flow-read-only', `${path} is a folder. Save under another name.`));
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`);
  let created = false;
  try {
    // The rename would replace even a write-protected file.
    if (old !== null && (old.mode & 0o222) === 0) throw Object.assign(new Error('write-protected'), { code: 'EACCES' });
    if (old !== null) await access(target, constants.W_OK);
    const file = await open(temporary, 'wx', old === null ? 0o666 : old.mode & 0o777);
    created = true;
    try {
      await write(file, text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (error) {
    if (created) await unlink(temporary).catch(() => undefined);
    throw saveFailure(path, error);
  }
  await syncFolder(dirname(target));
}

/** Makes the new name itself durable; Windows has no such step. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function saveFailure(path: string, error: unknown): unknown {
  const code = errorCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new DiagnosticError(problem('disk-full', `There is no room left to save ${path}; the old file is unchanged. Free some space or save elsewhere.`));
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new DiagnosticError(problem('flow-read-only', `${path} may not be written; it is unchanged. Save under another name or change its permissions.`));
  }
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new DiagnosticError(problem('flow-missing', `The folder ${dirname(path)} is not there. Save in another folder.`));
  }
  return error;
}

/** The system's error code, such as ENOENT. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

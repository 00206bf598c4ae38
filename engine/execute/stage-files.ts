import { constants } from 'node:fs';
import { access, mkdir, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Diagnostic } from '../core/diagnostic.ts';
import { problem } from '../core/diagnostic.ts';
import { commitFolder, strangerIn } from './stage-folder.ts';
import type { DurableFiles } from './durable-files.ts';
import { isProcessAlive } from './process-alive.ts';
import type { StagedFile } from './staged-file.ts';

/** Says why a target could not be written, before anything is computed; makes its folder when that is all that lacks. */
export async function prepareTarget(file: StagedFile): Promise<Diagnostic | null> {
  const folder = dirname(file.target);
  const refuse = (why: string, then: string): Diagnostic => problem('target-read-only', `Node "${file.node}" cannot write ${file.target}: ${why}. ${then}`, { node: file.node, param: 'path' });
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    return refuse(`its folder cannot be made (${reason(await whyNot(folder, error))})`, 'Choose a folder you may write to.');
  }
  try {
    const isDirectory = (await stat(file.target)).isDirectory();
    if (file.folder === true) {
      if (!isDirectory) return refuse('it is a file, and partitions need a folder', 'Name a folder, or write without partitions.');
      const stranger = await strangerIn(file.target);
      if (stranger !== null) return refuse(`the folder holds ${stranger}, which is no part of a partitioned table and would be lost`, 'Name an empty or a new folder.');
    } else if (isDirectory) return refuse('it is a folder', 'Add a file name.');
    await access(file.target, constants.W_OK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return refuse(reason(error), 'Make the file writable, or choose another.');
  }
  try {
    // Permissions do not tell everything (read-only mounts, quotas): making the file does.
    await (await open(file.staging, 'w')).close();
    await rm(file.staging, { force: true });
    await sweepParts(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return diskFull(file);
    return refuse(`its folder is read-only (${reason(error)})`, 'Make the folder writable, or choose another.');
  }
  return null;
}

/** How the name of a staged file ends: the process that writes it, and a number of its own. */
export const partEnding = /-\d+-[0-9a-f]{8}\.part$/;

/** Removes what killed runs of the same sink left beside its target. */
async function sweepParts(file: StagedFile): Promise<void> {
  const own = basename(file.staging);
  if (!partEnding.test(own)) return;
  const start = own.replace(partEnding, '');
  for (const name of await readdir(dirname(file.staging))) {
    const pid = name.startsWith(start) ? /^-(\d+)-[0-9a-f]{8}\.part$/.exec(name.slice(start.length))?.[1] : undefined;
    if (pid !== undefined && !isProcessAlive(Number(pid))) await rm(join(dirname(file.staging), name), { force: true, recursive: true });
  }
}

export const diskFull = (file: StagedFile): Diagnostic => problem('disk-full', `Node "${file.node}" ran out of disk space while writing ${file.target}. The old file is untouched; make room or write to another disk.`, { node: file.node, param: 'path' });

/** Makes staged files durable, then puts each in the place of its target; a reader sees the old or the new file, never a part. */
export async function commitFiles(files: readonly StagedFile[], durable: DurableFiles): Promise<void> {
  await durable.settle(files);
  // A target that is a link stays one: what it points to is replaced.
  for (const file of files) await (file.folder === true ? commitFolder(file.staging, file.target) : rename(file.staging, await realpath(file.target).catch(() => file.target)));
  await Promise.all([...new Set(files.map((f) => dirname(f.staging)))].map(syncFolder));
}

/** Makes renames in a folder durable: a rename survives a power cut only once its folder is synced; Windows has no such call. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Removes what was staged. What cannot be removed hides no result: the next run of the same sink sweeps it. */
export async function discardFiles(files: readonly StagedFile[]): Promise<void> {
  for (const file of files) await rm(file.staging, { force: true, recursive: true }).catch(() => undefined);
}

/** Making several folders at once fails with ENOENT where the first cannot be made; asking for that one tells why. */
async function whyNot(folder: string, error: unknown): Promise<unknown> {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return error;
  try {
    await mkdir(folder);
    return error;
  } catch (inner) {
    return (inner as NodeJS.ErrnoException).code === 'ENOENT' && dirname(folder) !== folder ? whyNot(dirname(folder), inner) : inner;
  }
}

const reason = (error: unknown): string => {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'EROFS') return 'the disk is read-only';
  if (code === 'ENOTDIR' || code === 'EEXIST') return 'a part of its path is a file';
  return code ?? String(error);
};

import { randomBytes } from 'node:crypto';
import { copyFile, link, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { DurableFiles } from './durable-files.ts';
import { partEnding, syncFolder } from './stage-files.ts';
import type { StagedFile } from './staged-file.ts';

/** Files that are in place while something else may still fail. */
export interface PlacedFiles {
  /** They stay. */
  settle(): Promise<void>;
  /** What stood there before is put back. */
  undo(): Promise<void>;
}

/** Puts staged files in place as commitFiles does, and keeps what stood there until it is settled that they stay. Throws, with every old file back, when one cannot be put in place. */
export async function placeFiles(files: readonly StagedFile[], durable: DurableFiles): Promise<PlacedFiles> {
  await durable.settle(files);
  const placed: { readonly target: string; readonly old: string | null }[] = [];
  const folders = async (): Promise<void> => {
    for (const folder of new Set(placed.map((p) => dirname(p.target)))) await syncFolder(folder);
  };
  const undo = async (): Promise<void> => {
    for (const { target, old } of placed.toReversed()) await (old === null ? rm(target, { force: true }) : rename(old, target));
    await folders();
  };
  try {
    for (const file of files) {
      const target = await realpath(file.target).catch(() => file.target);
      const old = await keepOld(target, file.staging);
      try {
        await rename(file.staging, target);
      } catch (error) {
        if (old !== null) await rm(old, { force: true });
        throw error;
      }
      placed.push({ target, old });
    }
    await folders();
  } catch (error) {
    await undo();
    throw error;
  }
  return {
    undo,
    async settle() {
      // What cannot be removed now is swept by the next run of the same sink.
      for (const { old } of placed) if (old !== null) await rm(old, { force: true }).catch(() => undefined);
    },
  };
}

/** A second name for the file at a target, called like a staged one so that the next run sweeps what a killed one left; null when there is none. */
async function keepOld(target: string, staging: string): Promise<string | null> {
  const old = join(dirname(target), `${basename(staging).replace(partEnding, '')}-${process.pid}-${randomBytes(4).toString('hex')}.part`);
  const isGone = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';
  try {
    await link(target, old);
    return old;
  } catch (error) {
    if (isGone(error)) return null;
    // Not every file system knows links.
    await copyFile(target, old);
    return old;
  }
}

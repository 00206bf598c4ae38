import { mkdir, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Something in a folder that is no part of a table cut up by values: a file or folder that a run would destroy, or null. */
export async function strangerIn(folder: string): Promise<string | null> {
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const part = entry.isDirectory() ? entry.name.includes('=') : entry.isFile() && entry.name.endsWith('.parquet') && entry.parentPath !== folder;
    if (!part) return join(entry.parentPath, entry.name);
  }
  return null;
}

/** Bytes of all files in a folder; one that is not there has none. */
export async function folderBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const path of await filesIn(folder)) bytes += (await stat(path)).size;
  return bytes;
}

/** Makes a staged folder durable and puts it in the place of `target`: a reader sees the old folder, for a moment none, or the new one, never a mixture. */
export async function commitFolder(staging: string, target: string): Promise<void> {
  // No rows make no folder.
  await mkdir(staging, { recursive: true });
  for (const path of await filesIn(staging)) {
    const handle = await open(path, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
  const real = await realpath(target).catch(() => null);
  if (real === null) return rename(staging, target);
  const old = `${staging.replace(/\.part$/, '')}.old`;
  await rename(real, old);
  try {
    await rename(staging, real);
  } catch (error) {
    await rename(old, real);
    throw error;
  }
  await rm(old, { recursive: true, force: true });
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return entries.filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name));
}

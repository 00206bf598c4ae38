import { open } from 'node:fs/promises';
import type { StagedFile } from './staged-file.ts';

/** Brings staged files onto the disk, each from the moment its last byte is written, while the run goes on. */
export class DurableFiles {
  private readonly begun = new Map<string, Promise<void>>();

  /** Begins with a file that is complete. What goes wrong is thrown to whoever settles it. */
  begin(file: StagedFile): void {
    const syncing = sync(file.staging);
    syncing.catch(() => undefined);
    this.begun.set(file.staging, syncing);
  }

  /** Waits until `files` are on the disk; folders are dealt with where they are exchanged. Throws the file system's error, with the path of the file. */
  async settle(files: readonly StagedFile[]): Promise<void> {
    await Promise.all(
      files.filter((file) => file.folder !== true).map(({ staging }) => this.begun.get(staging) ?? sync(staging)),
    );
  }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } catch (error) {
    throw Object.assign(error as Error, { path });
  } finally {
    await handle.close();
  }
}

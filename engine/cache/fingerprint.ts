import { createHash, type Hash } from 'node:crypto';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const wholeBelow = 256 * 1024;
const edge = 64 * 1024;
const slice = 4 * 1024;
const slices = 16;

/** What a file holds, as text that differs when it changes: size, times and a sample of its bytes (all of a small file). Null when it cannot be read. */
export async function fingerprint(path: string): Promise<string | null> {
  try {
    const handle = await open(path, 'r');
    try {
      const info = await handle.stat({ bigint: true });
      if (!info.isFile()) return null;
      const size = Number(info.size);
      const hash = createHash('sha256').update(`${path}\0${info.size}\0${info.mtimeNs}\0${info.ctimeNs}\0${info.ino}`);
      if (size <= wholeBelow) await sample(handle, hash, 0, size);
      else {
        await sample(handle, hash, 0, edge);
        for (let i = 1; i <= slices; i++) await sample(handle, hash, Math.floor((size / (slices + 1)) * i), slice);
        await sample(handle, hash, size - edge, edge);
      }
      return hash.digest('hex');
    } finally {
      await handle.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return null;
  }
}

async function sample(handle: FileHandle, hash: Hash, from: number, length: number): Promise<void> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, from);
  hash.update(buffer.subarray(0, bytesRead));
}

/** Steps in which a disk keeps time: a change within one of them leaves the time as it was. */
const tick = 20;
const wholeSeconds = 2_000;

/** Waits until a change of the file would show in its time, or says that this would take long. */
export async function isSettled(path: string): Promise<boolean> {
  const info = await stat(path, { bigint: true }).catch(() => null);
  if (!info) return false;
  const changed = Number((info.mtimeNs > info.ctimeNs ? info.mtimeNs : info.ctimeNs) / 1_000_000n);
  const step = info.mtimeNs % 1_000_000_000n === 0n && info.ctimeNs % 1_000_000_000n === 0n ? wholeSeconds : tick;
  const wait = changed + step - Date.now();
  if (wait > tick) return false;
  if (wait > 0) await sleep(wait);
  return true;
}

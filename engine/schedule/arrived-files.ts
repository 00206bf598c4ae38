import { readdir, stat } from 'node:fs/promises';
import { dirname, basename, join, resolve } from 'node:path';

/** A file as it lay there at one look. */
export interface SeenFile {
  /** Absolute. */
  readonly path: string;
  /** Size, time of the last change and identity: the same name with another stamp is another arrival. */
  readonly stamp: string;
}

/** Names under which programs keep what is not there as a whole yet, and those that are hidden. */
const unfinished = /^[.~]|\.(?:tmp|temp|part|partial|crdownload|download|filepart|swp)$|~$/i;

/** Why a pattern finds no files, with what to do; null when it may. Only the name may hold `*` and `?`: a folder tree that is looked through every few seconds would be a load on any server. */
export function arrivalProblem(pattern: string): string | null {
  if (/[*?]/.test(dirname(pattern))) return `"${pattern}" has * or ? in a folder. Only the name of the files may have them, as in inbox/*.csv; make a schedule for each folder.`;
  return basename(pattern) === '' || pattern.endsWith('/') ? `"${pattern}" names no files. Write for example inbox/*.csv.` : null;
}

/** The files that a pattern finds now, by name; `folder` is where relative ones start. Null where the folder is not there, as before it is made or while a share is away. Throws what else the file system says. */
export async function filesThere(pattern: string, folder: string): Promise<readonly SeenFile[] | null> {
  const place = dirname(resolve(folder, pattern));
  const signs = [...basename(pattern)].map((c) => (c === '*' ? '.*' : c === '?' ? '.' : c.replace(/[.+^${}()|[\]\\]/, String.raw`\$&`)));
  const name = new RegExp(`^${signs.join('')}$`, 'su');
  const names = await readdir(place).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (names === null) return null;
  const found: SeenFile[] = [];
  for (const entry of names.filter((n) => name.test(n) && !unfinished.test(n)).sort()) {
    const path = join(place, entry);
    // One that has gone since it was listed never arrived.
    const info = await stat(path).catch(() => null);
    if (info?.isFile() === true) found.push({ path, stamp: `${info.size}:${info.mtimeMs}:${info.ino}` });
  }
  return found;
}

/** Tells when files have come to rest: those that were the same, size and time, for `settle` seconds. */
export class Arrivals {
  private waiting = new Map<string, { readonly stamp: string; readonly since: number }>();

  /** Of the files that are there at `now` those that are new, which are those not `known` by their stamp, and at rest. */
  settled(there: readonly SeenFile[], known: Readonly<Record<string, string>>, settle: number, now: number): readonly SeenFile[] {
    const waiting = new Map<string, { readonly stamp: string; readonly since: number }>();
    const ready: SeenFile[] = [];
    for (const file of there) {
      if (known[file.path] === file.stamp) continue;
      const before = this.waiting.get(file.path);
      const since = before?.stamp === file.stamp ? before.since : now;
      waiting.set(file.path, { stamp: file.stamp, since });
      if (now - since >= settle * 1000) ready.push(file);
    }
    this.waiting = waiting;
    return ready;
  }
}

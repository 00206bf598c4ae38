import { mkdir, readFile, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isProcessAlive } from '../execute/process-alive.ts';

/** The person's own folder for what can be computed again; MILLRACE_CACHE names another. */
export function defaultCacheFolder(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  if (env['MILLRACE_CACHE']) return env['MILLRACE_CACHE'];
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Millrace', 'Cache');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'Millrace');
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'millrace');
}

/** Rows in a file of the cache; `<hash>-<id>.duckdb` holds them, the same name with `.json` what was counted. */
export interface CacheEntry {
  readonly hash: string;
  readonly id: string;
  readonly file: string;
}

const entryName = /^([0-9a-f]{64})-([0-9a-f]{16})\.duckdb$/;
const partName = /^[0-9a-f]{64}-[0-9a-f]{16}\.(\d+)\.part(\.wal)?$/;
/** A part that nobody has touched for so long was left by a process of another machine or container. */
const longAgo = 24 * 3_600_000;

/** The files of the cache. Entries never change once they have their name, so any number of processes may read them; each is written by one under a name of its own and renamed. */
export class CacheFolder {
  readonly folder: string;
  maxBytes: number;
  private readonly rows: string;
  private swept = false;

  constructor(folder: string, maxBytes: number) {
    this.folder = folder;
    this.maxBytes = maxBytes;
    this.rows = join(folder, 'rows');
  }

  /** Folder that statements read and write entries in. */
  get rowsFolder(): string {
    return this.rows;
  }

  /** Makes the folder where it is missing; throws the system's error where it cannot be used. */
  async open(): Promise<void> {
    await mkdir(this.rows, { recursive: true, mode: 0o700 });
    await mkdir(join(this.folder, 'flows'), { recursive: true, mode: 0o700 });
    if (this.swept) return;
    this.swept = true;
    await this.sweep();
  }

  /** All entries by hash; of several for one hash every process takes the same. */
  async entries(): Promise<ReadonlyMap<string, CacheEntry>> {
    const found = new Map<string, CacheEntry>();
    for (const name of (await readdir(this.rows)).sort()) {
      const match = entryName.exec(name);
      if (match && !found.has(match[1]!)) found.set(match[1]!, { hash: match[1]!, id: match[2]!, file: join(this.rows, name) });
    }
    return found;
  }

  /** Where new rows are written before they are an entry. */
  partPath(hash: string, id: string): string {
    return join(this.rows, `${hash}-${id}.${process.pid}.part`);
  }

  /** Makes a complete part an entry; one that another process made meanwhile stays instead. */
  async publish(hash: string, id: string, counts: Readonly<Record<string, number>>): Promise<boolean> {
    const part = this.partPath(hash, id);
    if ((await this.entries()).has(hash)) {
      await this.discard(hash, id);
      return false;
    }
    const file = join(this.rows, `${hash}-${id}.duckdb`);
    await this.writeCounts({ hash, id, file }, counts);
    await rename(part, file);
    return true;
  }

  async discard(hash: string, id: string): Promise<void> {
    const part = this.partPath(hash, id);
    await rm(part, { force: true });
    await rm(`${part}.wal`, { force: true });
  }

  async readCounts(entry: CacheEntry): Promise<Readonly<Record<string, number>>> {
    try {
      const raw = JSON.parse(await readFile(countsFile(entry), 'utf8')) as unknown;
      if (typeof raw !== 'object' || raw === null) return {};
      return Object.fromEntries(Object.entries(raw).filter((e): e is [string, number] => Number.isSafeInteger(e[1])));
    } catch {
      // Counts that are gone or broken are counted again.
      return {};
    }
  }

  async writeCounts(entry: CacheEntry, counts: Readonly<Record<string, number>>): Promise<void> {
    const part = `${countsFile(entry)}.${process.pid}.tmp`;
    await writeFile(part, JSON.stringify(counts));
    await rename(part, countsFile(entry));
  }

  /** Marks an entry as used now, so that others leave first. */
  async touch(entry: CacheEntry): Promise<void> {
    const now = new Date();
    // One that has just left is noticed where it is opened.
    await utimes(entry.file, now, now).catch(() => undefined);
  }

  async drop(entry: CacheEntry): Promise<void> {
    await rm(entry.file, { force: true });
    await rm(countsFile(entry), { force: true });
  }

  /** Removes the entries that were used longest ago until the rest fits; gives the hashes that left. */
  async trim(): Promise<ReadonlySet<string>> {
    const files = [];
    for (const name of await readdir(this.rows)) {
      const match = entryName.exec(name);
      if (!match) continue;
      const info = await stat(join(this.rows, name)).catch(() => null);
      if (info) files.push({ hash: match[1]!, id: match[2]!, file: join(this.rows, name), bytes: info.size, used: info.mtimeMs });
    }
    let total = files.reduce((sum, f) => sum + f.bytes, 0);
    const left = new Set<string>();
    for (const entry of files.sort((a, b) => a.used - b.used)) {
      if (total <= this.maxBytes) break;
      // Elsewhere a file that is being read cannot be removed; the next one is tried.
      const gone = await this.drop(entry).then(() => true, () => false);
      if (!gone) continue;
      total -= entry.bytes;
      left.add(entry.hash);
    }
    return left;
  }

  /** The file that remembers a flow's last run. */
  flowFile(hash: string): string {
    return join(this.folder, 'flows', `${hash}.json`);
  }

  /** Removes what processes that are gone left half-written. */
  private async sweep(): Promise<void> {
    for (const name of await readdir(this.rows)) {
      const pid = partName.exec(name)?.[1] ?? /\.(\d+)\.tmp$/.exec(name)?.[1];
      if (pid === undefined || pid === String(process.pid)) continue;
      const touched = await stat(join(this.rows, name)).then((info) => info.mtimeMs, () => Date.now());
      if (!isProcessAlive(Number(pid)) || Date.now() - touched > longAgo) await rm(join(this.rows, name), { force: true });
    }
  }
}

const countsFile = (entry: CacheEntry): string => entry.file.replace(/\.duckdb$/, '.json');

import { randomBytes } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { readRecord, type RunRecord } from './run-record.ts';

/** The person's own folder for the records of runs; MILLRACE_RECORDS names another. Unlike the cache it holds what cannot be had again. */
export function defaultRecordFolder(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  if (env['MILLRACE_RECORDS']) return env['MILLRACE_RECORDS'];
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Millrace', 'Runs');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Millrace', 'Runs');
  return join(env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'millrace', 'runs');
}

const idName = /^(\d{8}-\d{6}(?:\d{3})?-[0-9a-f]{4})\.json$/;
const partName = /\.tmp$/;
const longAgo = 3_600_000;

/** An empty folder beside those of the flows, whose time says when the records of all were last looked at. */
const lookedName = 'looked-at';

/** A name for a run that sorts by its start, to the millisecond: short runs follow each other within a second. Older names end with the second. */
export const newRunId = (started: Date): string => `${started.toISOString().slice(0, 23).replaceAll(/[-:.]/g, '').replace('T', '-')}-${randomBytes(2).toString('hex')}`;

/** Records of runs as files, a folder per flow: each is written whole under another name and renamed, so that a reader meets the old or the new one. */
export class RecordFolder {
  private readonly folder: string;
  /** Records kept of one flow, and bytes of all records together; the oldest leave first. */
  private readonly most: { readonly runs: number; readonly bytes: number };

  constructor(folder: string, most: { readonly runs: number; readonly bytes: number } = { runs: 100, bytes: 200_000_000 }) {
    this.folder = folder;
    this.most = most;
  }

  async write(flow: string, record: RunRecord): Promise<void> {
    const own = join(this.folder, flow);
    await mkdir(own, { recursive: true, mode: 0o700 });
    const part = join(own, `${record.id}.${process.pid}.tmp`);
    await writeFile(part, JSON.stringify(record), { mode: 0o600 });
    await rename(part, join(own, `${record.id}.json`));
  }

  /** Ids of a flow's runs, the last first. */
  async ids(flow: string): Promise<readonly string[]> {
    const names = await readdir(join(this.folder, flow)).catch(ifMissing([]));
    return names.flatMap((name) => idName.exec(name)?.[1] ?? []).sort().toReversed();
  }

  /** A record, or null where there is none that can be read. */
  async read(flow: string, id: string): Promise<RunRecord | null> {
    if (!idName.test(`${id}.json`)) return null;
    const text = await readFile(join(this.folder, flow, `${id}.json`), 'utf8').catch(ifMissing(null));
    return text === null ? null : readRecord(text);
  }

  /** Removes the oldest records of the flow beyond its number and, once an hour, the oldest of all flows beyond the size: there may be ten thousand, and every run ends here. */
  async trim(flow: string, now = Date.now()): Promise<void> {
    for (const id of (await this.ids(flow)).slice(this.most.runs)) await rm(join(this.folder, flow, `${id}.json`), { force: true });
    if (await this.lookNow(now)) await this.trimAll(now);
  }

  /** Whether nobody has looked at all records within the hour; notes that it is done now. */
  private async lookNow(now: number): Promise<boolean> {
    const mark = join(this.folder, lookedName);
    const looked = await stat(mark).then((info) => info.mtimeMs, () => null);
    // A clock that was put back must not keep it from ever being done again.
    if (looked !== null && now - looked < longAgo && looked <= now + longAgo) return false;
    if (looked === null) await mkdir(mark, { recursive: true, mode: 0o700 });
    await utimes(mark, now / 1000, now / 1000);
    return true;
  }

  private async trimAll(now: number): Promise<void> {
    const files: { readonly path: string; readonly id: string; readonly bytes: number }[] = [];
    for (const name of await readdir(this.folder)) {
      for (const file of await readdir(join(this.folder, name)).catch(() => [])) {
        const path = join(this.folder, name, file);
        const info = await stat(path).catch(() => null);
        if (!info) continue;
        if (partName.test(file) && now - info.mtimeMs > longAgo) await rm(path, { force: true });
        const id = idName.exec(file)?.[1];
        if (id !== undefined) files.push({ path, id, bytes: info.size });
      }
    }
    let total = files.reduce((sum, f) => sum + f.bytes, 0);
    for (const file of files.sort((a, b) => (a.id < b.id ? -1 : 1))) {
      if (total <= this.most.bytes) break;
      await rm(file.path, { force: true });
      total -= file.bytes;
    }
  }
}

const ifMissing = <T>(instead: T) => (error: NodeJS.ErrnoException): T => {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return instead;
  throw error;
};

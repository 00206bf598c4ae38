import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { isObject } from '../core/json.ts';
import { isProcessAlive } from '../execute/process-alive.ts';

/** What is remembered of one schedule from one process to the next. */
export interface Remembered {
  /** What starts it, as text: what was remembered of another pattern says nothing. */
  readonly trigger: string;
  /** Up to when its times have been looked at, in milliseconds since 1970. */
  readonly looked?: number;
  /** Files that have been dealt with, or were there when the schedule was first looked at, with their stamps. */
  readonly files?: Readonly<Record<string, string>>;
  /** The run under way, which is there after the process was killed. */
  readonly running?: { readonly started: string; readonly trigger: string };
}

/** What the schedules of a folder remember, in the hands of one process. */
export interface ScheduleMemory {
  readonly schedules: Readonly<Record<string, Remembered>>;
  /** Puts it in place as a whole. Throws a DiagnosticError where another process has taken the schedules over, or the disk does not take it. */
  write(schedules: Readonly<Record<string, Remembered>>): Promise<void>;
  /** Says that this process still has them; to be called within each half minute. */
  beat(): Promise<void>;
  release(): Promise<void>;
}

/** A process that has said nothing for so long is taken for gone: its number may be that of another by now. */
const longestSilence = 90_000;

/** Takes the schedules of `folder` for this process; `records` is where runs are put on record. Throws 'schedule-busy' where another process has them or nothing can be kept. */
export async function holdSchedules(folder: string, records: string): Promise<ScheduleMemory> {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 40);
  const place = join(records, 'schedules');
  const file = join(place, `${name}.json`);
  const lock = join(place, `${name}.lock`);
  const token = randomUUID();
  const unwritable = (error: unknown): never => {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof DiagnosticError || code === undefined) throw error;
    throw new DiagnosticError(problem('schedule-busy', `What the schedules remember cannot be kept in ${place} (${code}). Make that folder writable, or name another one with MILLRACE_RECORDS.`));
  };
  await mkdir(place, { recursive: true, mode: 0o700 }).catch(unwritable);
  await takeLock(lock, token, folder).catch(unwritable);
  const own = async (): Promise<void> => {
    if ((await ownerOf(lock))?.token !== token) throw new DiagnosticError(problem('schedule-busy', `Another process has taken over the schedules of ${folder}, because this one stood still. This one stops; run them in one process only.`));
  };
  return {
    schedules: await readMemory(file),
    async write(schedules) {
      await own();
      const part = `${file}.${process.pid}.tmp`;
      await writeFile(part, JSON.stringify({ schedules: 1, remembered: schedules }), { mode: 0o600, flush: true }).catch(unwritable);
      await rename(part, file).catch(unwritable);
    },
    async beat() {
      await own();
      const now = new Date();
      await utimes(lock, now, now).catch(unwritable);
    },
    async release() {
      if ((await ownerOf(lock))?.token === token) await rm(lock, { force: true });
    },
  };
}

interface Owner {
  readonly process: number;
  readonly host: string;
  readonly token: string;
}

const ownerOf = (lock: string): Promise<Owner | null> =>
  readFile(lock, 'utf8').then(
    (text) => {
      const raw = JSON.parse(text) as unknown;
      return isObject(raw) && typeof raw['process'] === 'number' && typeof raw['token'] === 'string' ? { process: raw['process'], host: String(raw['host']), token: raw['token'] } : null;
    },
    () => null,
  ).catch(() => null);

/** Tokens this process holds, or has held. */
const mine = new Set<string>();

async function takeLock(lock: string, token: string, folder: string): Promise<void> {
  const owner = await ownerOf(lock);
  const silent = await stat(lock).then((info) => Date.now() - info.mtimeMs > longestSilence, () => true);
  const here = owner !== null && owner.host === hostname();
  // After a restart in a container the number is often the same: only what this very process took is its own.
  const alive = owner !== null && (here ? (owner.process === process.pid ? mine.has(owner.token) : isProcessAlive(owner.process)) : true);
  if (alive && !silent) throw new DiagnosticError(problem('schedule-busy', `The schedules of ${folder} are run by process ${owner.process} on ${owner.host} already. Stop it first; two would run everything twice.`));
  mine.add(token);
  const part = `${lock}.${token}.tmp`;
  await writeFile(part, JSON.stringify({ process: process.pid, host: hostname(), token }), { mode: 0o600, flush: true });
  await rename(part, lock);
  // Of two that take it at one moment the last one has it: by then both have written.
  await new Promise((done) => setTimeout(done, 100));
  if ((await ownerOf(lock))?.token !== token) throw new DiagnosticError(problem('schedule-busy', `Another process has just taken the schedules of ${folder}. Run them in one process only.`));
}

async function readMemory(file: string): Promise<Readonly<Record<string, Remembered>>> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return {};
  let raw: unknown = null;
  try {
    raw = JSON.parse(text);
  } catch {
    // Told below, as what another version wrote is.
  }
  if (isObject(raw) && raw['schedules'] === 1 && isObject(raw['remembered']) && Object.values(raw['remembered']).every((r) => isObject(r) && typeof r['trigger'] === 'string')) return raw['remembered'] as unknown as Readonly<Record<string, Remembered>>;
  throw new DiagnosticError(problem('schedule-busy', `What the schedules remember cannot be read: ${file} is damaged, or another version wrote it. Put it back from a backup, or delete it: then nothing counts as missed, and files that are there count as seen.`));
}

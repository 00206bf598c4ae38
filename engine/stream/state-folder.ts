import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { canonicalJson } from '../core/json.ts';
import type { Fact, Need } from '../definition/need.ts';
import { isProcessAlive } from '../execute/process-alive.ts';

/** Folder that holds the saved state of the stream of a flow called `name`. */
export function stateFolderOf(base: string, name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 60);
  const folder = plain === name && plain !== '' ? plain : `${plain}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`.replace(/^-/, '');
  return join(base, '.millrace', 'stream', folder);
}

export const stateFileIn = (folder: string): string => join(folder, 'state.duckdb');

/** What a source file was found to be when its stream was first started: a longer file must not change the columns of a stream under way. */
export interface Pin {
  readonly need: Need;
  readonly fact: Fact;
}

/** A state folder that nobody else uses until it is released. */
export interface OwnedFolder {
  readonly folder: string;
  /** Null when no stream was started here yet. */
  readonly pins: readonly Pin[] | null;
  pin(pins: readonly Pin[]): Promise<void>;
  release(): Promise<void>;
}

const owned = new Set<string>();

/** Takes a state folder for this process alone; DuckDB itself would let two threads of one process lose each other's rows. Throws 'stream-state' when somebody has it. */
export async function ownStateFolder(wanted: string): Promise<OwnedFolder> {
  const folder = await mkdir(wanted, { recursive: true }).then(() => realpath(wanted)).catch((error: NodeJS.ErrnoException) => {
    throw new DiagnosticError(problem('stream-state', `The state of the stream cannot be kept in ${wanted} (${error.code ?? String(error)}). Make the folder of the flow writable.`));
  });
  if (owned.has(folder)) throw new DiagnosticError(problem('stream-state', 'This flow is already running as a stream in this program. Stop it first.'));
  owned.add(folder);
  const lock = join(folder, 'lock');
  try {
    await takeLock(lock, folder);
  } catch (error) {
    owned.delete(folder);
    throw error;
  }
  const pinFile = join(folder, 'sources.json');
  return {
    folder,
    pins: existsSync(stateFileIn(folder)) ? await readPins(pinFile) : null,
    async pin(pins) {
      await writeFile(`${pinFile}.part`, `${canonicalJson(pins)}\n`, { flush: true });
      await rename(`${pinFile}.part`, pinFile);
    },
    async release() {
      await rm(lock, { force: true });
      owned.delete(folder);
    },
  };
}

async function readPins(file: string): Promise<readonly Pin[]> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as readonly Pin[];
  } catch (error) {
    throw new DiagnosticError(problem('stream-state', `The saved state of this stream is damaged: ${file} cannot be read (${error instanceof Error ? error.message : String(error)}). Put it back from a backup, or delete its folder to start over: outputs are then written anew.`));
  }
}

interface Owner {
  readonly pid: number;
  readonly host: string;
  /** When the process started, where the system tells; another process may have got the number of a dead one. */
  readonly started: string | null;
}

async function takeLock(lock: string, folder: string): Promise<void> {
  const mine: Owner = { pid: process.pid, host: hostname(), started: await startOf(process.pid) };
  const draft = `${lock}.${process.pid}`;
  await writeFile(draft, JSON.stringify(mine));
  try {
    for (let tries = 0; tries < 3; tries++) {
      const taken = await link(draft, lock).then(() => true, (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return false;
        throw error;
      });
      if (taken) return;
      const holder = await readFile(lock, 'utf8').then((text) => JSON.parse(text) as Owner, () => null);
      if (holder && (await isAlive(holder))) throw new DiagnosticError(problem('stream-state', `This flow is already running as a stream (process ${holder.pid}). Stop it first; if there is no such process, delete ${lock}.`));
      // Left behind by a process that was killed; DuckDB's own lock on the file still keeps two from getting past here at once.
      await rm(lock, { force: true });
    }
    throw new DiagnosticError(problem('stream-state', `Another process took the state folder ${folder} at the same moment. Stop it first.`));
  } finally {
    await rm(draft, { force: true });
  }
}

async function isAlive(owner: Owner): Promise<boolean> {
  // A container that is started again has another name and small process numbers of its own; there DuckDB's lock on the file decides.
  if (owner.host !== hostname() || owner.pid === process.pid || !isProcessAlive(owner.pid)) return false;
  const started = await startOf(owner.pid);
  return owner.started === null || started === null || started === owner.started;
}

/** Field 22 of the process's status: clock ticks since boot; null where there is no such file. */
async function startOf(pid: number): Promise<string | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return text === null ? null : (text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null);
}

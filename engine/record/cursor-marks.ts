import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { isObject } from '../core/json.ts';
import { isProcessAlive } from '../execute/process-alive.ts';

/** How far a node has read its table, as of the last run that came to its end. */
export interface CursorMark {
  /** Hash of what is read by which column: a mark says nothing about another table. */
  readonly source: string;
  /** The highest value, as text in the database's spelling. */
  readonly value: string;
}

/** The marks of a flow by node, in the hands of one run. */
export interface HeldMarks {
  readonly marks: Readonly<Record<string, CursorMark>>;
  /** Puts them in place as a whole. */
  write(marks: Readonly<Record<string, CursorMark>>): Promise<void>;
  release(): Promise<void>;
}

const held = new Set<string>();

/** Takes the marks kept in a folder for one run: two at once would read, and write, the same rows. Throws 'cursor-state' where another run has them or they cannot be used. */
export async function holdMarks(folder: string): Promise<HeldMarks> {
  const lock = join(folder, 'cursors.lock');
  const file = join(folder, 'cursors.json');
  if (held.has(folder)) throw busy();
  held.add(folder);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await takeLock(lock);
  } catch (error) {
    held.delete(folder);
    const code = (error as NodeJS.ErrnoException).code;
    if (error instanceof DiagnosticError || code === undefined) throw error;
    throw new DiagnosticError(problem('cursor-state', `How far tables have been read cannot be kept in ${folder} (${code}). Make that folder writable, or name another one with MILLRACE_RECORDS.`));
  }
  const release = async (): Promise<void> => {
    await rm(lock, { force: true });
    held.delete(folder);
  };
  try {
    return {
      marks: await readMarks(file),
      async write(marks) {
        const part = `${file}.${process.pid}.tmp`;
        await writeFile(part, JSON.stringify({ cursors: 1, marks }), { mode: 0o600, flush: true });
        await rename(part, file);
      },
      release,
    };
  } catch (error) {
    await release();
    throw error;
  }
}

const busy = (more = ''): DiagnosticError => new DiagnosticError(problem('cursor-state', `Another run of this flow reads the same new rows${more}. Wait for its end, then run again.`));

async function takeLock(lock: string): Promise<void> {
  for (let tries = 0; tries < 3; tries++) {
    const taken = await open(lock, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return null;
      throw error;
    });
    if (taken) {
      await taken.writeFile(JSON.stringify({ process: process.pid, host: hostname() }));
      return taken.close();
    }
    const owner = await readFile(lock, 'utf8').then((text) => JSON.parse(text) as unknown, () => null);
    // One that is being written this moment cannot be read yet.
    if (!isObject(owner) || typeof owner['process'] !== 'number') await new Promise((resolve) => setTimeout(resolve, 50));
    else if (owner['host'] !== hostname() || (owner['process'] !== process.pid && isProcessAlive(owner['process']))) throw busy(` (process ${owner['process']} on ${String(owner['host'])}; where there is none, delete ${lock})`);
    else await rm(lock, { force: true });
  }
  throw busy(`, or has left ${lock} behind`);
}

async function readMarks(file: string): Promise<Readonly<Record<string, CursorMark>>> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return {};
  const wrong = (): never => {
    throw new DiagnosticError(problem('cursor-state', `How far tables have been read cannot be told: ${file} is damaged, or another version wrote it. Put it back from a backup, or delete it to read everything again.`));
  };
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return wrong();
  }
  if (!isObject(raw) || raw['cursors'] !== 1 || !isObject(raw['marks'])) return wrong();
  return Object.fromEntries(Object.entries(raw['marks']).map(([node, mark]) => (isObject(mark) && typeof mark['source'] === 'string' && typeof mark['value'] === 'string' ? [node, { source: mark['source'], value: mark['value'] }] : wrong())));
}

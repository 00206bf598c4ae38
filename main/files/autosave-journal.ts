import { createHash } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { errorCode, saveAtomically } from './save-atomically.ts';

const entrySchema = z.object({ path: z.string().nullable(), text: z.string(), saved: z.iso.datetime() });
export type JournalEntry = z.infer<typeof entrySchema>;

/** Unsaved texts, one file per flow, in a folder of the person's own; they survive the end of every process. */
export class AutosaveJournal {
  readonly #folder: string;
  /** Writes for one flow happen in the order they were asked for. */
  readonly #queues = new Map<string, Promise<void>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Keeps the text for a flow, or forgets it when null; a flow without a file has path null. */
  async keep(path: string | null, text: string | null): Promise<void> {
    const file = this.#file(path);
    const job = (this.#queues.get(file) ?? Promise.resolve()).then(async () => {
      if (text === null) return rm(file, { force: true });
      await mkdir(this.#folder, { recursive: true });
      await saveAtomically(file, JSON.stringify({ path, text, saved: new Date().toISOString() } satisfies JournalEntry));
    });
    const settled = job.catch(() => undefined);
    this.#queues.set(file, settled);
    try {
      await job;
    } finally {
      if (this.#queues.get(file) === settled) this.#queues.delete(file);
    }
  }

  /** The kept text of a flow, or null; a damaged entry counts as none, because it is only ever a second copy. */
  async find(path: string | null): Promise<JournalEntry | null> {
    let text: string;
    try {
      text = await readFile(this.#file(path), 'utf8');
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null;
      throw error;
    }
    return parseEntry(text);
  }

  #file(path: string | null): string {
    const name = path === null ? 'untitled' : createHash('sha256').update(path).digest('hex').slice(0, 32);
    return join(this.#folder, `${name}.json`);
  }
}

function parseEntry(text: string): JournalEntry | null {
  try {
    return entrySchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

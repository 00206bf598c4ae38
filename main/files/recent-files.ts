import { mkdir, readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { z } from 'zod';
import type { RecentFile } from '../contract/os-calls.ts';
import { errorCode, saveAtomically } from './save-atomically.ts';

const listSchema = z.array(z.object({ path: z.string(), name: z.string(), opened: z.string() }));
const KEPT = 20;

/** The flows opened last, newest first, in one JSON file. */
export class RecentFiles {
  readonly #file: string;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(file: string) {
    this.#file = file;
  }

  async list(): Promise<readonly RecentFile[]> {
    let text: string;
    try {
      text = await readFile(this.#file, 'utf8');
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return [];
      throw error;
    }
    // A list that cannot be read is worth no more than an empty one.
    try {
      return listSchema.parse(JSON.parse(text));
    } catch {
      return [];
    }
  }

  /** Puts a flow at the top of the list. */
  add(path: string): Promise<void> {
    const job = this.#writing.then(async () => {
      const entry: RecentFile = { path, name: flowName(path), opened: new Date().toISOString() };
      const rest = (await this.list()).filter((file) => file.path !== path);
      await mkdir(dirname(this.#file), { recursive: true });
      await saveAtomically(this.#file, JSON.stringify([entry, ...rest].slice(0, KEPT), null, 1));
    });
    this.#writing = job.catch(() => undefined);
    return job;
  }
}

/** What to call a flow file: its folder when it is the folder's one flow.json, else its file name. */
export function flowName(path: string): string {
  return basename(path) === 'flow.json' ? basename(dirname(path)) || 'flow.json' : basename(path).replace(/\.json$/, '');
}

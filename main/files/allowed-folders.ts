import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { DiagnosticError, problem } from '../../engine/core/diagnostic.ts';
import { isWithin } from './samples.ts';

/** Which folders the window may name files in; links are followed before the answer. */
export class AllowedFolders {
  readonly #folders: readonly string[] | null;

  /** `null` allows every folder (the desktop, where the person chose the file in a dialog). */
  constructor(folders: readonly string[] | null) {
    this.#folders = folders;
  }

  /** The absolute path of what was asked for; relative ones start at the first allowed folder. Fails with `file-outside-project`. */
  async check(path: string): Promise<string> {
    const first = this.#folders?.[0];
    if (this.#folders === null || first === undefined) return resolve(path);
    const wanted = resolve(first, path);
    const real = await realOf(wanted);
    for (const folder of this.#folders) if (isWithin(real, await realOf(folder))) return wanted;
    throw new DiagnosticError(problem('file-outside-project', `${path} lies outside ${first}, the folder that is served. Use a file in that folder.`));
  }
}

/** The real path of what is there, or of the nearest parent that is. */
async function realOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await realOf(parent), basename(path));
  }
}

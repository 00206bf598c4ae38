import { createHash } from 'node:crypto';
import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

/** Which folders outside a project a person lets its flows use; a project is the folder of a flow. */
export interface PathTrust {
  /** Whether an absolute path, wherever its links lead, lies in the project or in a folder that is trusted for it. */
  isTrusted(project: string, path: string): Promise<boolean>;
  trust(project: string, folders: readonly string[]): Promise<void>;
}

/** All paths, for who starts a run by a command; or those a person has allowed, kept in a folder of their own, with a folder that is open to every project. */
export type TrustedPaths = 'all' | { readonly folder: string; readonly open?: string };

export function pathTrust(trusted: TrustedPaths = 'all'): PathTrust {
  return trusted === 'all' ? { isTrusted: async () => true, trust: async () => undefined } : new KeptTrust(trusted.folder, trusted.open ?? null);
}

class KeptTrust implements PathTrust {
  private readonly folder: string;
  private readonly open: string | null;
  private readonly known = new Map<string, readonly string[]>();

  constructor(folder: string, open: string | null) {
    this.folder = folder;
    this.open = open;
  }

  async isTrusted(project: string, path: string): Promise<boolean> {
    const real = await realPlace(path);
    for (const folder of [project, ...(this.open === null ? [] : [this.open])]) if (isWithin(real, await realPlace(folder))) return true;
    for (const folder of await this.foldersOf(project)) if (isWithin(real, await realPlace(folder))) return true;
    return false;
  }

  async trust(project: string, folders: readonly string[]): Promise<void> {
    const all = [...new Set([...(await this.foldersOf(project)), ...folders.map((f) => resolve(f))])];
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await writeFile(await this.fileOf(project), `${JSON.stringify({ project, folders: all }, null, 2)}\n`, { mode: 0o600 });
    this.known.set(project, all);
  }

  private async foldersOf(project: string): Promise<readonly string[]> {
    const known = this.known.get(project);
    if (known) return known;
    let folders: readonly string[] = [];
    try {
      const kept = JSON.parse(await readFile(await this.fileOf(project), 'utf8')) as { readonly folders?: unknown };
      if (Array.isArray(kept.folders)) folders = kept.folders.filter((f): f is string => typeof f === 'string');
    } catch (error) {
      // None was trusted yet; a file that cannot be read trusts nothing, and the person is asked again.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' && !(error instanceof SyntaxError)) throw error;
    }
    this.known.set(project, folders);
    return folders;
  }

  private async fileOf(project: string): Promise<string> {
    return join(this.folder, `${createHash('sha256').update(await realPlace(project)).digest('hex')}.json`);
  }
}

/** Where a path leads: that of what is there, or of the nearest folder above that is. */
export async function realPlace(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await realPlace(parent), basename(path));
  }
}

/** Whether a path is a folder or lies below it, told by whole names. */
const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(/[\\/]$/.test(folder) ? folder : `${folder}${process.platform === 'win32' ? '\\' : '/'}`);

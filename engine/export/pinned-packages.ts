import { readFile } from 'node:fs/promises';
import { isObject } from '../core/json.ts';

export interface PinnedPackage {
  /** Folder below the root, such as `node_modules/@duckdb/node-api`. */
  readonly folder: string;
  readonly name: string;
  readonly version: string;
}

interface LockEntry {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** The packages that `names` need at run time, found by walking the lock file the way Node resolves, with the lock file's part that pins them. */
export async function pinnedPackages(lockFile: URL, names: readonly string[]): Promise<{ readonly packages: readonly PinnedPackage[]; readonly lock: Readonly<Record<string, unknown>> }> {
  const lock: unknown = JSON.parse(await readFile(lockFile, 'utf8'));
  const entries = isObject(lock) && isObject(lock['packages']) ? (lock['packages'] as Record<string, LockEntry>) : {};
  const found = new Map<string, LockEntry>();
  const visit = (name: string, from: string): void => {
    const folder = resolveFolder(entries, name, from);
    if (folder === null || found.has(folder)) return;
    const entry = entries[folder]!;
    found.set(folder, entry);
    for (const dependency of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })) visit(dependency, folder);
  };
  for (const name of names) visit(name, '');
  const packages = [...found].map(([folder, entry]) => ({ folder, name: folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length), version: entry.version ?? '' }));
  return { packages, lock: Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([folder, entry]) => [folder, withoutDev(entry)])) };
}

/** Node looks in the own `node_modules` first, then in those of the folders above. */
function resolveFolder(entries: Readonly<Record<string, LockEntry>>, name: string, from: string): string | null {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const folder = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
    if (entries[folder]) return folder;
    if (at === '') return null;
    if (!at.includes('/node_modules/')) {
      const top = `node_modules/${name}`;
      return entries[top] ? top : null;
    }
  }
}

function withoutDev(entry: LockEntry): LockEntry {
  const { dev: _dev, devOptional: _devOptional, ...rest } = entry as LockEntry & { dev?: boolean; devOptional?: boolean };
  return rest;
}

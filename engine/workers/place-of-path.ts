import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isPattern, patternOfName } from '../relation/path-pattern.ts';

/** The absolute pattern that a path of a flow stands for; `name` is set where a file or folder is really called like a pattern: then that one is meant. */
export async function placeOfPath(base: string, path: string): Promise<{ readonly pattern: string; readonly name: string | null }> {
  const name = resolve(base, path);
  if (!isPattern(path)) return { pattern: name, name: null };
  const isThere = await stat(name).then(() => true, () => false);
  return isThere ? { pattern: patternOfName(name), name } : { pattern: resolve(patternOfName(base), path), name: null };
}

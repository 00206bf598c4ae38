import { opendir } from 'node:fs/promises';
import { extname, join } from 'node:path';

const MOST = 5_000;
const DEPTH = 12;
const skipped = new Set(['node_modules', '.git', '.millrace', 'dist']);

/**
 * Files below a folder with one of the extensions (`csv` or `.csv`; none given means all), as sorted paths relative to it
 * with `/`. Hidden folders and links are not followed; after 5,000 files the list ends.
 */
export async function listFiles(folder: string, extensions: readonly string[]): Promise<readonly string[]> {
  const wanted = new Set(extensions.map((e) => `.${e.replace(/^\./, '').toLowerCase()}`));
  const found: string[] = [];
  const visit = async (below: string, depth: number): Promise<void> => {
    // A folder that may not be read has nothing to offer.
    const entries = await opendir(join(folder, below)).catch(() => null);
    if (entries === null) return;
    for await (const entry of entries) {
      if (found.length >= MOST) return;
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) {
        if (depth < DEPTH && !skipped.has(entry.name) && !entry.name.startsWith('.')) await visit(path, depth + 1);
      } else if (entry.isFile() && !entry.name.startsWith('.') && (wanted.size === 0 || wanted.has(extname(entry.name).toLowerCase()))) {
        found.push(path);
      }
    }
  };
  await visit('', 0);
  return found.sort();
}

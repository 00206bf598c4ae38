import { fingerprint, isSettled } from '../cache/fingerprint.ts';
import { filesOf, writtenTexts } from '../plan/content-keys.ts';
import type { TableIndex, TableKey } from '../plan/table-key.ts';
import type { DuckDbBinder } from '../workers/duckdb-binder.ts';
import { pathFrom } from './flow-paths.ts';
import { sha256 } from './sha256.ts';
import { isRemotePath } from '../relation/remote-path.ts';

/** What the files that keys lead to hold now, by path as the flow has it. */
export async function fingerprintsOf(binder: DuckDbBinder, index: TableIndex, base: string, keys: readonly TableKey[] = index.keys()): Promise<Map<string, string | null>> {
  const prints = new Map<string, string | null>();
  for (const key of index.closure(keys)) {
    for (const path of filesOf(index.relation(key))) if (!prints.has(path)) prints.set(path, await fingerprintAt(binder, pathFrom(base, path)));
  }
  return prints;
}

async function fingerprintAt(binder: DuckDbBinder, path: string): Promise<string | null> {
  // A second change could otherwise go unnoticed because it leaves no other time behind than the first.
  return filesAt(binder, path, async (file) => ((await isSettled(file)) ? fingerprint(file) : null));
}

/** What stands for the files of a path or pattern together, by what stands for each; null where any of them has nothing, or where a server gives them: what it gives next is not known from its address. */
export async function filesAt(binder: DuckDbBinder, path: string, print: (file: string) => Promise<string | null>): Promise<string | null> {
  if (isRemotePath(path)) return null;
  const files = /[*?[]/.test(path) ? await binder.listFiles(path) : [path];
  const prints: string[] = [];
  for (const file of files) {
    const found = await print(file);
    if (found === null) return null;
    prints.push(found);
  }
  return prints.length === 1 ? prints[0]! : sha256(prints.join('\n'));
}

/** Statements and expressions of a person that may read more than the rows they are given. */
export async function textsReadingElsewhere(binder: DuckDbBinder, index: TableIndex): Promise<ReadonlySet<string>> {
  const texts = new Map<string, readonly string[]>();
  for (const key of index.keys()) writtenTexts(index.relation(key), (text, names) => void (text.includes('(') || names.length > 0 ? texts.set(text, names) : undefined));
  const elsewhere = new Set<string>();
  for (const [text, names] of texts) if (await binder.readsElsewhere(text, names)) elsewhere.add(text);
  return elsewhere;
}

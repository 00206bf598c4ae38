import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BlobReader, configure, TextWriter, Uint8ArrayWriter, ZipReader, type FileEntry } from '@zip.js/zip.js/lib/zip-core-native.js';
import type { PrepFile } from './import-flow.ts';

configure({ useWebWorkers: false });

/** More than the description of any flow; a package that unpacks to more is not read. */
const mostBytes = 64 * 1024 * 1024;

export interface PrepPackage {
  readonly file: PrepFile;
  /** Writes the data files that the flow was told of into a folder, and gives back those that were there already and stay as they are. */
  readonly unpack: (folder: string) => Promise<readonly string[]>;
}

/** The parts of a Tableau Prep file: a package (ZIP) as it is saved, or the flow alone as JSON. Throws an Error for what is neither. */
export async function prepPackage(bytes: Uint8Array<ArrayBuffer>): Promise<PrepPackage> {
  const isPackage = bytes[0] === 0x50 && bytes[1] === 0x4b;
  if (!isPackage) return { file: { flow: new TextDecoder('utf-8', { fatal: true }).decode(bytes), display: null, packed: () => null }, unpack: async () => [] };
  const entries = (await new ZipReader(new BlobReader(new Blob([bytes]))).getEntries()).filter((e): e is FileEntry => !e.directory);
  const nameOf = (entry: FileEntry): string => entry.filename.split('/').at(-1)!;
  const part = async (name: string): Promise<string | null> => {
    const found = entries.find((e) => e.filename === name) ?? entries.find((e) => nameOf(e) === name);
    if (!found) return null;
    if (found.uncompressedSize > mostBytes) throw new Error(`its part "${name}" is larger than 64 MB`);
    return found.getData(new TextWriter());
  };
  const flow = await part('flow');
  if (flow === null) throw new Error('it has no part "flow"');
  const used = new Map<string, FileEntry>();
  const packed = (given: string): string | null => {
    const name = given.split(/[\\/]/).at(-1)!;
    const found = entries.filter((e) => nameOf(e) === name && e.filename.includes('/'));
    if (found.length !== 1 || name === '' || name === '.' || name === '..') return null;
    used.set(`data/${name}`, found[0]!);
    return `data/${name}`;
  };
  const unpack = async (folder: string): Promise<readonly string[]> => {
    const stay: string[] = [];
    for (const [path, entry] of used) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), await entry.getData(new Uint8ArrayWriter()), { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
        stay.push(path);
      });
    }
    return stay;
  };
  return { file: { flow, display: await part('displaySettings'), packed }, unpack };
}

import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { packedAs } from '../relation/packed-as.ts';
import { isRemotePath } from '../relation/remote-path.ts';

/** A packed file that cannot be unpacked to its end; the message says what is wrong with it and begins with "it". */
export class PackedTrouble extends Error {}

const broken = 'it ends before its packed data do, as a copy does that broke off';
const damaged = (kind: string): string => `its packed data are damaged, or are no ${kind}`;

/** What a failure of the library that unpacks gzip means; null where it is about something else. */
export function gzipTrouble(error: unknown): PackedTrouble | null {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (!code.startsWith('Z_')) return null;
  return new PackedTrouble(code === 'Z_BUF_ERROR' ? broken : damaged('gzip'), { cause: error });
}

/** Whether a file cannot be read because it is packed and broken; whatever else failed first is only what came of that. */
export async function packedTrouble(error: unknown, path: string): Promise<PackedTrouble | null> {
  if (error instanceof PackedTrouble) return error;
  const told = gzipTrouble(error);
  const kind = packedAs(path);
  if (told !== null || kind === 'none' || isRemotePath(path)) return told;
  return checkPacked(path, kind).then(() => null, (failure: unknown) => (failure instanceof PackedTrouble ? failure : null));
}

/** Reads a packed file to its end. The database gives the rows up to where such a file breaks off and says nothing. Throws PackedTrouble, or what the system says about the file. */
export async function checkPacked(path: string, kind: 'gzip' | 'zstd', signal?: AbortSignal): Promise<void> {
  if (kind === 'zstd') return checkZstd(path, signal);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  try {
    await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), createGunzip({ chunkSize: 1 << 20 }), nowhere, signal === undefined ? {} : { signal });
  } catch (error) {
    throw gzipTrouble(error) ?? error;
  }
}

const frameMagic = 0xfd2fb528;
const isSkippable = (magic: number): boolean => magic >= 0x184d2a50 && magic <= 0x184d2a5f;

/** Walks from block to block of a Zstandard file (RFC 8878) without unpacking any: each says how long it is. */
async function checkZstd(path: string, signal: AbortSignal | undefined): Promise<void> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    let at = 0;
    while (at < size) {
      signal?.throwIfAborted();
      const magic = await number(file, at, 4);
      if (isSkippable(magic)) at += 8 + (await number(file, at + 4, 4));
      else if (magic === frameMagic) at = await frameEnd(file, at + 4, signal);
      else throw new PackedTrouble(damaged('Zstandard'));
      if (at > size) throw new PackedTrouble(broken);
    }
  } finally {
    await file.close();
  }
}

async function frameEnd(file: FileHandle, start: number, signal: AbortSignal | undefined): Promise<number> {
  const descriptor = await number(file, start, 1);
  const single = (descriptor >> 5) & 1;
  const contentSize = [single, 2, 4, 8][descriptor >> 6]!;
  const dictionary = [0, 1, 2, 4][descriptor & 3]!;
  let at = start + 1 + (1 - single) + dictionary + contentSize;
  for (;;) {
    signal?.throwIfAborted();
    const block = await number(file, at, 3);
    const kind = (block >> 1) & 3;
    if (kind === 3) throw new PackedTrouble(damaged('Zstandard'));
    at += 3 + (kind === 1 ? 1 : block >> 3);
    if ((block & 1) === 1) return at + ((descriptor >> 2) & 1) * 4;
  }
}

/** A little-endian number of that many bytes. */
async function number(file: FileHandle, at: number, bytes: number): Promise<number> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, at);
  if (bytesRead < bytes) throw new PackedTrouble(broken);
  return buffer.readUIntLE(0, bytes);
}

import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

/** Bytes looked at on each side to recognise a file. */
const span = 4096;

/** Recognises the part of a file before some offset by its first and last bytes; moved or copied files keep their mark. */
export interface FileMark {
  readonly first: string;
  readonly last: string;
}

/** The mark of a file up to `end`. */
export async function markFile(file: FileHandle, end: number): Promise<FileMark> {
  const length = Math.min(span, end);
  return { first: await hashOf(file, 0, length), last: await hashOf(file, end - length, length) };
}

export const sameMark = (a: FileMark, b: FileMark): boolean => a.first === b.first && a.last === b.last;

async function hashOf(file: FileHandle, from: number, length: number): Promise<string> {
  return createHash('sha256').update(await readBytes(file, from, length)).digest('hex').slice(0, 32);
}

/** Up to `length` bytes from `from` on; fewer at the end of the file. */
export async function readBytes(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

import { readFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { ImageError } from './pixels.ts';

/** No image in use is as large; a path may lead to anything. */
const mostBytes = 256 * 2 ** 20;

/** Reads the file at a path that starts from `folder`, where it and what it leads to lie below that folder. Throws ImageError. */
export function imageFile(folder: string, path: string): Uint8Array {
  const file = resolve(folder, path);
  // Asked before the system is: whether a file outside exists is nobody's business.
  if (!isBelow(file, folder)) throw outside(folder);
  try {
    const real = realpathSync(file);
    if (!isBelow(real, realpathSync(folder))) throw outside(folder);
    const { size, isFile } = infoOf(real);
    if (!isFile) throw new ImageError('it is no file');
    if (size > mostBytes) throw new ImageError(`it has ${size} bytes, more than the 256 MB that are read`);
    return readFileSync(real);
  } catch (cause) {
    if (cause instanceof ImageError) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new ImageError(code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code ?? message})`, { cause });
  }
}

const infoOf = (file: string): { readonly size: number; readonly isFile: boolean } => {
  const info = statSync(file);
  return { size: info.size, isFile: info.isFile() };
};

const outside = (folder: string): ImageError => new ImageError(`it lies outside of ${folder}, the folder of the flow; copy it there, or read the bytes in a node before`);

function isBelow(path: string, folder: string): boolean {
  const from = relative(folder, path);
  return from !== '..' && !from.startsWith(`..${sep}`) && !isAbsolute(from);
}

import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

export interface PageFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
  /** Its name holds a hash of its content, so it never changes. */
  readonly immutable: boolean;
}

/** Reads a file of the built page by the path of a URL; null for what is not there, has no known type or leads out of the folder. */
export async function readPageFile(folder: string, urlPath: string): Promise<PageFile | null> {
  const path = safePath(urlPath);
  if (path === null) return null;
  const type = types[extname(path).toLowerCase()];
  if (type === undefined) return null;
  // Whatever the reason it cannot be read, for the page the file is not there.
  const bytes = await readFile(join(folder, path)).catch(() => null);
  return bytes && { bytes: new Uint8Array(bytes), type, immutable: path.startsWith(`assets${sep}`) };
}

/** The relative file path of a URL path, or null when it could mean a file outside the folder. */
export function safePath(urlPath: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    return null;
  }
  if (/[\0\\:]/.test(decoded)) return null;
  if (decoded.split('/').some((part) => part === '..' || (part.startsWith('.') && part !== ''))) return null;
  return normalize(decoded.replace(/^\/+/, '') || 'index.html');
}

import { open } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { printReadLines } from '../compile/print-scan.ts';
import { quotedText } from '../core/quoting.ts';
import { isRemotePath } from '../relation/remote-path.ts';
import { packedAs } from './discover-delimited.ts';

/** Looks at the first character that is not white space: an array starts with a bracket. */
export async function jsonLayout(connection: DuckDBConnection, path: string): Promise<'array' | 'newline'> {
  if (isRemotePath(path)) return (await readStart(connection, path)).startsWith('[') ? 'array' : 'newline';
  const head = path.endsWith('.gz') || path.endsWith('.zst') ? '{' : (await readHead(path, 4096)).replace(/^\uFEFF/, '').trimStart();
  return head.startsWith('[') ? 'array' : 'newline';
}

/** The first line of a file on a server that holds more than white space. */
async function readStart(connection: DuckDBConnection, path: string): Promise<string> {
  const reply = await connection.runAndReadAll(`SELECT trim(_text, chr(65279) || chr(9) || ' ') FROM ${printReadLines(quotedText(path), { encoding: 'utf-8', compression: packedAs(path), skip: 0 })} WHERE trim(_text) <> '' LIMIT 1`);
  return String(reply.getRows()[0]?.[0] ?? '');
}

async function readHead(path: string, bytes: number): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

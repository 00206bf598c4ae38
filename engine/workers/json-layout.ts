import { open } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { printReadLines } from '../compile/print-scan.ts';
import type { JsonLayout } from '../relation/relation.ts';
import { isRemotePath } from '../relation/remote-path.ts';
import { packedAs } from '../relation/packed-as.ts';
import { fileText } from './file-text.ts';

/** Looks at the first character that is not white space: an array starts with a bracket. A line that is no whole value means objects over several lines, unless it is to be `lines`. */
export async function jsonLayout(connection: DuckDBConnection, path: string, lines: boolean): Promise<JsonLayout> {
  if (isRemotePath(path)) return (await readStart(connection, path)).startsWith('[') ? 'array' : 'newline';
  if (path.endsWith('.gz') || path.endsWith('.zst')) return 'newline';
  const head = await readHead(path, looked);
  const text = head.replace(/^\uFEFF/, '').trimStart();
  if (text.startsWith('[')) return 'array';
  if (lines) return 'newline';
  // Before a line of its own the database takes the mark of UTF-8 for a mistake.
  return head.startsWith('\uFEFF') || !firstLineIsWhole(text) ? 'objects' : 'newline';
}

/** Bytes at the start of a file in which a line has to end to be judged. */
const looked = 1 << 20;

function firstLineIsWhole(text: string): boolean {
  const end = text.search(/\n/);
  const line = end < 0 ? text : text.slice(0, end);
  if (end < 0 && Buffer.byteLength(text) >= looked - 4096) return true;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/** The first line of a file on a server that holds more than white space. */
async function readStart(connection: DuckDBConnection, path: string): Promise<string> {
  const reply = await connection.runAndReadAll(`SELECT trim(_text, chr(65279) || chr(9) || ' ') FROM ${printReadLines(fileText(path), { encoding: 'utf-8', compression: packedAs(path), skip: 0 })} WHERE trim(_text) <> '' LIMIT 1`);
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

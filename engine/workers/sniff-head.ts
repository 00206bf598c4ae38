import { open } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { findEncoding } from '../io/find-encoding.ts';
import { gzipTrouble } from '../io/packed-file.ts';
import { TextDecoding, UndecodableText } from '../io/rewrite-text.ts';
import type { DelimitedOptions, TextEncoding } from '../relation/relation.ts';

/** Bytes at the start of a file that say how it is written. */
const looked = 4 * 1024 * 1024;
/** A longer line at the start of a file makes much longer ones likely. */
const longLine = 1_000_000;

/** Most bytes of a line that are read at all. */
export const longestRead = 64 * 1024 * 1024;

/** What the start of a text file says before any cell is told apart. */
export interface Head {
  readonly encoding: TextEncoding;
  readonly mixedEnds: boolean;
  /** Most bytes a line may take; null where the usual limit is enough. */
  readonly longestLine: number | null;
  /** Delimiter that Excel's first line `sep=;` names. */
  readonly separator: string | null;
  /** What stands between the cells where the first line quotes them all and the database would not think of it. */
  readonly between: string | null;
  /** Whether a cell begins with a double quote. */
  readonly quotes: boolean;
  readonly lines: number;
  /** The sign most lines are cut by, where a line holds so many cells that trying all signs would take seconds. */
  readonly wide: string | null;
  /** Nothing but white space and marks. */
  readonly empty: boolean;
  /** The decoded start, ending with a whole line where it is not the whole file. */
  readonly text: string;
}

/** Looks at the first 4 MiB of a text file. Gives null where it is packed in a way that only the database reads, and throws UndecodableText where the bytes are not of the given encoding, PackedTrouble where they cannot be unpacked. */
export async function sniffHead(path: string, compression: DelimitedOptions['compression'], given: TextEncoding | undefined, signs: { readonly delimiter?: string; readonly quote?: string } = {}): Promise<Head | null> {
  if (compression === 'zstd') return null;
  const { bytes, whole } = compression === 'gzip' ? await unpackedHead(path) : await plainHead(path);
  const encoding = given ?? findEncoding(bytes, whole) ?? 'utf-8';
  const decoded = decodeHead(bytes, encoding, whole);
  const end = whole ? decoded.length : Math.max(decoded.lastIndexOf('\n'), decoded.lastIndexOf('\r')) + 1;
  const text = end > 0 ? decoded.slice(0, end) : decoded;
  const outside = new Set(text.match(/\r\n|\r|\n/g) ?? []).size > 1 ? endsOutside(text, signs.delimiter?.slice(-1) ?? ',;\t|', signs.quote ?? '"') : null;
  // Of a line that is not whole nobody knows how long it is.
  const longest = decoded.split(/\r\n|\r|\n/).reduce((most, line) => Math.max(most, line.length), 0);
  const first = /^\uFEFF?([^\r\n]*)/.exec(text)![1]!;
  const cuts = [',', ';', '\t', '|'].map((sign) => ({ sign, cells: first.split(sign).length })).toSorted((a, b) => b.cells - a.cells)[0]!;
  return {
    encoding,
    // The database takes the first line end of a file for that of all, also where it stands between quotes.
    mixedEnds: outside !== null && (outside.size > 1 || !outside.has(/\r\n|\r|\n/.exec(text)![0])),
    longestLine: longest > longLine ? longestRead : null,
    separator: /^sep=([^\r\n])$/i.exec(first)?.[1] ?? null,
    between: betweenQuotes(first),
    quotes: /(?:^\uFEFF?|[,;\t|\r\n])"/.test(text.slice(0, 1 << 20)),
    lines: text.split(/\r\n|\r|\n/).length,
    wide: cuts.cells > 300 ? cuts.sign : null,
    empty: text.replace(/^\uFEFF/, '').trim() === '',
    text,
  };
}

/** Whether the first line of a file takes more bytes than are read at all; the database looks for its end for minutes. */
export async function isEndlessLine(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const chunk = Buffer.alloc(looked);
    for (let at = 0; at <= longestRead; ) {
      const { bytesRead } = await file.read(chunk, 0, looked, at);
      const read = chunk.subarray(0, bytesRead);
      if (bytesRead === 0 || read.includes(0x0a) || read.includes(0x0d)) return false;
      at += bytesRead;
    }
    return true;
  } finally {
    await file.close();
  }
}

async function plainHead(path: string): Promise<{ readonly bytes: Buffer; readonly whole: boolean }> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(size, looked)), 0, Math.min(size, looked), 0);
    return { bytes: buffer.subarray(0, bytesRead), whole: bytesRead === size };
  } finally {
    await file.close();
  }
}

async function unpackedHead(path: string): Promise<{ readonly bytes: Buffer; readonly whole: boolean }> {
  const source = createReadStream(path);
  const unpacked = source.pipe(createGunzip());
  source.on('error', (error) => unpacked.destroy(error));
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of unpacked) {
      chunks.push(chunk as Buffer);
      length += (chunk as Buffer).length;
      if (length >= looked) {
        source.destroy();
        return { bytes: Buffer.concat(chunks), whole: false };
      }
    }
  } catch (error) {
    throw gzipTrouble(error) ?? error;
  }
  return { bytes: Buffer.concat(chunks), whole: true };
}

/** UTF-8 that breaks off or is broken is the database's to tell with its line; in other encodings a stray byte means that the encoding is another. */
function decodeHead(bytes: Buffer, encoding: TextEncoding, whole: boolean): string {
  if (encoding === 'utf-8') return bytes.toString('utf8');
  try {
    return new TextDecoding(encoding).push(bytes, whole);
  } catch (error) {
    if (error instanceof UndecodableText) return bytes.toString('latin1');
    throw error;
  }
}

/** The one text between all quoted cells of a line, where it is no usual delimiter. */
function betweenQuotes(line: string): string | null {
  if (!/^"[^"]*(?:""[^"]*)*"(?:[^"]{1,4}"[^"]*(?:""[^"]*)*")+$/.test(line)) return null;
  const between = new Set([...line.matchAll(/"[^"]*(?:""[^"]*)*"([^"]{1,4})(?=")/g)].map((found) => found[1]!));
  const only = between.size === 1 ? [...between][0]! : null;
  return only === null || /^[,;\t|]$|\\/.test(only) ? null : only;
}

/** Kinds of line ends outside quoted cells. */
function endsOutside(text: string, delimiter: string, quote: string): ReadonlySet<string> {
  if (quote === '') return new Set(text.match(/\r\n|\r|\n/g));
  const escaped = (sign: string): string => sign.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  const q = escaped(quote);
  // A cell begins behind a line end or a delimiter; looking back leaves that for the part before.
  const parts = text.matchAll(new RegExp(`(?<=^|[\\r\\n${escaped(delimiter)}])${q}[^${q}]*(?:${q}${q}[^${q}]*)*${q}|\\r\\n|\\r|\\n`, 'g'));
  return new Set([...parts].map(([part]) => part).filter((part) => /^[\r\n]/.test(part)));
}

import type { DelimitedOptions } from '../relation/relation.ts';

const lineFeed = 10;
const space = 32;

/** Signs that decide where a line of a delimited file ends; null for lines of JSON, where a line break always ends one. */
export type LineSigns = Pick<DelimitedOptions, 'delimiter' | 'quote' | 'escape' | 'comment'> | null;

/** Offsets just behind each complete line of `bytes`, at most `most` of them; a line break within quotes does not end a line. */
export function cutLines(bytes: Uint8Array, signs: LineSigns, most: number): number[] {
  if (signs === null || signs.quote === '' || bytes.indexOf(signs.quote.charCodeAt(0)) < 0) return cutPlain(bytes, most);
  return cutQuoted(bytes, signs, most);
}

function cutPlain(bytes: Uint8Array, most: number): number[] {
  const ends: number[] = [];
  for (let at = bytes.indexOf(lineFeed); at >= 0 && ends.length < most; at = bytes.indexOf(lineFeed, at + 1)) ends.push(at + 1);
  return ends;
}

/** Like DuckDB: a quote opens only at the start of a cell, spaces before it aside, and two quotes, or the escape sign and a quote, are a quote. */
function cutQuoted(bytes: Uint8Array, signs: NonNullable<LineSigns>, most: number): number[] {
  const ends: number[] = [];
  const quote = signs.quote.charCodeAt(0);
  const escape = signs.escape === '' ? quote : signs.escape.charCodeAt(0);
  const comment = signs.comment === '' ? -1 : signs.comment.charCodeAt(0);
  const delimiter = Buffer.from(signs.delimiter);
  const lastOfDelimiter = delimiter.at(-1)!;
  let cellStart = true;
  let lineStart = true;
  let at = 0;
  while (at < bytes.length && ends.length < most) {
    const byte = bytes[at]!;
    if (lineStart && byte === comment) {
      const end = bytes.indexOf(lineFeed, at);
      if (end < 0) break;
      at = end;
      continue;
    }
    lineStart = false;
    if (byte === quote && cellStart) {
      at = behindQuotes(bytes, at + 1, quote, escape);
      cellStart = false;
      continue;
    }
    if (byte === lineFeed) {
      ends.push(at + 1);
      cellStart = true;
      lineStart = true;
    } else if (byte === lastOfDelimiter && endsWith(bytes, at, delimiter)) cellStart = true;
    else if (byte !== space) cellStart = false;
    at++;
  }
  return ends;
}

/** Offset behind the quote that closes the cell, or the end of the bytes. */
function behindQuotes(bytes: Uint8Array, from: number, quote: number, escape: number): number {
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === escape && escape !== quote && (bytes[at + 1] === quote || bytes[at + 1] === escape)) at++;
    else if (byte === quote) {
      if (escape !== quote || bytes[at + 1] !== quote) return at + 1;
      at++;
    }
  }
  return bytes.length;
}

function endsWith(bytes: Uint8Array, at: number, part: Uint8Array): boolean {
  for (let i = 1; i < part.length; i++) if (bytes[at - i] !== part[part.length - 1 - i]) return false;
  return true;
}

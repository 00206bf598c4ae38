/** Turns an offset in code points, as DuckDB's parser reports it, into an offset in UTF-16 units. */
export function fromCodePointOffset(text: string, points: number): number {
  let units = 0;
  let seen = 0;
  for (const char of text) {
    if (seen++ >= points) break;
    units += char.length;
  }
  return units;
}

/** Turns an offset in UTF-8 bytes, as DuckDB's binder reports it, into an offset in UTF-16 units. */
export function fromByteOffset(text: string, bytes: number): number {
  let seen = 0;
  let units = 0;
  for (const char of text) {
    if (seen >= bytes) break;
    const code = char.codePointAt(0)!;
    seen += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    units += char.length;
  }
  return units;
}

/** The token that starts at `start`: a name, number, quoted thing or operator; never empty inside the text. */
export function tokenEnd(text: string, start: number): number {
  const match = /^(?:"(?:[^"]|"")*"?|'(?:[^']|'')*'?|[\p{L}_][\p{L}\p{N}_$]*|\d[\d.]*|[^\s\p{L}\p{N}])/u.exec(text.slice(start));
  return Math.min(text.length, start + Math.max(1, match?.[0].length ?? 1));
}

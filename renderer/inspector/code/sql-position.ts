/** Where in a SQL text an offset lies: plain text, or inside something that takes no completion. */
export interface SqlPosition {
  readonly inside: 'plain' | 'text' | 'name' | 'comment';
  /** Offset where the unfinished text, name or comment begins; the offset itself in plain text. */
  readonly since: number;
  /** Calls that are open at the offset, the outermost first. */
  readonly calls: readonly OpenCall[];
}

export interface OpenCall {
  /** Name before the bracket, lower case; '' for a bare bracket. */
  readonly name: string;
  readonly argument: number;
}

const word = /[\p{L}\p{N}_]/u;

/** Reads a SQL text up to an offset (UTF-16) far enough to know what surrounds it; the text need not be complete. */
export function sqlPositionAt(text: string, offset: number): SqlPosition {
  const calls: { name: string; argument: number; bracket: string }[] = [];
  let lastWord = '';
  let i = 0;
  while (i < offset) {
    const char = text[i]!;
    const span = spanAt(text, i);
    if (span) {
      if (span.end > offset || !span.closed) return { inside: span.kind, since: i, calls: calls.map(openCall) };
      lastWord = '';
      i = span.end;
      continue;
    }
    if (word.test(char)) {
      const start = i;
      while (i < offset && word.test(text[i]!)) i++;
      lastWord = text.slice(start, i).toLowerCase();
      continue;
    }
    if (char === '(' || char === '[' || char === '{') calls.push({ name: char === '(' ? lastWord : '', argument: 0, bracket: char });
    else if (char === ')' || char === ']' || char === '}') calls.pop();
    else if (char === ',' && calls.length > 0) calls[calls.length - 1]!.argument++;
    if (!/\s/.test(char)) lastWord = '';
    i++;
  }
  return { inside: 'plain', since: offset, calls: calls.map(openCall) };
}

const openCall = ({ name, argument }: OpenCall): OpenCall => ({ name, argument });

function spanAt(text: string, start: number): { readonly kind: 'text' | 'name' | 'comment'; readonly end: number; readonly closed: boolean } | null {
  const two = text.slice(start, start + 2);
  if (two === '--') {
    const end = text.indexOf('\n', start);
    return end < 0 ? { kind: 'comment', end: text.length, closed: false } : { kind: 'comment', end: end + 1, closed: true };
  }
  if (two === '/*') {
    const end = text.indexOf('*/', start + 2);
    return end < 0 ? { kind: 'comment', end: text.length, closed: false } : { kind: 'comment', end: end + 2, closed: true };
  }
  const quote = text[start];
  if (quote !== "'" && quote !== '"') return null;
  const kind = quote === "'" ? 'text' : 'name';
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] !== quote) continue;
    if (text[i + 1] === quote) i++;
    else return { kind, end: i + 1, closed: true };
  }
  return { kind, end: text.length, closed: false };
}

import type { Span } from '../core/diagnostic.ts';

/** A use of a flow parameter in the text of an expression. */
export interface ParameterUse extends Span {
  readonly name: string;
}

/**
 * Finds `$name` outside of strings, quoted names, comments and dollar-quoted text.
 * DuckDB's parser tells which parameters there are but not where, so this reads the same lexical rules.
 */
export function findParameters(text: string): ParameterUse[] {
  const found: ParameterUse[] = [];
  let at = 0;
  const skipPast = (end: string, from: number): number => {
    const close = text.indexOf(end, from);
    return close < 0 ? text.length : close + end.length;
  };
  while (at < text.length) {
    const rest = text.slice(at, at + 2);
    const char = text[at]!;
    if (char === "'" || char === '"') {
      at = skipQuoted(text, at, char, char === "'" && isEscapeString(text, at));
    } else if (rest === '--') {
      at = skipPast('\n', at);
    } else if (rest === '/*') {
      at = skipBlockComment(text, at);
    } else if (char === '$') {
      const name = /^[A-Za-z_][A-Za-z0-9_]*/.exec(text.slice(at + 1))?.[0] ?? '';
      if (text[at + 1 + name.length] === '$') {
        at = skipPast(`$${name}$`, at + name.length + 2);
      } else {
        const end = at + 1 + name.length;
        if (name !== '' && !/[A-Za-z0-9_]/.test(text[at - 1] ?? '')) found.push({ name, start: at, end });
        at = end;
      }
    } else {
      at++;
    }
  }
  return found;
}

const isEscapeString = (text: string, quote: number): boolean => /[eE]/.test(text[quote - 1] ?? '') && !/[A-Za-z0-9_]/.test(text[quote - 2] ?? '');

function skipQuoted(text: string, open: number, quote: string, backslash: boolean): number {
  for (let at = open + 1; at < text.length; at++) {
    if (backslash && text[at] === '\\') at++;
    else if (text[at] === quote) {
      if (text[at + 1] === quote) at++;
      else return at + 1;
    }
  }
  return text.length;
}

function skipBlockComment(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text.startsWith('/*', at)) {
      depth++;
      at++;
    } else if (text.startsWith('*/', at)) {
      depth--;
      at++;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}

import type { JsonPath } from '../relation/rest-request.ts';

/**
 * Parts of a JSON text as they are spelled, since a number read and written again may become another one. Everything here takes text
 * that JSON.parse accepts.
 */

const white = /[ \t\r\n]/;

const afterWhite = (text: string, at: number): number => {
  let i = at;
  while (i < text.length && white.test(text[i]!)) i += 1;
  return i;
};

function afterString(text: string, at: number): number {
  for (let i = at + 1; ; i += 1) {
    if (text[i] === '\\') i += 1;
    else if (text[i] === '"') return i + 1;
  }
}

function afterValue(text: string, at: number): number {
  if (text[at] === '"') return afterString(text, at);
  let depth = 0;
  let i = at;
  while (i < text.length) {
    const sign = text[i]!;
    if (sign === '"') {
      i = afterString(text, i);
      continue;
    }
    if (sign === '{' || sign === '[') depth += 1;
    else if (sign === '}' || sign === ']') {
      if (depth === 0) return i;
      depth -= 1;
      if (depth === 0) return i + 1;
    } else if (depth === 0 && (sign === ',' || white.test(sign))) return i;
    i += 1;
  }
  return i;
}

/** The values within an array or object, each with its key in an object. */
function* parts(text: string): Generator<readonly [key: string | null, value: string]> {
  const start = afterWhite(text, 0);
  const isObject = text[start] === '{';
  if (!isObject && text[start] !== '[') return;
  let i = afterWhite(text, start + 1);
  while (text[i] !== '}' && text[i] !== ']') {
    let key: string | null = null;
    if (isObject) {
      const end = afterString(text, i);
      key = JSON.parse(text.slice(i, end)) as string;
      i = afterWhite(text, afterWhite(text, end) + 1);
    }
    const end = afterValue(text, i);
    yield [key, text.slice(i, end)];
    i = afterWhite(text, end);
    if (text[i] === ',') i = afterWhite(text, i + 1);
  }
}

/** The text of what lies at a path; null where there is nothing. */
export function textAt(text: string, path: JsonPath): string | null {
  let found = text.trim();
  for (const step of path) {
    let next: string | null = null;
    let place = 0;
    // Of two values under one key the last counts, as for JSON.parse.
    for (const [key, value] of parts(found)) if (key === null ? place++ === step : key === step) next = value;
    if (next === null) return null;
    found = next;
  }
  return found;
}

/** The texts of the items of an array. */
export const itemsOf = (array: string): readonly string[] => [...parts(array)].map(([, value]) => value);

/** The same value on one line. */
export const onOneLine = (value: string): string => value.replaceAll(/[\r\n]/g, ' ');

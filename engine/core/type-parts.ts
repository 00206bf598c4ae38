import type { Schema } from './schema.ts';

/** The type of the items of a list or an array type, or null. */
export function itemType(type: string): string | null {
  return /\[\d*\]$/.test(type) ? type.slice(0, type.lastIndexOf('[')) : null;
}

/** The fields of a STRUCT type in DuckDB's spelling, such as `STRUCT(a INTEGER, "b c" VARCHAR[])`, or null for another type. */
export function structFields(type: string): Schema | null {
  if (!type.startsWith('STRUCT(') || !type.endsWith(')')) return null;
  const parts = topLevelParts(type.slice('STRUCT('.length, -1));
  return parts.map((part) => {
    const quoted = /^"((?:[^"]|"")*)"\s+([^]*)$/.exec(part);
    if (quoted) return { name: quoted[1]!.replaceAll('""', '"'), type: quoted[2]! };
    const space = part.indexOf(' ');
    return { name: part.slice(0, space), type: part.slice(space + 1) };
  });
}

/** The texts between the commas that stand in no parentheses and no quotes. */
export function topLevelParts(text: string): string[] {
  const parts: string[] = [];
  let [depth, start, quote] = [0, 0, ''];
  for (let i = 0; i < text.length; i++) {
    const sign = text[i]!;
    if (quote !== '') {
      if (sign === quote) quote = '';
    } else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === '(') depth++;
    else if (sign === ')') depth--;
    else if (sign === ',' && depth === 0) {
      parts.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  return [...parts, text.slice(start).trim()];
}

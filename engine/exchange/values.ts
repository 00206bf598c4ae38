import { quotedText } from '../core/quoting.ts';

/** What a value is, as far as the formula and the file tell. */
export type ValueKind = 'text' | 'number' | 'date' | 'boolean' | 'unknown';

export interface Value {
  readonly sql: string;
  readonly kind: ValueKind;
  /** Set for a constant text. */
  readonly text?: string;
}

/** What a function of the other language is in DuckDB's. */
export interface Translation {
  readonly least: number;
  readonly most: number;
  readonly kind: ValueKind | ((args: readonly Value[]) => ValueKind);
  readonly sql: (args: readonly Value[]) => string;
}

const call = (name: string) => (args: readonly Value[]): string => `${name}(${args.map((a) => a.sql).join(', ')})`;

/** A translation; a name alone is a function with the same arguments. */
export const of = (kind: Translation['kind'], least: number, most: number, sql: string | Translation['sql']): Translation => ({ kind, least, most, sql: typeof sql === 'string' ? call(sql) : sql });
/** The kind of an argument, for functions that give back what they are given. */
export const sameAs = (n: number) => (args: readonly Value[]): ValueKind => args[n]?.kind ?? 'unknown';
/** A value as a date; a text that is none is missing. */
export const moment = (value: Value): string => (value.kind === 'date' ? value.sql : `TRY_CAST(${value.sql} AS TIMESTAMP)`);
/** A value as text; whole numbers have no decimals. */
export const asText = (value: Value): string => (value.kind === 'number' ? `regexp_replace(CAST(${value.sql} AS VARCHAR), '\\.0$', '')` : `CAST(${value.sql} AS VARCHAR)`);
/** Each word with a capital. */
export const titleCase = (value: Value): string => `array_to_string(list_transform(string_split(lower(${value.sql}), ' '), lambda w: upper(left(w, 1)) || substr(w, 2)), ' ')`;
/** Groups of a replacement: $1 there, \1 here. */
export const groups = (value: Value): string => (value.text === undefined ? `regexp_replace(${value.sql}, '\\$(\\d)', '\\\\\\1', 'g')` : quotedText(value.text.replace(/\\/g, '\\\\').replace(/\$(\d)/g, '\\$1')));

import type { Schema } from '../core/schema.ts';
import { isNumericType } from '../core/schema.ts';
import { visibleText } from './visible-text.ts';

/** Cells as text, null for NULL; rows of a preview. */
export type TextRows = readonly (readonly (string | null)[])[];

/** A table for a terminal: header, types, rule, rows; numbers to the right, long cells cut. */
export function tableText(schema: Schema, rows: TextRows, note: string): string {
  const cut = (text: string): string => visibleText(text.length > 40 ? `${text.slice(0, 39)}…` : text);
  const cells = rows.map((row) => row.map((v) => cut(v ?? 'NULL')));
  const head = [schema.map((c) => cut(c.name)), schema.map((c) => cut(c.type.toLowerCase()))];
  const widths = schema.map((_c, i) => Math.max(...[...head, ...cells].map((row) => (row[i] ?? '').length)));
  const line = (row: readonly string[], right: boolean): string => row.map((v, i) => (right && isNumericType(schema[i]!.type) ? v.padStart(widths[i]!) : v.padEnd(widths[i]!))).join('  ').trimEnd();
  return [...head.map((row) => line(row, true)), widths.map((w) => '─'.repeat(w)).join('  '), ...cells.map((row) => line(row, true)), note, ''].join('\n');
}

/** RFC 4180 with a header; NULL is an empty field, empty text is quoted. */
export function csvText(schema: Schema, rows: TextRows): string {
  const field = (v: string | null): string => (v === null ? '' : v === '' || /[",\r\n]/.test(v) ? `"${v.replaceAll('"', '""')}"` : v);
  return [schema.map((c) => c.name), ...rows].map((row) => `${row.map(field).join(',')}\n`).join('');
}

/** One JSON array of objects; numbers keep every digit, nested values stay nested, the rest is text. */
export function jsonText(schema: Schema, rows: TextRows): string {
  const value = (v: string | null, type: string): string => {
    if (v === null) return 'null';
    if (type === 'BOOLEAN') return v;
    if (isNumericType(type)) return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(v) ? v : JSON.stringify(v);
    if (/^(STRUCT|MAP|UNION)\(|\]$|^JSON$/.test(type)) return v;
    return JSON.stringify(v);
  };
  const objects = rows.map((row) => `  {${schema.map((c, i) => `${JSON.stringify(c.name)}: ${value(row[i] ?? null, c.type)}`).join(', ')}}`);
  return `[\n${objects.join(',\n')}\n]\n`;
}

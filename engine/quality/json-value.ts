import { isObject, type Json } from '../core/json.ts';
import type { Expression } from '../expression/expression.ts';
import { call, cast, literal } from '../expression/expression.ts';
import type { Value } from './expectation.ts';

/** An expression as the text of a JSON value; NULL stays NULL. Times are written as ISO 8601, as Great Expectations does. */
export function jsonText(value: Expression, type: string | null): Expression {
  const json = (inner: Expression): Expression => cast(call('to_json', inner), 'VARCHAR');
  if (type === null) return json(value);
  // A FLOAT widened to DOUBLE would show digits it never had.
  if (type === 'FLOAT') return json(cast(cast(value, 'VARCHAR'), 'DOUBLE'));
  if (/^TIMESTAMP(_S|_MS|_NS)?$/.test(type)) return json(call('replace', cast(value, 'VARCHAR'), literal(' '), literal('T')));
  if (type === 'TIMESTAMP WITH TIME ZONE') return json(call('regexp_replace', call('replace', cast(value, 'VARCHAR'), literal(' '), literal('T')), literal('([+-][0-9][0-9])$'), literal('\\1:00')));
  return json(value);
}

/** Reads what `jsonText` wrote. Numbers JSON does not have come as the texts "NaN", "Infinity" and "-Infinity". */
export function readJsonText(text: string | null): Value {
  if (text === null) return null;
  if (/^-?\d{16,}$/.test(text)) return Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text);
  if (/^(NaN|-?Infinity)$/.test(text)) return text;
  try {
    return JSON.parse(text) as Value;
  } catch {
    // A nested value holds a number that JSON does not have.
    return text;
  }
}

/** JSON text of a value, every digit of large whole numbers kept; indented by two spaces. */
export function writeValue(value: Value, indent = ''): string {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? JSON.stringify(value) : JSON.stringify(String(value));
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[\n${value.map((item) => inner + writeValue(item as Value, inner)).join(',\n')}\n${indent}]`;
  const entries = Object.entries(value as { readonly [key: string]: Value });
  return entries.length === 0 ? '{}' : `{\n${entries.map(([key, item]) => `${inner}${JSON.stringify(key)}: ${writeValue(item, inner)}`).join(',\n')}\n${indent}}`;
}

export const isNumber = (value: Json | undefined): value is number => typeof value === 'number';
export const isJsonObject = (value: Json | undefined): value is { readonly [key: string]: Json } => isObject(value);

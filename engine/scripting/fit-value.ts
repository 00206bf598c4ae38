import type { ScriptType } from '../relation/script-type.ts';
import { decimalText, momentText, spelledValue } from './spelled-values.ts';

/** A value as its carrier holds it: numbers, texts, bytes, lists as arrays, structs as arrays in the order of their fields, maps as pairs of arrays. */
export type Carried = null | boolean | number | bigint | string | Uint8Array | readonly Carried[] | CarriedMap;

export interface CarriedMap {
  readonly keys: readonly Carried[];
  readonly values: readonly Carried[];
}

/** A value that does not fit its type; `message` goes on after the name of the column. */
export class Misfit extends Error {}

interface Away {
  readonly n?: string;
  readonly i?: string;
  readonly x?: string;
  readonly t?: string;
  readonly f?: string;
  readonly m?: readonly [readonly unknown[], readonly unknown[]];
  readonly o?: readonly [readonly string[], readonly unknown[]];
}

const ranges = {
  int8: [-128n, 127n],
  int16: [-32_768n, 32_767n],
  int32: [-2_147_483_648n, 2_147_483_647n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint8: [0n, 255n],
  uint16: [0n, 65_535n],
  uint32: [0n, 4_294_967_295n],
  uint64: [0n, 2n ** 64n - 1n],
} as const;

/** The carried form of a value the script gave, as the guest wrote it; throws a Misfit where it does not fit. */
export function fitValue(type: ScriptType, value: unknown): Carried {
  if (value === null) return null;
  switch (type.kind) {
    case 'boolean':
      return typeof value === 'boolean' ? value : wrong(value, 'true or false');
    case 'int8':
    case 'int16':
    case 'int32':
    case 'uint8':
    case 'uint16':
    case 'uint32':
      return Number(wholeNumber(value, ranges[type.kind]));
    case 'int64':
    case 'uint64':
      return wholeNumber(value, ranges[type.kind]);
    case 'big':
      return wholeNumber(value, type.signed ? [-(2n ** 127n), 2n ** 127n - 1n] : [0n, 2n ** 128n - 1n]).toString();
    case 'float32': {
      const number = realNumber(value);
      return Number.isFinite(number) && !Number.isFinite(Math.fround(number)) ? wrong(value, 'a number of a FLOAT') : number;
    }
    case 'float64':
      return realNumber(value);
    case 'text':
      return wellFormed(value);
    case 'bytes': {
      const { x } = asAway(value);
      return x === undefined ? wrong(value, 'a Uint8Array') : Uint8Array.from(x, (sign) => sign.charCodeAt(0));
    }
    case 'decimal': {
      const { i, n } = asAway(value);
      const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : (i ?? (n === '-0' ? '0' : ''));
      return decimalText(text, type.width, type.scale) ?? wrong(value, `a number of DECIMAL(${type.width},${type.scale})`);
    }
    case 'spelled':
      return spelled(type, value);
    case 'list':
      return Array.isArray(value) ? value.map((item) => fitValue(type.item, item)) : wrong(value, 'an array');
    case 'struct': {
      const { o } = asAway(value);
      if (o === undefined) return wrong(value, 'an object');
      return type.fields.map((field) => {
        const at = o[0].indexOf(field.name);
        if (at < 0) throw new Misfit(`has no "${field.name}"; give null where there is none`);
        return fitValue(field.type, o[1][at]);
      });
    }
    case 'map':
      return fitMap(type, value);
  }
}

function fitMap(type: Extract<ScriptType, { kind: 'map' }>, value: unknown): CarriedMap {
  const { m, o } = asAway(value);
  const pairs = m ?? o;
  if (pairs === undefined) return wrong(value, 'a Map or an object');
  const keys = pairs[0].map((key) => fitValue(type.key, key));
  if (keys.includes(null)) throw new Misfit('has a map with the key null, which a map cannot have');
  const spelledKeys = new Set(keys.map((key) => (typeof key === 'object' ? JSON.stringify(key) : String(key))));
  if (spelledKeys.size < keys.length) throw new Misfit('has a map with the same key twice');
  return { keys, values: pairs[1].map((item) => fitValue(type.value, item)) };
}

function spelled(type: Extract<ScriptType, { kind: 'spelled' }>, value: unknown): string {
  if (type.form === null) throw new Error(`No script gives ${type.type}.`);
  const { t } = asAway(value);
  if (t !== undefined) return momentText(type.form, Number(t)) ?? wrong(value, spelledValue(type.form, '').wanted);
  const text = wellFormed(value);
  const { ok, wanted } = spelledValue(type.form, text);
  return ok ? text : wrong(value, wanted);
}

function wholeNumber(value: unknown, [least, most]: readonly [bigint, bigint]): bigint {
  const { i, n } = asAway(value);
  const number = typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : i !== undefined ? BigInt(i) : n === '-0' ? 0n : null;
  if (number === null) return wrong(value, typeof value === 'number' && Number.isInteger(value) ? 'a whole number that a number holds exactly (use a BigInt, such as 12n)' : 'a whole number');
  if (number < least || number > most) throw new Misfit(`is ${number}, which is not between ${least} and ${most}`);
  return number;
}

function realNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  const { n } = asAway(value);
  return n === undefined ? wrong(value, 'a number') : Number(n);
}

function wellFormed(value: unknown): string {
  if (typeof value !== 'string') return wrong(value, 'a text');
  if (/\p{Surrogate}/u.test(value)) throw new Misfit('is a text with half of a character (a lone surrogate), which no text of the database can hold');
  return value;
}

const asAway = (value: unknown): Away => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {});

function wrong(value: unknown, wanted: string): never {
  throw new Misfit(`is ${shown(value)} where ${wanted} is wanted`);
}

/** A value as a person would write it in a script, shortened. */
function shown(value: unknown): string {
  const { n, i, x, t, f, m, o } = asAway(value);
  if (n !== undefined) return n;
  if (i !== undefined) return `${i}n`;
  if (x !== undefined) return `a Uint8Array of ${x.length}`;
  if (t !== undefined) return t === 'NaN' ? 'a Date that is no moment' : `the Date ${new Date(Number(t)).toISOString()}`;
  if (f !== undefined) return f;
  if (m !== undefined) return 'a Map';
  if (o !== undefined) return 'an object';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  const text = JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

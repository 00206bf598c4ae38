import { typeFamily } from '../core/type-family.ts';
import type { Expression } from './expression.ts';
import { literal } from './expression.ts';

const integer = /^[+-]?\d+$/;
const largestHuge = 2n ** 127n - 1n;
const decimal = /^[+-]?(\d*)\.?(\d*)$/;
const float = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
/** What DuckDB reads: seconds may be left out only where no time zone follows. */
const time = /^\d{4,6}-\d{1,2}-\d{1,2}([ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?( ?(Z|[+-]\d{2}(:\d{2})?))?)?)?$/;

/** A text of the form as a constant that compares exactly with a column of `type`; null when it is no such value. */
export function typedLiteral(text: string, type: string): Expression | null {
  switch (typeFamily(type)) {
    case 'text':
      return literal(text);
    case 'number':
      return numberLiteral(text.trim());
    case 'time':
      return isTime(text.trim()) ? literal(text.trim(), type === 'TIMESTAMP WITH TIME ZONE' ? type : 'TIMESTAMP') : null;
    case 'BOOLEAN':
      return /^(true|false)$/i.test(text.trim()) ? literal(text.trim().toLowerCase() === 'true') : null;
    default:
      return null;
  }
}

function isTime(text: string): boolean {
  if (!time.test(text)) return false;
  const [year, month, day, hour = 0, minute = 0, second = 0] = text.split(/[-T :.+Z]/).map(Number);
  // Only a day that exists comes back as it went in; leap years follow from it.
  return new Date(Date.UTC(year!, month! - 1, day)).getUTCDate() === day && month! <= 12 && hour < 24 && minute < 60 && second < 60;
}

function integerType(value: bigint): string {
  if (BigInt.asIntN(64, value) === value) return 'BIGINT';
  return value <= largestHuge && value >= -largestHuge ? 'HUGEINT' : 'DOUBLE';
}

/** Kept as written: as a DECIMAL of just enough digits where it fits, so that 0.1 stays 0.1. */
function numberLiteral(text: string): Expression | null {
  if (!float.test(text)) return null;
  if (integer.test(text)) return literal(text, integerType(BigInt(text.replace('+', ''))));
  const digits = decimal.exec(text);
  if (digits === null) return literal(text, 'DOUBLE');
  const [whole, fraction] = [digits[1]!, digits[2]!];
  const width = Math.max(1, whole.length + fraction.length);
  return width <= 38 ? literal(text, `DECIMAL(${width},${fraction.length})`) : literal(text, 'DOUBLE');
}

const integerBits: Readonly<Record<string, number>> = { TINYINT: 8, SMALLINT: 16, INTEGER: 32, BIGINT: 64, HUGEINT: 128 };

/** Whether a number as written is exactly a value of an integer or decimal type. */
function fits(text: string, type: string): boolean {
  const parts = /^[+-]?0*(\d*)(?:\.(\d*?)0*)?$/.exec(text);
  const scaled = /^DECIMAL\((\d+),(\d+)\)$/.exec(type);
  if (type === 'DOUBLE' || type === 'FLOAT') return true;
  if (!parts) return false;
  if (scaled) return parts[1]!.length <= Number(scaled[1]) - Number(scaled[2]) && (parts[2] ?? '').length <= Number(scaled[2]);
  if ((parts[2] ?? '') !== '') return false;
  const bits = integerBits[type.replace(/^U/, '')]!;
  const value = BigInt(parts[1] === '' ? 0 : parts[1]!) * (text.startsWith('-') ? -1n : 1n);
  return type.startsWith('U') ? value >= 0n && value < 1n << BigInt(bits) : value >= -(1n << BigInt(bits - 1)) && value < 1n << BigInt(bits - 1);
}

/** A text of the form as a constant of exactly `type`; null when it is no value of it, or when the type is none that a form can hold. */
export function constantOf(text: string, type: string): Expression | null {
  if (type === 'VARCHAR') return literal(text);
  if (type.toUpperCase().startsWith('ENUM(')) return type.includes(`'${text.replaceAll("'", "''")}'`) ? literal(text, type) : null;
  const compared = typedLiteral(text, type);
  if (compared === null || (typeFamily(type) === 'number' && !fits(text.trim(), type))) return null;
  return type === 'BOOLEAN' ? compared : literal(text.trim(), type);
}

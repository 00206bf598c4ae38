import type { CellValue } from './cell-table.ts';
import type { TypeKind } from './type-kind.ts';
import { language, t } from '../words/words.ts';

const doubleDigits = 6;

/**
 * A value as the grid shows it: numbers grouped, doubles cut to six decimals, times like ISO 8601.
 * Whole numbers get separators from five digits on, so that years stay years. NULL is not formatted here.
 */
export function formatValue(kind: TypeKind, value: Exclude<CellValue, null>): string {
  switch (kind) {
    case 'integer':
      return groupDigits(String(value), 5);
    case 'decimal':
      return groupDigits(String(value), 4);
    case 'float':
      return typeof value === 'number' ? formatDouble(value) : String(value);
    case 'date':
      return typeof value === 'number' ? formatDay(value) : String(value);
    case 'timestamp':
    case 'instant':
      return typeof value === 'bigint' ? formatMicroseconds(value) + (kind === 'instant' ? '+00' : '') : String(value);
    case 'boolean':
    case 'text':
    case 'time':
    case 'interval':
    case 'list':
    case 'struct':
    case 'map':
    case 'bytes':
    case 'json':
    case 'other':
      return String(value);
  }
}

/** A value in full, as it is copied: no separators, no digit cut; NULL is empty. */
export function plainValue(kind: TypeKind, value: CellValue): string {
  if (value === null) return '';
  if (kind === 'date' || kind === 'timestamp' || kind === 'instant') return formatValue(kind, value);
  return String(value);
}

/** Puts separators into the whole part of a number in text once it has that many digits: `12,345.6`, in German `12.345,6`. */
export function groupDigits(text: string, from: number): string {
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(text);
  if (!match) return text;
  const [separator, point] = language() === 'de' ? ['.', ','] : [',', '.'];
  const whole = match[2]!.length < from ? match[2]! : match[2]!.replaceAll(/\B(?=(\d{3})+$)/g, separator);
  return `${match[1]}${whole}${match[3] === undefined ? '' : point + match[3].slice(1)}`;
}

function formatDouble(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e15 || size < 10 ** -doubleDigits)) return value.toExponential(Math.min(doubleDigits, significant(value) - 1));
  const fixed = String(Number(value.toFixed(doubleDigits)));
  return groupDigits(fixed, fixed.includes('.') ? 4 : 5);
}

const significant = (value: number): number => value.toExponential().split('e')[0]!.replaceAll(/[-.]/g, '').length;

const microsPerDay = 86_400_000_000n;

/** Days since 1970 as `YYYY-MM-DD`; years outside 0 to 9999 as ISO 8601 writes them. */
export function formatDay(days: number): string {
  const date = new Date(days * 86_400_000);
  return Number.isNaN(date.getTime()) ? t('day {number}', { number: String(days) }) : date.toISOString().split('T')[0]!;
}

/** Microseconds since 1970 as `YYYY-MM-DD HH:MM:SS`, with the fraction where there is one. */
export function formatMicroseconds(micros: bigint): string {
  const inDay = ((micros % microsPerDay) + microsPerDay) % microsPerDay;
  const day = formatDay(Number((micros - inDay) / microsPerDay));
  const seconds = Number(inDay / 1_000_000n);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((n) => String(n).padStart(2, '0')).join(':');
  const fraction = String(inDay % 1_000_000n).padStart(6, '0').replace(/0+$/, '');
  return `${day} ${clock}${fraction === '' ? '' : `.${fraction}`}`;
}

import type { Cell } from '../../../engine/relation/relation.ts';
import { typedCell } from './table-cell.ts';

/** The sign before the fraction of a number; the other one stands between thousands. */
export type DecimalSign = '.' | ',';

/** A column of pasted texts as what they mean. */
export interface ReadColumn {
  readonly type: string;
  readonly cells: readonly Cell[];
  /** A text that could mean two values, which is why the column stays text. */
  readonly doubt: string | null;
}

const isoDate = /^\d{4}-\d{2}-\d{2}$/;
const isoTimestamp = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/;
/** Signs that stand between thousands and nowhere else in a number. */
const spaces = "[ \\u00a0\\u2009\\u202f'’]";
const whole = '(?:0|[1-9]\\d*)';
const grouped = (sign: string): string => `[1-9]\\d{0,2}(?:${sign}\\d{3})+`;
const shapes: Readonly<Record<DecimalSign, RegExp>> = {
  '.': new RegExp(`^([-−]?)(${whole}|${grouped(',')}|${grouped(spaces)})(?:\\.(\\d+))?([eE][+-]?\\d+)?$`),
  ',': new RegExp(`^([-−]?)(${whole}|${grouped('\\.')}|${grouped(spaces)})(?:,(\\d+))?([eE][+-]?\\d+)?$`),
};

interface ReadNumber {
  readonly text: string;
  readonly digits: number;
  readonly fraction: number;
  readonly exponent: boolean;
}

/** A text as the number it is with that sign, in DuckDB's spelling; null where it is none. */
function numberOf(text: string, sign: DecimalSign): ReadNumber | null {
  const [, minus, before, after = '', exponent = ''] = shapes[sign].exec(text) ?? [];
  if (before === undefined) return null;
  const digits = before.replaceAll(/\D/g, '');
  return { text: `${minus === '' ? '' : '-'}${digits}${after === '' ? '' : `.${after}`}${exponent}`, digits: (digits + after).replace(/^0+/, '').length, fraction: after.length, exponent: exponent !== '' };
}

const readAll = (texts: readonly string[], sign: DecimalSign): readonly ReadNumber[] | null => {
  const numbers: ReadNumber[] = [];
  for (const text of texts) {
    const number = numberOf(text, sign);
    if (number === null) return null;
    numbers.push(number);
  }
  return numbers;
};

/** The decimal sign that texts copied from one place show by themselves: one that only one reading allows. Null where nothing tells, or where they contradict each other. */
export function decimalSignOf(texts: readonly string[]): DecimalSign | null {
  const found = new Set<DecimalSign>();
  for (const text of texts) {
    const [point, comma] = [numberOf(text, '.'), numberOf(text, ',')];
    if (point && !comma) found.add('.');
    if (comma && !point) found.add(',');
  }
  return found.size === 1 ? [...found][0]! : null;
}

/** The type of numbers that loses none of their digits. */
function numberType(numbers: readonly ReadNumber[]): string | null {
  const digits = Math.max(...numbers.map((n) => n.digits));
  if (numbers.some((n) => n.exponent)) return digits <= 15 ? 'DOUBLE' : null;
  const fraction = Math.max(...numbers.map((n) => n.fraction));
  if (fraction === 0) return digits <= 18 ? 'BIGINT' : null;
  if (digits <= 15) return 'DOUBLE';
  const before = Math.max(...numbers.map((n) => n.digits - n.fraction));
  return before + fraction <= 38 ? `DECIMAL(${Math.max(before, 0) + fraction},${fraction})` : null;
}

const localDate = /^(\d{1,2})([./])(\d{1,2})\2(\d{4})(?: (\d{1,2}:\d{2}(?::\d{2})?))?$/;

/** Days written day first or month first, as the texts themselves show; `doubt` where both orders are possible. */
function datesOf(texts: readonly string[]): { readonly texts: readonly string[]; readonly timed: boolean } | { readonly doubt: string } | null {
  const parts = texts.map((text) => localDate.exec(text));
  if (parts.some((p) => p === null)) return null;
  const orders = (['day', 'month'] as const).filter((first) => parts.every((p) => (p![2] === '/' || first === 'day') && isDay(p!, first)));
  if (orders.length === 0) return null;
  if (orders.length === 2 && parts.some((p) => p![1] !== p![3])) return { doubt: texts[parts.findIndex((p) => p![1] !== p![3])]! };
  const timed = parts.some((p) => p![5] !== undefined);
  return { timed, texts: parts.map((p) => `${isoOf(p!, orders[0]!)}${timed ? ` ${clockOf(p![5] ?? '0:00')}` : ''}`) };
}

const clockOf = (time: string): string => (time.indexOf(':') === 1 ? `0${time}` : time);

const isoOf = (parts: RegExpExecArray, first: 'day' | 'month'): string => {
  const [day, month] = first === 'day' ? [parts[1]!, parts[3]!] : [parts[3]!, parts[1]!];
  return `${parts[4]!}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
};

function isDay(parts: RegExpExecArray, first: 'day' | 'month'): boolean {
  const iso = isoOf(parts, first);
  const time = Date.parse(`${iso}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(iso);
}

/** Reads a column as the narrowest type in which no text changes its meaning; `sign` is what the texts around it show. */
export function readColumn(texts: readonly string[], sign: DecimalSign | null): ReadColumn {
  const trimmed = texts.map((t) => t.trim());
  const filled = trimmed.filter((t) => t !== '');
  const asText = (doubt: string | null = null): ReadColumn => ({ type: 'VARCHAR', cells: texts.map((t) => (t.trim() === '' ? null : t)), doubt });
  const as = (type: string, values: readonly string[]): ReadColumn => {
    const next = values[Symbol.iterator]();
    return { type, cells: trimmed.map((t) => (t === '' ? null : typedCell(next.next().value as string, type))), doubt: null };
  };
  if (filled.length === 0) return asText();
  const readings = (['.', ','] as const).flatMap((s) => {
    const numbers = readAll(filled, s);
    return numbers === null ? [] : [{ sign: s, numbers }];
  });
  if (readings.length > 0) {
    const other = readings[1] ? readings[0]!.numbers.findIndex((n, i) => n.text !== readings[1]!.numbers[i]!.text) : -1;
    const chosen = other < 0 ? readings[0]! : readings.find((r) => r.sign === sign);
    if (!chosen) return asText(filled[other]!);
    const type = numberType(chosen.numbers);
    return type === null ? asText() : as(type, chosen.numbers.map((n) => n.text));
  }
  if (filled.every((t) => /^(true|false)$/i.test(t))) return as('BOOLEAN', filled);
  if (filled.every((t) => isoDate.test(t))) return as('DATE', filled);
  if (filled.every((t) => isoTimestamp.test(t))) return as('TIMESTAMP', filled);
  const dates = datesOf(filled);
  if (dates === null) return asText();
  return 'doubt' in dates ? asText(dates.doubt) : as(dates.timed ? 'TIMESTAMP' : 'DATE', dates.texts);
}

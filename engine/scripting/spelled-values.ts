import type { SpelledForm } from '../relation/script-type.ts';

const names: Readonly<Record<SpelledForm, string>> = {
  date: 'a date such as "2024-01-31"',
  time: 'a time such as "08:00:00"',
  timestamp: 'a time such as "2024-01-31 08:00:00"',
  timestamptz: 'a time such as "2024-01-31T08:00:00Z"',
  uuid: 'a UUID',
  json: 'a text that is JSON',
};

const datePart = /^(?:(\d{1,6})-(\d\d)-(\d\d)( \(BC\))?|-?infinity)$/;
const timePart = /^(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?$/;
const zonePart = /(?:Z|[+-]\d\d(?::?\d\d)?)$/;

function isDate(text: string): boolean {
  const found = datePart.exec(text);
  if (!found) return false;
  if (found[1] === undefined) return true;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  if (month < 1 || month > 12 || day < 1 || year > 290_000) return false;
  // The year 0 is 1 BC.
  const number = found[4] === undefined ? year : 1 - year;
  const leap = (number % 4 === 0 && number % 100 !== 0) || number % 400 === 0;
  return day <= [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]!;
}

function isTime(text: string): boolean {
  const found = timePart.exec(text);
  if (found === null) return false;
  const [hours, ...rest] = found.slice(1).map((part) => Number(part ?? 0)) as [number, number, number, number];
  return rest[0] < 60 && rest[1] < 60 && (hours < 24 || (hours === 24 && rest.every((part) => part === 0)));
}

function isTimestamp(text: string, zoned: boolean): boolean {
  if (isDate(text)) return true;
  const parts = /^(\S+?(?: \(BC\))?)[T ](\d\d:\S+)$/.exec(text);
  if (parts === null) return false;
  const clock = parts[2]!;
  const zone = zonePart.exec(clock)?.[0] ?? '';
  // A column without a zone would forget it.
  if (zone !== '' && zone !== 'Z' && !zoned) return false;
  return isDate(parts[1]!) && isTime(clock.slice(0, clock.length - zone.length));
}

const checks: Readonly<Record<SpelledForm, (text: string) => boolean>> = {
  date: isDate,
  time: isTime,
  timestamp: (text) => isTimestamp(text, false),
  timestamptz: (text) => isTimestamp(text, true),
  uuid: (text) => /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(text),
  json(text) {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  },
};

/** Whether a text can become a value of this form, and what would be one. */
export const spelledValue = (form: SpelledForm, text: string): { readonly ok: boolean; readonly wanted: string } => ({ ok: checks[form](text), wanted: names[form] });

/** A moment as the text of a form; null where the form has none or the moment is none. */
export function momentText(form: SpelledForm, milliseconds: number): string | null {
  if (Number.isNaN(milliseconds)) return null;
  const iso = new Date(milliseconds).toISOString();
  if (form === 'timestamptz') return iso;
  if (form === 'timestamp') return iso.slice(0, -1);
  return form === 'date' && milliseconds % 86_400_000 === 0 ? iso.slice(0, -14) : null;
}

/**
 * A decimal number as text with exactly `scale` digits after the point, rounded half away from zero as the database does; null
 * where it is no number or has too many digits.
 */
export function decimalText(text: string, width: number, scale: number): string | null {
  const found = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/.exec(text);
  if (!found || (found[2] === '' && (found[3] ?? '') === '')) return null;
  const [, sign, whole = '', part = '', exponent = '0'] = found;
  const digits = BigInt(whole + part);
  const drop = part.length - Number(exponent) - scale;
  if (drop < 0 && -drop > 80) return digits === 0n ? '0' : null;
  const divisor = 10n ** BigInt(Math.max(0, drop));
  const scaled = drop <= 0 ? digits * 10n ** BigInt(-drop) : (digits * 2n + divisor) / (divisor * 2n);
  if (scaled >= 10n ** BigInt(width)) return null;
  const padded = scaled.toString().padStart(scale + 1, '0');
  return `${sign === '-' && scaled !== 0n ? '-' : ''}${padded.slice(0, padded.length - scale)}${scale === 0 ? '' : `.${padded.slice(padded.length - scale)}`}`;
}

import type { Language } from './language.ts';

/** How numbers are written. */
const numberLocales: Readonly<Record<Language, string>> = { en: 'en-US', de: 'de-DE' };
/** How days and times of day are written: English ones with 24 hours. */
const timeLocales: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE' };

const numbers = new Map<string, Intl.NumberFormat>();
const times = new Map<string, Intl.DateTimeFormat>();

/** The format of numbers of a language; made once for each set of wishes. */
export function numberFormat(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = language + JSON.stringify(options);
  const found = numbers.get(key) ?? new Intl.NumberFormat(numberLocales[language], options);
  numbers.set(key, found);
  return found;
}

/** The format of points in time of a language; made once for each set of wishes. */
export function timeFormat(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  const found = times.get(key) ?? new Intl.DateTimeFormat(timeLocales[language], options);
  times.set(key, found);
  return found;
}

/** A whole number with separators; from ten million on as `12.3 M`. */
export function fillNumber(language: Language, value: number): string {
  const short = { maximumFractionDigits: 1 };
  const [million, billion] = language === 'de' ? ['Mio.', 'Mrd.'] : ['M', 'B'];
  if (value >= 1e10) return `${numberFormat(language, short).format(value / 1e9)} ${billion}`;
  if (value >= 1e7) return `${numberFormat(language, short).format(value / 1e6)} ${million}`;
  return numberFormat(language, { maximumFractionDigits: 0 }).format(value);
}

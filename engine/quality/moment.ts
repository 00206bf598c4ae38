/** Formats of dates and times in text that are tried one after the other, in DuckDB's spelling; month before day, as dateutil reads them. */
export const momentFormats: readonly string[] = [
  '%Y-%m-%dT%H:%M:%S', '%Y-%m-%d %H:%M:%S', '%Y/%m/%d %H:%M:%S', '%Y/%m/%d', '%Y%m%d', '%Y%m%dT%H%M%S', '%Y-%m', '%Y',
  '%m/%d/%Y %H:%M:%S', '%m/%d/%Y %H:%M', '%m/%d/%Y', '%m/%d/%y', '%m-%d-%Y %H:%M:%S', '%m-%d-%Y', '%d/%m/%Y %H:%M:%S', '%d/%m/%Y', '%d-%m-%Y', '%d.%m.%Y %H:%M:%S', '%d.%m.%Y', '%m.%d.%Y',
  '%b %d %Y %H:%M:%S', '%b %d %Y', '%b %d, %Y %H:%M:%S', '%b %d, %Y', '%B %d %Y %H:%M:%S', '%B %d %Y', '%B %d, %Y %H:%M:%S', '%B %d, %Y', '%d %b %Y %H:%M:%S', '%d %b %Y', '%d %B %Y %H:%M:%S', '%d %B %Y',
  '%a %b %d %H:%M:%S %Y', '%a, %d %b %Y %H:%M:%S', '%a, %d %b %Y', '%A, %B %d, %Y', '%b %Y', '%B %Y', '%m/%d/%Y %I:%M %p', '%m/%d/%Y %I:%M:%S %p', '%b %d %Y %I:%M%p', '%H:%M:%S', '%H:%M',
];

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const name = '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const clock = '(?:[T ,]+(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,9}))?)?\\s*(am|pm)?\\s*(z|utc|gmt|[+-]\\d{2}:?(?:\\d{2})?)?)?';
const dates: readonly { readonly form: RegExp; readonly order: string }[] = [
  { form: new RegExp(`^(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})${clock}$`, 'i'), order: 'ymd' },
  { form: new RegExp(`^(\\d{4})(\\d{2})(\\d{2})${clock}$`, 'i'), order: 'ymd' },
  { form: new RegExp(`^(\\d{1,2})[-/.](\\d{1,2})[-/.](\\d{4})${clock}$`, 'i'), order: 'mdy' },
  { form: new RegExp(`^(${name})\\.? (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})${clock}$`, 'i'), order: 'mdy' },
  { form: new RegExp(`^(\\d{1,2})(?:st|nd|rd|th)? (${name})\\.?,? (\\d{4})${clock}$`, 'i'), order: 'dmy' },
];

/** A date or time in one of the usual spellings as `2024-02-29 12:00:00`, with `+00` where it names a zone; null for other text. */
export function readMoment(text: string): string | null {
  for (const { form, order } of dates) {
    const found = form.exec(text.trim());
    if (!found) continue;
    const part = (letter: string): string => found[order.indexOf(letter) + 1]!;
    const number = (letter: string): number => (/^\d/.test(part(letter)) ? Number(part(letter)) : months.indexOf(part(letter).slice(0, 3).toLowerCase()) + 1);
    let [month, day] = [number('m'), number('d')];
    // The day comes first where the other reading is no month.
    if (order === 'mdy' && month > 12 && day <= 12) [month, day] = [day, month];
    const year = number('y');
    if (new Date(Date.UTC(year, month - 1, day)).getUTCDate() !== day || month > 12) return null;
    const [hour, minute, second, fraction, half, zone] = found.slice(4);
    const two = (n: number): string => String(n).padStart(2, '0');
    const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
    if (hour === undefined) return date;
    const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
    if (hours > 23 || Number(minute) > 59 || Number(second ?? 0) > 59) return null;
    const time = `${two(hours)}:${minute}:${second ?? '00'}${fraction === undefined ? '' : `.${fraction.slice(0, 6)}`}`;
    return `${date} ${time}${zone === undefined ? '' : zoneText(zone)}`;
  }
  return null;
}

const zoneText = (zone: string): string => (/^[zug]/i.test(zone) ? '+00' : zone.includes(':') || zone.length === 3 ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`);

/** Whether text limits are the wrong way round: as moments where both are, else as text. */
export function isLater(low: string, high: string): boolean {
  const time = (text: string): number => {
    const moment = readMoment(text);
    if (moment === null) return Number.NaN;
    const [, date, clock = '00:00:00', zone = '+00'] = /^([\d-]{10})(?: ([\d:.]+))?([+-]\d{2}(?::\d{2})?)?$/.exec(moment)!;
    return Date.parse(`${date}T${clock}${zone.length === 3 ? `${zone}:00` : zone}`);
  };
  const [from, to] = [time(low), time(high)];
  return Number.isNaN(from) || Number.isNaN(to) ? low > high : from > to;
}

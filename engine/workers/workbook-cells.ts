/** A cell as the library of workbooks gives it: a number, text, truth value or error, with the format it is shown in. */
export interface Cell {
  readonly t: string;
  readonly v?: string | number | boolean | Date | undefined;
  readonly w?: string | undefined;
  readonly z?: string | number | undefined;
}

export type CellKind = 'number' | 'text' | 'boolean' | 'date' | 'timestamp' | 'time' | 'elapsed' | 'error';

const day = 86_400_000;
/** The first day number that no calendar of four digits has: 1 January 10000. */
const tooLate = 2_958_466;

/** What a cell holds; null where it is empty. A formula that gives the empty text looks empty, and so it is. */
export function kindOf(cell: Cell | null | undefined): CellKind | null {
  if (cell?.v === undefined || cell.v === '') return null;
  if (cell.t === 'b') return 'boolean';
  if (cell.t === 'e') return 'error';
  if (typeof cell.v !== 'number') return 'text';
  const format = typeof cell.z === 'string' && cell.v >= 0 && cell.v < tooLate ? formatKind(cell.z) : 'number';
  if (format === 'date') return cell.v % 1 === 0 ? 'date' : 'timestamp';
  return format === 'time' && cell.v >= 1 ? 'timestamp' : format;
}

const known = new Map<string, CellKind>();

/** Whether a number in this format is shown as a day, a moment, a time of day or a length of time. */
function formatKind(format: string): CellKind {
  let kind = known.get(format);
  if (kind === undefined) {
    const signs = format.replaceAll(/"[^"]*"|\\.|[_*]./g, '').split(';')[0]!;
    const bare = signs.replaceAll(/\[[^\]]*\]/g, '');
    const hours = /[hs]/i.test(bare);
    const general = /general/i.test(bare);
    if (/\[(?:h+|m+|s+)\]/i.test(signs)) kind = 'elapsed';
    else if (general || !/[ydmhse]/i.test(bare) || /[0#?]E[+-]/i.test(bare)) kind = 'number';
    else if (hours) kind = /[yd]|m{3,}/i.test(bare) ? 'timestamp' : 'time';
    else kind = /[ydm]/i.test(bare) ? 'date' : 'number';
    known.set(format, kind);
  }
  return kind;
}

/** The type of a column whose cells are of these kinds: one that every cell keeps its value in. */
export function columnType(kinds: ReadonlySet<CellKind>): string {
  const only = (...some: readonly CellKind[]): boolean => kinds.size > 0 && [...kinds].every((kind) => some.includes(kind));
  if (only('number')) return 'DOUBLE';
  if (only('boolean')) return 'BOOLEAN';
  if (only('date')) return 'DATE';
  if (only('date', 'timestamp')) return 'TIMESTAMP';
  if (only('time')) return 'TIME';
  if (only('time', 'elapsed')) return 'INTERVAL';
  return 'VARCHAR';
}

/** A value on its way to the database: days since 1970 of a DATE, milliseconds of a TIMESTAMP (since 1970), TIME or INTERVAL. */
export type PlainValue = string | number | boolean | null;

/** The value of a cell in a column of this type; `since1904` is how old workbooks of the Macintosh count days. */
export function cellValue(cell: Cell | null | undefined, type: string, since1904: boolean): PlainValue {
  const kind = kindOf(cell);
  if (kind === null || kind === 'error') return null;
  const value = cell!.v!;
  if (type === 'VARCHAR') return cellText(cell!, kind, since1904);
  if (type === 'DOUBLE' || type === 'BOOLEAN') return value as number | boolean;
  if (type === 'DATE') return moment(value as number, since1904) / day;
  if (type === 'TIMESTAMP') return moment(value as number, since1904);
  return Math.round((value as number) * day);
}

/** The text of a cell where a column mixes kinds, or every column is to be text. */
export function cellText(cell: Cell, kind: CellKind, since1904: boolean): string {
  if (typeof cell.v !== 'number' || kind === 'number') return String(cell.v);
  if (kind === 'elapsed') return elapsedText(Math.round(cell.v * day));
  const at = new Date(kind === 'time' ? Math.round(cell.v * day) : moment(cell.v, since1904)).toISOString();
  if (kind === 'date') return at.slice(0, 10);
  return (kind === 'time' ? at.slice(11, -1) : at.slice(0, -1).replace('T', ' ')).replace(/\.000$/, '');
}

/** A length of time as the database spells an interval of it: hours go beyond 24. */
function elapsedText(millis: number): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const fraction = millis % 1000 === 0 ? '' : `.${String(millis % 1000).padStart(3, '0').replace(/0+$/, '')}`;
  return `${two(Math.floor(millis / 3_600_000))}:${two(Math.floor(millis / 60_000) % 60)}:${two(Math.floor(millis / 1000) % 60)}${fraction}`;
}

/** Milliseconds since 1970, of a day number of Excel. It keeps milliseconds; what lies below is noise. */
function moment(serial: number, since1904: boolean): number {
  const millis = Math.round(serial * day);
  if (since1904) return millis - 24_107 * day;
  // Excel counts a 29 February 1900 that never was, so days before it are one off.
  return millis - (serial < 60 ? 25_568 : 25_569) * day;
}

import { quotedIdentifier } from '../core/quoting.ts';
import { isNumericType, type Column } from '../core/schema.ts';
import { typeFamily } from '../core/type-family.ts';

/** What a column holds, over the rows that were looked at; numbers and times as text so that no digit is lost. */
export interface ColumnProfile {
  readonly name: string;
  readonly type: string;
  readonly rows: number;
  readonly nulls: number;
  readonly distinct: number;
  readonly min: string | null;
  readonly max: string | null;
  readonly mean: string | null;
  /** Numbers and times: rows per equal-width bin from min to max. */
  readonly histogram: readonly number[] | null;
  /** All other types: the most frequent values, most frequent first. */
  readonly top: readonly { readonly value: string; readonly count: number }[] | null;
}

export const bins = 16;
export const mostValues = 8;
/** Characters of a value that a profile holds. */
export const longest = 200;

const isTimeType = (type: string): boolean => typeFamily(type) === 'time';
export const isScale = ({ type }: Column): boolean => isNumericType(type) || isTimeType(type);

/** The statements that profile all columns of a table at once: one row of figures, and for every row what is counted here. A statement per column costs several times as much, most of it before the first row is read. */
export interface ProfileQueries {
  /** One row: the rows, and of each column how many values it has, the least, the greatest and the mean. */
  readonly figures: string;
  /** Two values of each column per row: its place on a scale or its text, and a number that is the same for equal values; NULL for NULL. */
  readonly values: string;
}

export function profileQueries(schema: readonly Column[], from: string): ProfileQueries {
  const figures = schema.map((column) => {
    const name = quotedIdentifier(column.name);
    if (!isScale(column)) return `count(${name}), left(CAST(min(${textOf(column)}) AS VARCHAR), ${longest}), left(CAST(max(${textOf(column)}) AS VARCHAR), ${longest}), NULL`;
    const mean = isTimeType(column.type) ? 'NULL' : `CAST(avg(${placeOf(column)}) AS VARCHAR)`;
    return `count(${name}), CAST(min(${name}) AS VARCHAR), CAST(max(${name}) AS VARCHAR), ${mean}`;
  });
  const values = schema.map((column) => {
    const name = quotedIdentifier(column.name);
    const [what, same] = isScale(column) ? [placeOf(column), name] : [`left(${textOf(column)}, ${longest})`, textOf(column)];
    return `${what}, CASE WHEN ${name} IS NOT NULL THEN CAST(hash(${same}) AS DOUBLE) END`;
  });
  return { figures: `SELECT ${['count(*)', ...figures].join(', ')} FROM ${from}`, values: `SELECT ${values.join(', ')} FROM ${from}` };
}

export const textOf = (column: Column): string => (column.type === 'VARCHAR' ? quotedIdentifier(column.name) : `CAST(${quotedIdentifier(column.name)} AS VARCHAR)`);

/** Where a number or time lies, as a double, since a drawing needs no more digits; NULL where it is not finite. */
export function placeOf(column: Column): string {
  const name = quotedIdentifier(column.name);
  const number = isTimeType(column.type) ? `epoch_us(CAST(${name} AS TIMESTAMP))::DOUBLE` : `CAST(${name} AS DOUBLE)`;
  return `CASE WHEN isfinite(${number}) THEN ${number} END`;
}

/** Reads the row and the columns that the two statements give. */
export function readProfiles(schema: readonly Column[], figures: readonly unknown[], values: readonly (readonly unknown[])[]): readonly ColumnProfile[] {
  const rows = Number(figures[0]);
  const text = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));
  return schema.map((column, i) => {
    const [count, min, max, mean] = figures.slice(1 + i * 4, 5 + i * 4);
    const what = values[i * 2] ?? [];
    const distinct = new Set(values[i * 2 + 1]);
    distinct.delete(null);
    return {
      name: column.name,
      type: column.type,
      rows,
      nulls: rows - Number(count),
      distinct: distinct.size,
      min: text(min),
      max: text(max),
      mean: text(mean),
      histogram: isScale(column) ? histogramOf(what.filter((x) => typeof x === 'number')) : null,
      top: isScale(column) ? null : topOf(what.filter((x) => typeof x === 'string')),
    };
  });
}

function histogramOf(places: readonly number[]): readonly number[] | null {
  if (places.length === 0) return null;
  const low = places.reduce((a, b) => Math.min(a, b));
  const high = places.reduce((a, b) => Math.max(a, b));
  const counts = Array.from({ length: bins }, () => 0);
  for (const place of places) {
    // Halves, because the width of the widest range is no double.
    const bin = high > low ? Math.min(bins - 1, Math.floor(((place / 2 - low / 2) / (high / 2 - low / 2)) * bins)) : 0;
    counts[bin]!++;
  }
  return counts;
}

function topOf(texts: readonly string[]): ColumnProfile['top'] {
  const counts = new Map<string, number>();
  for (const value of texts) counts.set(value, (counts.get(value) ?? 0) + 1);
  const byText = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || byText(a.value, b.value))
    .slice(0, mostValues);
}

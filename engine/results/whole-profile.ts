import { quotedIdentifier } from '../core/quoting.ts';
import type { Column } from '../core/schema.ts';
import { bins, isScale, longest, mostValues, placeOf, profileQueries, textOf, type ColumnProfile } from './column-profile.ts';

/** Gives the rows of a statement. */
type Ask = (sql: string) => Promise<readonly (readonly unknown[])[]>;

/** What a column of millions of rows holds, exactly as a profile of few rows tells it; `physical` is the column under the name it has in `from`. Nothing but counts leaves the database. */
export async function wholeProfile(column: Column, physical: Column, from: string, ask: Ask): Promise<ColumnProfile> {
  const name = quotedIdentifier(physical.name);
  const scale = isScale(physical);
  const [figures] = await ask(profileQueries([physical], from).figures);
  const [rows, count, min, max, mean] = figures!;
  const [[distinct]] = (await ask(`SELECT count(DISTINCT ${scale ? name : textOf(physical)}) FROM ${from}`)) as [[unknown]];
  const text = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));
  return {
    name: column.name,
    type: column.type,
    rows: Number(rows),
    nulls: Number(rows) - Number(count),
    distinct: Number(distinct),
    min: text(min),
    max: text(max),
    mean: text(mean),
    histogram: scale ? await histogram(physical, from, ask) : null,
    top: scale ? null : await top(physical, from, ask),
  };
}

async function histogram(column: Column, from: string, ask: Ask): Promise<readonly number[] | null> {
  const place = placeOf(column);
  const [[low, high]] = (await ask(`SELECT min(p), max(p) FROM (SELECT ${place} AS p FROM ${from})`)) as [[number | null, number | null]];
  if (low === null || high === null) return null;
  const counts = Array.from({ length: bins }, () => 0);
  // Halves, because the width of the widest range is no double.
  const bin = high > low ? `least(${bins - 1}, floor(((p / 2 - ${sqlNumber(low)} / 2) / (${sqlNumber(high)} / 2 - ${sqlNumber(low)} / 2)) * ${bins}))` : '0';
  for (const [at, n] of await ask(`SELECT CAST(${bin} AS INTEGER), count(*) FROM (SELECT ${place} AS p FROM ${from}) WHERE p IS NOT NULL GROUP BY ALL`)) counts[Number(at)] = Number(n);
  return counts;
}

async function top(column: Column, from: string, ask: Ask): Promise<ColumnProfile['top']> {
  const rows = await ask(`SELECT left(${textOf(column)}, ${longest}) AS v, count(*) AS n FROM ${from} WHERE ${quotedIdentifier(column.name)} IS NOT NULL GROUP BY v ORDER BY n DESC, v LIMIT ${mostValues}`);
  return rows.map(([value, count]) => ({ value: String(value), count: Number(count) }));
}

/** Every digit of a double, as a double. */
const sqlNumber = (value: number): string => `CAST('${value}' AS DOUBLE)`;

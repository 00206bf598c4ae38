import type { DuckDBConnection } from '@duckdb/node-api';
import { printReadCsv, rewrittenEnds } from '../compile/print-scan.ts';
import { quotedIdentifier, quotedText } from '../core/quoting.ts';
import type { Schema } from '../core/schema.ts';
import type { DelimitedOptions } from '../relation/relation.ts';
import { fileText } from './file-text.ts';

/** Rows the database guesses types from. */
const sampled = 20_480;

/** What a column was guessed to be, made safe, and what a person should know of the guess. */
export interface Refined {
  readonly columns: Schema;
  readonly note: string | null;
}

type Figure = { readonly sql: string; readonly then: (holds: boolean) => void };

/**
 * Looks once more at the rows the database guessed types from. It takes whole numbers of more than 18 digits for DOUBLE, which drops digits, cuts
 * timestamps to microseconds, takes times without a zone for times with one where a word such as infinity is among them, and a column for dates of one form though some are of another. `dayFirst` is the form it found by itself.
 */
export async function refineColumns(connection: DuckDBConnection, path: string, columns: Schema, options: DelimitedOptions, found: Pick<DelimitedOptions, 'dateFormat'>): Promise<Refined> {
  const types = columns.map((c) => c.type);
  const figures: Figure[] = [];
  let ambiguous = false;
  for (const [i, { name, type }] of columns.entries()) {
    const cell = quotedIdentifier(name);
    const every = (condition: string): string => `bool_and(${cell} IS NULL OR ${condition})`;
    if (type === 'DOUBLE' && options.thousands === undefined) {
      const whole = `regexp_full_match(${cell}, '\\s*[+-]?\\d+\\s*')`;
      // Of decimal numbers DOUBLE is what everybody expects.
      figures.push({ sql: `${every(whole)} AND bool_or(length(${cell}) > 15)`, then: (holds) => holds && (types[i] = 'VARCHAR') });
      figures.push({ sql: `${every(`(${whole} AND TRY_CAST(${cell} AS HUGEINT) IS NOT NULL)`)} AND bool_or(length(${cell}) > 15)`, then: (holds) => holds && (types[i] = 'HUGEINT') });
    } else if (type === 'TIMESTAMP' && options.timestampFormat === null) {
      figures.push({ sql: `${every(`TRY_CAST(${cell} AS TIMESTAMP_NS) IS NOT NULL`)} AND bool_or(regexp_matches(${cell}, '\\.\\d{6}\\d*[1-9]'))`, then: (holds) => holds && (types[i] = 'TIMESTAMP_NS') });
    } else if (type === 'TIMESTAMP WITH TIME ZONE' && options.timestampFormat === null) {
      const unzoned = `(TRY_CAST(${cell} AS TIMESTAMP) IS NOT NULL AND NOT regexp_matches(${cell}, ':[0-9.]+\\s*([-+]\\d|[A-Za-z])'))`;
      figures.push({ sql: every(unzoned), then: (holds) => holds && (types[i] = 'TIMESTAMP') });
    } else if (type === 'DATE' && found.dateFormat !== null) {
      const fits = (format: string): string => `try_strptime(${cell}, ${quotedText(format)}) IS NOT NULL`;
      figures.push({ sql: every(fits(found.dateFormat)), then: (holds) => holds || (types[i] = 'VARCHAR') });
      if (!found.dateFormat.startsWith('%Y')) figures.push({ sql: `${every(`(${fits(found.dateFormat)} AND ${fits(swapped(found.dateFormat))})`)} AND count(${cell}) > 0`, then: (holds) => (ambiguous ||= holds) });
    }
  }
  if (figures.length === 0) return { columns, note: null };
  const text = columns.map(({ name }) => ({ name, type: 'VARCHAR' }));
  const { dateFormat: _date, timestampFormat: _time, ...plain } = options;
  const from = printReadCsv(fileText(path), text, { ...plain, dateFormat: null, timestampFormat: null }, null, ['ignore_errors = true', ...(options.mixedEnds === true ? [rewrittenEnds] : [])]);
  const reply = await connection.runAndReadAll(`SELECT ${figures.map((f) => f.sql).join(', ')} FROM (SELECT * FROM ${from} LIMIT ${sampled})`);
  // No rows say nothing.
  for (const [i, value] of (reply.getRows()[0] ?? []).entries()) if (value !== null) figures[i]!.then(value === true);
  const refined = columns.map((c, i) => ({ name: c.name, type: types[i]! }));
  const dates = refined.filter((c) => c.type === 'DATE').map((c) => `"${c.name}"`);
  return { columns: refined, note: ambiguous && dates.length > 0 ? `the dates in ${dates.slice(0, 3).join(', ')}${dates.length > 3 ? ', …' : ''} are taken as ${found.dateFormat!}, though ${swapped(found.dateFormat!)} fits as well` : null };
}

/** The form with the day and the month, or with two digits the day and the year, the other way round. */
const swapped = (format: string): string => (format.startsWith('%y') ? exchanged(format, '%y', '%d') : exchanged(format, '%m', '%d'));

const exchanged = (format: string, a: string, b: string): string => format.replaceAll(a, '\0').replaceAll(b, a).replaceAll('\0', b);

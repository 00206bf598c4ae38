import { quotedIdentifier } from '../core/quoting.ts';
import type { Column } from '../core/schema.ts';
import { isNested, leavingExpression } from './arrow-columns.ts';
import { longest } from './column-profile.ts';

/** How rows are looked at: narrowed and sorted, without changing them. Columns are told by their place. */
export interface RowsLook {
  /** Spellings of one thing, of which a value must hold one, upper and lower case alike; none keeps all rows. */
  readonly search: readonly string[];
  readonly sorting: { readonly column: number; readonly descending: boolean } | null;
  /** The value as text, or its first 200 characters as a profile has them; null keeps the rows where it is NULL. */
  readonly filters: readonly { readonly column: number; readonly value: string | null }[];
}

/** A statement with the values of its parameters, which are texts. */
export interface AskedStatement {
  readonly sql: string;
  readonly values: readonly string[];
}

/** The view of all rows: `n` is the place of a row, from 0, `c0` and so on are its columns whatever they are called. */
export const allRows = 'main."all_rows"';

export const physicalName = (index: number): string => `c${index}`;

/** Columns under the names they have in `allRows`. */
export const physicalColumns = (schema: readonly Column[]): readonly Column[] => schema.map(({ type }, i) => ({ name: physicalName(i), type }));

/** The view over a table or reader whose column `place` counts its rows. */
export const viewOfRows = (from: string, place: string, names: readonly string[]): string => `CREATE OR REPLACE VIEW ${allRows} AS SELECT ${[`${place} AS n`, ...names.map((name, i) => `${quotedIdentifier(name)} AS ${physicalName(i)}`)].join(', ')} FROM ${from}`;

/** The places of the rows to show, in the order to show them, as a table. NULL comes last either way; equal rows keep their order. */
export function arrangement(table: string, schema: readonly Column[], look: RowsLook): AskedStatement {
  const values: string[] = [];
  const bound = (value: string): string => `$${values.push(value)}`;
  const conditions = look.filters.map(({ column, value }) => {
    const text = plainText(schema, column);
    if (value === null) return `${physicalName(column)} IS NULL`;
    const given = bound(value);
    return [...value].length === longest ? `starts_with(${text}, ${given})` : `${text} = ${given}`;
  });
  if (look.search.length > 0) {
    const spellings = look.search.map((word) => word.toLowerCase()).map((word) => ({ word, given: bound(word) }));
    const hits = spellings.flatMap(({ word, given }) =>
      schema.flatMap(({ type }, i) => {
        if (!mayHold(type, word)) return [];
        const text = plainText(schema, i);
        return [`contains(${word === word.toUpperCase() ? text : `lower(${text})`}, ${given})`];
      }),
    );
    // A parameter that is not used would be one too many.
    conditions.push(`(${[...hits, ...spellings.map(({ given }) => `${given} IS NULL`)].join(' OR ')})`);
  }
  const order = look.sorting === null ? 'n' : `${physicalName(look.sorting.column)} ${look.sorting.descending ? 'DESC' : 'ASC'} NULLS LAST, n`;
  return { sql: `CREATE TABLE ${table} AS SELECT n FROM ${allRows}${conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : ''} ORDER BY ${order}`, values };
}

/** Whether a value of a type can have a text in it: the rest need not be turned into text, which is most of the time of a search. */
function mayHold(type: string, word: string): boolean {
  if (/^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DECIMAL\(.*\))$/.test(type)) return /^[-.\d]+$/.test(word);
  return !/^(FLOAT|DOUBLE)$/.test(type) || /^[-+.\dabefinty]+$/.test(word);
}

/** A value as it is copied. */
function plainText(schema: readonly Column[], index: number): string {
  const name = physicalName(index);
  const { type } = schema[index]!;
  if (type === 'VARCHAR') return name;
  return isNested(type) ? `CAST(to_json(${name}) AS VARCHAR)` : `CAST(${name} AS VARCHAR)`;
}

/** Rows `from` to `from + count - 1`, counted from 0 in the order of `arranged`, or of all rows where that is null, in leaving form; the last column is the place of the row among all. */
export function rowWindow(schema: readonly Column[], arranged: string | null, from: number, count: number, columns: { readonly first: number; readonly last: number }): { readonly sql: string; readonly schema: readonly Column[] } {
  const wanted = physicalColumns(schema).slice(columns.first, columns.last + 1);
  const range = `BETWEEN ${from} AND ${from + count - 1}`;
  const leaving = [...wanted.map(leavingExpression), 't.n AS n'].join(', ');
  const sql =
    arranged === null
      ? `SELECT ${leaving} FROM ${allRows} AS t WHERE t.n ${range} ORDER BY t.n`
      : `SELECT ${leaving} FROM ${allRows} AS t JOIN (SELECT n, rowid AS place FROM ${arranged} WHERE rowid ${range}) AS w ON t.n = w.n ORDER BY w.place`;
  return { sql, schema: [...wanted, { name: 'n', type: 'BIGINT' }] };
}

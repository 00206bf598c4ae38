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

const bins = 16;

const isTimeType = (type: string): boolean => typeFamily(type) === 'time';

/** A query with one row that profiles a column of the table `from`. */
export function profileQuery(column: Column, from: string): string {
  const name = quotedIdentifier(column.name);
  const head = `count(*), count(*) - count(${name}), count(DISTINCT ${name})`;
  if (isNumericType(column.type) || isTimeType(column.type)) {
    // Widths are computed on doubles: a drawing needs no more digits.
    const number = isTimeType(column.type) ? `epoch_us(CAST(${name} AS TIMESTAMP))::DOUBLE` : `CAST(${name} AS DOUBLE)`;
    const finite = `CASE WHEN isfinite(${number}) THEN ${number} END`;
    const mean = isTimeType(column.type) ? 'NULL' : `CAST(avg(${finite}) AS VARCHAR)`;
    return `WITH v AS (SELECT ${finite} AS "_x" FROM ${from}), r AS (SELECT min("_x") AS "_low", max("_x") AS "_high" FROM v), b AS (SELECT CASE WHEN "_high" > "_low" THEN least(${bins - 1}, CAST(floor(("_x" - "_low") / ("_high" - "_low") * ${bins}) AS INTEGER)) ELSE 0 END AS "_bin", count(*) AS "_n" FROM v, r WHERE "_x" IS NOT NULL GROUP BY "_bin") SELECT ${head}, CAST(min(${name}) AS VARCHAR), CAST(max(${name}) AS VARCHAR), ${mean}, (SELECT list({k: CAST("_bin" AS VARCHAR), n: "_n"}) FROM b) FROM ${from}`;
  }
  const text = column.type === 'VARCHAR' ? name : `CAST(${name} AS VARCHAR)`;
  return `WITH t AS (SELECT left(${text}, 200) AS "_k", count(*) AS "_n" FROM ${from} WHERE ${name} IS NOT NULL GROUP BY "_k" ORDER BY "_n" DESC, "_k" LIMIT 8) SELECT count(*), count(*) - count(${name}), count(DISTINCT ${text}), left(CAST(min(${text}) AS VARCHAR), 200), left(CAST(max(${text}) AS VARCHAR), 200), NULL, (SELECT list({k: "_k", n: "_n"} ORDER BY "_n" DESC, "_k") FROM t) FROM ${from}`;
}

/** Reads the row that `profileQuery` gives; the last cell is a list of `{k, n}`. */
export function readProfile(column: Column, row: readonly unknown[]): ColumnProfile {
  const pairs = ((row[6] ?? []) as readonly { readonly k: unknown; readonly n: unknown }[]).map((p) => ({ value: String(p.k), count: Number(p.n) }));
  const scale = isNumericType(column.type) || isTimeType(column.type);
  const histogram = scale && pairs.length > 0 ? Array.from({ length: bins }, (_, i) => pairs.find((p) => p.value === String(i))?.count ?? 0) : null;
  const text = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));
  return { name: column.name, type: column.type, rows: Number(row[0]), nulls: Number(row[1]), distinct: Number(row[2]), min: text(row[3]), max: text(row[4]), mean: text(row[5]), histogram, top: scale ? null : pairs };
}

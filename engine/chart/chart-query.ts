import type { Column, Schema } from '../core/schema.ts';
import { findColumn } from '../core/schema.ts';
import { quotedIdentifier } from '../core/quoting.ts';
import { isNumber, isTime, measuredColumn, type ChartWish } from './chart-wish.ts';

const limits = { bins: 40, buckets: 400, bars: 40, givenBars: 200, colours: 7, points: 4000, boxes: 24, cells: 32, places: 72 };

/**
 * A statement over `in1` that gives what a chart draws and no more, so that a million rows stay in the database: `x` (and `x2`, the
 * right end of a bin), `y` (`y2`), `color`, and `n`, the rows behind each mark. A box has `low`, `q1`, `mid`, `q3`, `high`; a map has
 * `value` and `total`, the rows there are with and without a place.
 */
export function chartQuery(wish: ChartWish, schema: Schema): string {
  if (wish.mark === 'figure') return `WITH v AS (SELECT ${valueOf(wish.measure === 'count' || wish.y === null ? null : columnOf(schema, wish.y))} AS "_y" FROM in1) SELECT ${measured(wish)} AS y, count(*) AS n FROM v`;
  const x = columnOf(schema, wish.x);
  const y = wish.y === null ? null : columnOf(schema, wish.y);
  const color = wish.color === null || wish.color === wish.x ? 'NULL' : `"_c"`;
  const colours = wish.color === null || wish.color === wish.x ? '' : colourColumn(wish.color);
  const source = (columns: string) => `WITH v AS (SELECT ${columns}${colours} FROM in1)`;
  switch (wish.mark) {
    case 'histogram':
      return `${source(`${numeric(x)} AS "_x"`)}, b AS (${binned(limits.bins)}) SELECT ${back(x, '"_from"')} AS x, ${back(x, '"_to"')} AS x2, CAST(count(*) AS DOUBLE) AS y, ${color} AS color, count(*) AS n FROM b GROUP BY ALL ORDER BY ALL`;
    case 'bar':
      if (wish.order === 'rows') return `${source(`CAST(${name(x)} AS VARCHAR) AS "_x", ${valueOf(y)} AS "_y", row_number() OVER () AS "_r"`)}, t AS (SELECT "_x" AS "_k", min("_r") AS "_m" FROM v GROUP BY "_x" ORDER BY "_m" LIMIT ${limits.givenBars}) SELECT "_x" AS x, ${measured(wish)} AS y, ${color} AS color, count(*) AS n FROM v JOIN t ON "_x" IS NOT DISTINCT FROM "_k" GROUP BY ALL ORDER BY max("_m"), color`;
      return `${source(`CAST(${name(x)} AS VARCHAR) AS "_x", ${valueOf(y)} AS "_y"`)}, t AS (SELECT "_x" AS "_k", ${measured(wish)} AS "_m" FROM v GROUP BY "_x" ORDER BY "_m" DESC NULLS LAST, "_k" LIMIT ${limits.bars}) SELECT "_x" AS x, ${measured(wish)} AS y, ${color} AS color, count(*) AS n FROM v JOIN t ON "_x" IS NOT DISTINCT FROM "_k" GROUP BY ALL ORDER BY max("_m") DESC NULLS LAST, x`;
    case 'line':
    case 'area':
      if (!isNumber(x) && !isTime(x) && wish.order === 'rows') return chartQuery({ ...wish, mark: 'bar' }, schema);
      if (!isNumber(x) && !isTime(x)) return `${source(`CAST(${name(x)} AS VARCHAR) AS "_x", ${valueOf(y)} AS "_y"`)} SELECT "_x" AS x, ${measured(wish)} AS y, ${color} AS color, count(*) AS n FROM v WHERE "_x" IS NOT NULL GROUP BY ALL ORDER BY x LIMIT ${limits.buckets}`;
      // Few values keep their own places, many share equal stretches.
      return `${source(`${numeric(x)} AS "_x", ${valueOf(y)} AS "_y"`)}, d AS (SELECT approx_count_distinct("_x") AS "_d" FROM v), b AS (${binned(limits.buckets)}) SELECT ${back(x, `CASE WHEN (SELECT "_d" FROM d) <= ${2 * limits.buckets} THEN "_x" ELSE ("_from" + "_to") / 2 END`)} AS x, ${measured(wish)} AS y, ${color} AS color, count(*) AS n FROM b GROUP BY ALL ORDER BY x`;
    case 'point':
      return `${source(`${isNumber(x) || isTime(x) ? numeric(x) : `CAST(${name(x)} AS VARCHAR)`} AS "_x", ${numeric(y!)} AS "_y"`)} SELECT ${back(x, '"_x"')} AS x, "_y" AS y, ${color} AS color, count(*) OVER () AS n FROM (SELECT * FROM v WHERE "_x" IS NOT NULL AND "_y" IS NOT NULL) USING SAMPLE reservoir(${limits.points} ROWS) REPEATABLE (17)`;
    case 'box':
      return `${source(`CAST(${name(x)} AS VARCHAR) AS "_x", ${numeric(y!)} AS "_y"`)} SELECT "_x" AS x, min("_y") AS low, quantile_cont("_y", 0.25) AS q1, quantile_cont("_y", 0.5) AS mid, quantile_cont("_y", 0.75) AS q3, max("_y") AS high, count("_y") AS n FROM v WHERE "_y" IS NOT NULL GROUP BY "_x" ORDER BY n DESC, x LIMIT ${limits.boxes}`;
    case 'heat':
      return `WITH v AS (SELECT ${cell(x, 'x')}, ${cell(y!, 'y')} FROM in1), s AS (SELECT ${stretch(x, 'x')}, ${stretch(y!, 'y')} FROM v) SELECT ${cellEnd(x, 'x')}, ${cellEnd(y!, 'y')}, count(*) AS n FROM v, s WHERE "_x" IS NOT NULL AND "_y" IS NOT NULL GROUP BY ALL ORDER BY n DESC LIMIT ${limits.cells * limits.cells}`;
    case 'map':
      // One circle per cell of a grid over where there are rows, at the mean place of the cell's rows.
      return `WITH v AS (SELECT ${within(x, 180)} AS "_lon", ${within(y!, 90)} AS "_lat", ${valueOf(wish.measure === 'count' || wish.value === null ? null : columnOf(schema, wish.value))} AS "_y" FROM in1), p AS (SELECT * FROM v WHERE "_lon" IS NOT NULL AND "_lat" IS NOT NULL), s AS (SELECT greatest(max("_lon") - min("_lon"), max("_lat") - min("_lat")) / ${limits.places} AS "_wide" FROM p) SELECT avg("_lon") AS x, avg("_lat") AS y, ${measured(wish)} AS value, count(*) AS n, (SELECT count(*) FROM v) AS total FROM p, s GROUP BY CASE WHEN "_wide" > 0 THEN floor("_lon" / "_wide") END, CASE WHEN "_wide" > 0 THEN floor("_lat" / "_wide") END ORDER BY n DESC, x, y`;
  }
}

function columnOf(schema: Schema, wanted: string): Column {
  const found = findColumn(schema, wanted);
  if (!found) throw new Error(`The port has no column ${wanted} to draw.`);
  return found;
}

const name = (c: Column): string => quotedIdentifier(c.name);

/** Numbers and times as doubles (times in microseconds since 1970); what is not finite has no place. */
function numeric(c: Column): string {
  const number = isTime(c) ? `CAST(epoch_us(CAST(${name(c)} AS TIMESTAMP)) AS DOUBLE)` : `CAST(${name(c)} AS DOUBLE)`;
  return `CASE WHEN isfinite(${number}) THEN ${number} END`;
}

/** Degrees between -most and most; what lies beyond is no place. */
const within = (c: Column, most: number): string => `CASE WHEN CAST(${name(c)} AS DOUBLE) BETWEEN -${most} AND ${most} THEN CAST(${name(c)} AS DOUBLE) END`;

/** From such a double back to the column's kind of value. */
const back = (c: Column, number: string): string => (isTime(c) ? `make_timestamp(CAST(${number} AS BIGINT))` : number);

const valueOf = (y: Column | null): string => (y === null ? 'NULL' : `CAST(${name(y)} AS DOUBLE)`);

const measured = (wish: ChartWish): string => (wish.measure === 'count' || measuredColumn(wish) === null ? 'CAST(count(*) AS DOUBLE)' : `CAST(${wish.measure}("_y") AS DOUBLE)`);

/** The most frequent values keep their name, the rest are one. */
const colourColumn = (column: string): string => {
  const text = `CAST(${quotedIdentifier(column)} AS VARCHAR)`;
  return `, CASE WHEN ${quotedIdentifier(column)} IS NULL THEN 'null' WHEN ${text} IN (SELECT "_k" FROM (SELECT ${text} AS "_k", count(*) AS "_n" FROM in1 GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${limits.colours})) THEN ${text} ELSE 'others' END AS "_c"`;
};

const binned = (bins: number): string =>
  `SELECT v.*, "_low" + "_bin" * "_wide" AS "_from", "_low" + ("_bin" + 1) * "_wide" AS "_to" FROM (SELECT v.*, "_low", "_wide", CASE WHEN "_wide" > 0 THEN least(${bins - 1}, floor(("_x" - "_low") / "_wide")) ELSE 0 END AS "_bin" FROM v, (SELECT min("_x") AS "_low", (max("_x") - min("_x")) / ${bins} AS "_wide" FROM v) WHERE "_x" IS NOT NULL) v`;

/** One axis of a heat map: numbers and times in stretches, other values as they are. */
const cell = (c: Column, axis: 'x' | 'y'): string => `${isNumber(c) || isTime(c) ? numeric(c) : `CAST(${name(c)} AS VARCHAR)`} AS "_${axis}"`;
const stretch = (c: Column, axis: 'x' | 'y'): string =>
  isNumber(c) || isTime(c) ? `min("_${axis}") AS "_low${axis}", (max("_${axis}") - min("_${axis}")) / ${limits.cells} AS "_wide${axis}"` : `min(0) AS "_low${axis}", min(0) AS "_wide${axis}"`;
function cellEnd(c: Column, axis: 'x' | 'y'): string {
  if (!isNumber(c) && !isTime(c)) return `"_${axis}" AS ${axis}`;
  const bin = `CASE WHEN "_wide${axis}" > 0 THEN least(${limits.cells - 1}, floor(("_${axis}" - "_low${axis}") / "_wide${axis}")) ELSE 0 END`;
  return `${back(c, `"_low${axis}" + (${bin}) * "_wide${axis}"`)} AS ${axis}, ${back(c, `"_low${axis}" + (${bin} + 1) * "_wide${axis}"`)} AS ${axis}2`;
}

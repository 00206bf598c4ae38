import { isNumericType, type Schema } from '../core/schema.ts';
import { comparableTypes, typeFamily } from '../core/type-family.ts';
import type { Draw } from './draw.ts';
import { comparablePairs, freeName, type NodeOptions, type Params } from './random-node.ts';
import { wholeOrder } from './random-row-node.ts';

const names = (schema: Schema): string[] => schema.map((c) => c.name);
const times = (schema: Schema): Schema => schema.filter((c) => typeFamily(c.type) === 'time');
const nested = (type: string): boolean => /^(STRUCT|MAP|UNION)\(|\]$/.test(type);

export function lookupParams(draw: Draw, schemas: readonly Schema[], options: NodeOptions): Params | null {
  const pairs = comparablePairs(schemas);
  if (pairs.length === 0) return null;
  const keys = draw.some(pairs, 1, 2);
  // Which of several partners is first depends on the order of arrival, unless nothing of it is taken but its keys.
  const [, table] = schemas;
  const takes = options.deterministic ? table!.filter((c) => keys.some((k) => k.right === c.name && c.type === schemas[0]!.find((l) => l.name === k.left)?.type && !/DOUBLE|FLOAT|INTERVAL/.test(c.type))) : table!;
  const columns = draw.some(takes, 0, 2).map((c, i) => ({
    column: c.name,
    name: `found ${i} "x"`,
    otherwise: c.type === 'VARCHAR' && draw.chance(50) ? 'none' : null,
  }));
  return columns.length === 0 ? null : { keys, columns, missing: draw.one(['keep', 'port']) };
}

export function rangeParams(draw: Draw, [left, right]: readonly Schema[]): Params | null {
  const value = left!.filter((c) => isNumericType(c.type) || typeFamily(c.type) === 'time');
  if (value.length === 0) return null;
  const v = draw.one(value);
  const ends = right!.filter((c) => comparableTypes(c.type, v.type));
  if (ends.length === 0) return null;
  return {
    value: v.name,
    from: draw.one(ends).name,
    to: draw.one(ends).name,
    ends: draw.one(['from', 'both', 'neither']),
    openEnds: draw.chance(60),
    joinedRows: draw.one(['inner', 'left']),
    suffix: draw.one(['_right', ' 2 "']),
  };
}

export function asofParams(draw: Draw, [left, right]: readonly Schema[], options: NodeOptions): Params | null {
  // Of right rows of the same time one is taken, and which one is not certain: only where a row is its time can they not be told apart.
  if (options.deterministic && right!.length > 1) return null;
  const pairs = comparablePairs([left!, right!]).filter((p) => ['time', 'number'].includes(typeFamily(left!.find((c) => c.name === p.left)!.type)));
  if (pairs.length === 0) return null;
  const pair = draw.one(pairs);
  return {
    leftTime: pair.left,
    rightTime: pair.right,
    direction: draw.one(['before', 'after']),
    joinedRows: draw.one(['inner', 'left']),
    suffix: draw.one(['_right', ' 2 "']),
  };
}

export const appendParams = (draw: Draw): Params => ({ suffix: draw.one(['_added', ' "2"']) });

export function setParams(draw: Draw, [left, right]: readonly Schema[]): Params | null {
  const lower = (schema: Schema): string =>
    names(schema)
      .map((n) => n.toLowerCase())
      .toSorted()
      .join('\n');
  const fits = [...(lower(left!) === lower(right!) ? ['name'] : []), ...(left!.length === right!.length ? ['position'] : [])];
  return fits.length === 0 ? null : { match: draw.one(fits), repeats: draw.chance(50) };
}

export function changingParams(draw: Draw, [schema]: readonly Schema[]): Params {
  const keys = names(draw.some(schema!, 1, 2));
  const others = names(schema!).filter((n) => !keys.includes(n));
  return {
    keys,
    change: draw.one(['history', 'overwrite']),
    overwrite: draw.some(others, 0, 1),
    gone: draw.one(['keep', 'end']),
    since: 'fixed',
    sinceTime: '2024-02-29 12:00:00',
    validFrom: 'from "x"',
    validTo: 'to "x"',
    isCurrent: 'current 🎈',
  };
}

export function unpivotParams(draw: Draw, [schema]: readonly Schema[]): Params {
  const mode = draw.one(['listed', 'others']);
  const columns = names(draw.some(schema!, mode === 'listed' ? 1 : 0, mode === 'listed' ? schema!.length : schema!.length - 1));
  return {
    mode,
    columns,
    nameColumn: freeName(draw, names(schema!)),
    valueColumn: 'value "x"',
    asText: draw.chance(80),
    dropNulls: draw.chance(50),
  };
}

export function collectParams(draw: Draw, [schema]: readonly Schema[]): Params {
  const columns = names(draw.some(schema!, 1, 2));
  return {
    groups: names(draw.some(schema!, 0, 1)),
    columns,
    as: draw.one(['lists', 'rows']),
    name: freeName(draw, names(schema!)),
    skipNulls: draw.chance(40),
    order: wholeOrder(draw, schema!),
  };
}

export function sessioniseParams(draw: Draw, [schema]: readonly Schema[]): Params | null {
  if (times(schema!).length === 0) return null;
  const time = draw.one(times(schema!)).name;
  return {
    time,
    groups: names(
      draw.some(
        schema!.filter((c) => c.name !== time),
        0,
        1,
      ),
    ),
    gap: 1 + draw.below(100),
    unit: draw.one(['seconds', 'minutes', 'hours', 'days']),
    session: freeName(draw, names(schema!)),
    start: draw.chance(40) ? 'start "x"' : null,
  };
}

export function resampleParams(draw: Draw, [schema]: readonly Schema[]): Params | null {
  if (times(schema!).length === 0) return null;
  const time = draw.one(times(schema!)).name;
  // Spans of a century at the shortest: the dates lie ten thousand years apart.
  const measures = [
    { function: 'count', as: 'n' },
    {
      function: draw.one(['count-values', 'min', 'max', 'count-distinct']),
      column: draw.one(schema!.filter((c) => !nested(c.type) || c.name === time)).name,
      as: 'figure "x"',
    },
  ];
  return {
    time,
    every: 100 + draw.below(400),
    unit: 'years',
    zone: draw.one(['', 'Europe/Berlin']),
    groups: names(
      draw.some(
        schema!.filter((c) => c.name !== time),
        0,
        1,
      ),
    ),
    measures,
    fill: draw.one(['none', 'null', 'previous']),
    range: draw.one(['overall', 'group']),
    as: freeName(draw, names(schema!)),
  };
}

export function expectSchemaParams(draw: Draw, [schema]: readonly Schema[]): Params {
  const listed = draw.some(schema!, 1, schema!.length);
  return {
    columns: listed.map((c) => ({ column: c.name, type: draw.chance(50) ? c.type : null })),
    onNew: draw.one(['keep', 'drop']),
  };
}

export function profileParams(draw: Draw, [schema]: readonly Schema[]): Params {
  return { columns: names(draw.some(schema!, 1, 2)), top: 1 + draw.below(4), bins: 1 + draw.below(5) };
}

export function anomalyParams(draw: Draw, [schema]: readonly Schema[]): Params | null {
  const columns = schema!.filter((c) => ['INTEGER', 'DECIMAL(10,2)', 'UTINYINT', 'DOUBLE', 'FLOAT'].includes(c.type));
  if (columns.length === 0) return null;
  const column = draw.one(columns).name;
  return {
    column,
    method: draw.one(['robust-z', 'iqr']),
    limit: draw.one([null, 0.5, 3]),
    by: names(
      draw.some(
        schema!.filter((c) => c.name !== column),
        0,
        1,
      ),
    ),
  };
}

export function driftParams(draw: Draw, [schema, baseline]: readonly Schema[]): Params | null {
  const both = schema!.filter((c) => !nested(c.type) && baseline!.some((b) => b.name === c.name && b.type === c.type));
  if (both.length === 0) return null;
  return {
    columns: names(draw.some(both, 1, 2)),
    measure: draw.one(['psi', 'js', 'ks', 'chi-square']),
    bins: 2 + draw.below(4),
    severity: 'warn',
  };
}

export function foldsParams(draw: Draw, [schema]: readonly Schema[]): Params {
  const method = draw.one(['random', 'stratified', 'group', 'time']);
  const some = (): string[] => names(draw.some(schema!, 1, 2));
  return {
    folds: 2 + draw.below(3),
    as: freeName(draw, names(schema!)),
    method,
    strata: method === 'stratified' ? some() : [],
    groups: method === 'group' ? some() : [],
    time: method === 'time' ? draw.one(schema!).name : null,
    key: draw.chance(30) ? some() : [],
    seed: draw.below(3),
  };
}

export const gateParams = (draw: Draw): Params =>
  draw.one([
    { condition: 'count(*) >= 0', otherwise: 'stop' },
    { condition: 'count(*) > 3', otherwise: 'empty' },
    { condition: 'false', otherwise: 'warn' },
  ]);

export function chartParams(draw: Draw, [schema]: readonly Schema[]): Params | null {
  const numbers = schema!.filter((c) => isNumericType(c.type));
  return numbers.length === 0 ? null : { mark: draw.one(['bar', 'line', 'point']), x: draw.one(schema!).name, y: draw.one(numbers).name };
}

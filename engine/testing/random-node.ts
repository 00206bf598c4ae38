import { quotedIdentifier, quotedText } from '../core/quoting.ts';
import { isNumericType, type Column, type Schema } from '../core/schema.ts';
import { comparableTypes, typeFamily } from '../core/type-family.ts';
import type { Draw } from './draw.ts';
import { oddNames } from './random-table.ts';

export interface NodeOptions {
  /** Only nodes whose rows do not depend on the order in which threads deliver them. */
  readonly deterministic: boolean;
}

export type Params = Record<string, unknown>;

/** A condition over the columns that cannot fail while it runs; its value is NULL for some rows. */
export function randomCondition(draw: Draw, schema: Schema, options: NodeOptions): string {
  const c = draw.one(schema);
  const name = quotedIdentifier(c.name);
  const other = draw.one(schema);
  const atoms = [
    `${name} IS NULL`,
    `${name} IS NOT NULL`,
    'CAST(NULL AS BOOLEAN)',
    'TRUE',
    `length(CAST(${name} AS VARCHAR)) % 2 = 0 -- even`,
    ...(isNumericType(c.type) ? [`${name} > 1`, `${name} BETWEEN 0 AND 100 /* ; */`, `${name} <> 0`] : []),
    ...(c.type === 'BOOLEAN' ? [name, `NOT ${name}`] : []),
    ...(c.type === 'VARCHAR' ? [`${name} LIKE '%a%'`, `${name} = ''`, `${name} > 'A'`] : []),
    ...(comparableTypes(c.type, other.type) && c !== other ? [`${name} = ${quotedIdentifier(other.name)}`] : []),
    ...(options.deterministic ? [] : ['random() < 0.5', `random() < 0.7 OR ${name} IS NULL`]),
  ];
  const first = draw.one(atoms);
  return draw.chance(25) ? `(${first}\n) ${draw.one(['AND', 'OR'])} (${draw.one(atoms)}\n)` : first;
}

/** An expression over the columns that cannot fail while it runs. */
export function randomValue(draw: Draw, schema: Schema, options: NodeOptions): string {
  const c = draw.one(schema);
  const name = quotedIdentifier(c.name);
  return draw.one([
    name,
    `CAST(${name} AS VARCHAR)`,
    `${name} IS NULL`,
    `{'x y': ${name}, 'n': 1}`,
    `[${name}, NULL]`,
    `coalesce(length(CAST(${name} AS VARCHAR)), -1)`,
    `CASE WHEN ${name} IS NOT NULL THEN 'ü' || CAST(${name} AS VARCHAR) END`,
    `md5(CAST(${name} AS VARCHAR)) -- hash`,
    'NULL',
    "DATE '2024-02-29'",
    'CAST(1.5 AS DECIMAL(3,1))',
    `count(*) OVER (PARTITION BY ${name})`,
    ...(isNumericType(c.type) ? [`TRY(${name} + 1)`, `TRY(${name} * 2)`, `-TRY_CAST(${name} AS DOUBLE)`, `TRY_CAST(${name} AS DECIMAL(18,3)) / 3`, `sum(TRY_CAST(${name} AS DECIMAL(18,2))) OVER ()`] : []),
    ...(c.type === 'VARCHAR' ? [`upper(${name})`, `string_split(${name}, ',')`, `TRY_CAST(${name} AS INTEGER)`] : []),
    ...(c.type === 'DATE' ? [`year(${name})`, `date_trunc('month', ${name})`] : []),
    ...(options.deterministic ? [] : ['random()', 'CAST(random() * 10 AS INTEGER)']),
  ]);
}

/** A name, odd most of the time, that none of `taken` has. */
export const freeName = (draw: Draw, taken: readonly string[]): string => {
  const used = new Set(taken.map((n) => n.toLowerCase()));
  return draw.one(oddNames.filter((n) => !used.has(n.toLowerCase())));
};

export function filterParams(draw: Draw, [schema]: readonly Schema[], options: NodeOptions): Params {
  return { condition: randomCondition(draw, schema!, options) };
}

export function formulaParams(draw: Draw, [schema]: readonly Schema[], options: NodeOptions): Params {
  const seen = schema!.map((c) => c.name);
  const made: string[] = [];
  const columns = Array.from({ length: 1 + draw.below(3) }, () => {
    // What an earlier line replaced may have another type by now.
    const untouched = schema!.filter((c) => !made.includes(c.name.toLowerCase()));
    const expression = untouched.length > 0 ? randomValue(draw, untouched, options) : "'all replaced'";
    const candidates = seen.filter((n) => !made.includes(n.toLowerCase()));
    const name = draw.chance(30) && candidates.length > 0 ? draw.one(candidates) : freeName(draw, [...seen, ...made]);
    made.push(name.toLowerCase());
    return { name, expression };
  });
  // What looks at other rows cannot be tried row by row.
  const rowWise = columns.every((c) => !/OVER|random/.test(c.expression));
  return { columns, onFailure: rowWise ? draw.one(['fail', 'fail', 'errors', 'null']) : 'fail' };
}

export function selectParams(draw: Draw, [schema]: readonly Schema[]): Params {
  const mode = draw.one(['all', 'listed', 'drop']);
  const listed = draw.some(schema!, mode === 'drop' ? 0 : 1, mode === 'drop' ? schema!.length - 1 : schema!.length);
  const names = schema!.map((c) => c.name);
  const columns = listed.map((c) => {
    const rename = draw.chance(40) ? freeName(draw, names) : null;
    if (rename !== null) names.push(rename);
    const type = draw.chance(30) ? draw.one(['VARCHAR', 'INTEGER', 'DECIMAL(12,3)', 'DOUBLE', 'DATE', 'BLOB', 'VARCHAR[]']) : null;
    return { column: c.name, rename, type, lenient: true };
  });
  return { mode, columns };
}

export function sortParams(draw: Draw, [schema]: readonly Schema[]): Params {
  // All columns are keys in the end, so that rows that are still equal are equal in everything.
  const first = draw.some(schema!, 0, schema!.length);
  const keys = [...first, ...schema!.filter((c) => !first.includes(c))];
  return { keys: keys.map((c) => ({ by: quotedIdentifier(c.name), direction: draw.one(['ascending', 'descending']), nulls: draw.one(['last', 'first']) })) };
}

export const limitParams = (draw: Draw): Params => ({ count: draw.below(6), offset: draw.below(3) });

export function distinctParams(draw: Draw, [schema]: readonly Schema[]): Params {
  // Which of several rows is kept depends on their order, unless they are equal in everything or none of them is kept.
  const keep = draw.one(['first', 'last', 'none']);
  return { columns: keep === 'none' ? draw.some(schema!, 0, 2).map((c) => c.name) : [], keep };
}

export const splitParams = (draw: Draw, [schema]: readonly Schema[], options: NodeOptions): Params => ({ cases: [1, 2].map(() => ({ condition: randomCondition(draw, schema!, options) })) });

export function trainTestParams(draw: Draw, [schema]: readonly Schema[]): Params {
  const method = draw.one(['random', 'stratified', 'group', 'time']);
  const some = (): string[] => draw.some(schema!, 1, 2).map((c) => c.name);
  const test = draw.below(5) / 4;
  return { method, test, validation: draw.one([0, (1 - test) / 2, 1 - test]), seed: draw.below(3), ...(method === 'stratified' ? { strata: some() } : method === 'group' ? { groups: some() } : method === 'time' ? { time: draw.one(schema!).name } : {}), ...(draw.chance(30) ? { key: some() } : {}) };
}

export function topParams(draw: Draw, [schema]: readonly Schema[]): Params {
  const ties = draw.one(['cut', 'keep', 'dense']);
  const groups = draw.some(schema!, 0, 1).map((c) => c.name);
  const first = draw.some(schema!, 1, schema!.length);
  // Where equal rows are cut, all columns say which is first.
  const order = ties === 'cut' ? [...first, ...schema!.filter((c) => !first.includes(c))] : first;
  return { count: draw.below(4), groups, order: order.map((c) => ({ column: c.name, direction: draw.one(['ascending', 'descending']) })), ties };
}

export function joinParams(draw: Draw, [left, right]: readonly Schema[], options: NodeOptions): Params | null {
  const pairs = left!.flatMap((l) => right!.filter((r) => comparableTypes(l.type, r.type)).map((r) => ({ left: l.name, right: r.name })));
  const joinedRows = draw.one(['inner', 'left', 'full', 'inner', 'left', 'full', 'right', 'semi', 'anti', 'cross']);
  const keys = [...draw.some(pairs, pairs.length > 0 ? 1 : 0, 1)];
  // Over left names only, since the right ones may be renamed; that they are told apart is for the node to report.
  const condition = draw.chance(30) ? randomCondition(draw, left!, { ...options, deterministic: true }) : null;
  if (keys.length === 0 && condition === null && joinedRows !== 'cross') return null;
  return { keys, joinedRows, condition, nullsMatch: draw.chance(30), keepRightKeys: draw.chance(60), suffix: draw.one(['_right', ' 2 "']) };
}

/** Pairs of columns of two tables that compare. */
export const comparablePairs = ([left, right]: readonly Schema[]): readonly { readonly left: string; readonly right: string }[] => left!.flatMap((l) => right!.filter((r) => comparableTypes(l.type, r.type)).map((r) => ({ left: l.name, right: r.name })));

export function compareParams(draw: Draw, schemas: readonly Schema[]): Params | null {
  const keys = draw.some(comparablePairs(schemas), 1, 2);
  return keys.length === 0 ? null : { keys, tolerance: draw.one([0, 0, 0.5]) };
}

export function fuzzyParams(draw: Draw, schemas: readonly Schema[]): Params | null {
  const pairs = comparablePairs(schemas).map((pair) => ({ ...pair, measure: draw.one(['jaro-winkler', 'levenshtein', 'words', 'equal']) }));
  if (pairs.length === 0) return null;
  const blocks = draw.some(pairs, 0, 2).map(({ left, right }) => ({ left, right, by: draw.one(['value', 'start', 'word']) }));
  // Which of equals is best depends on the order of arrival.
  return { compare: draw.some(pairs, 1, 2), blocks, keep: 'all', threshold: draw.one([0, 0.5, 1]), ignoreSigns: draw.chance(50), score: 'score "x"' };
}

export function unionParams(draw: Draw): Params {
  return { match: draw.one(['name', 'name', 'position']), distinct: draw.chance(30), sourceColumn: draw.chance(30) ? 'from where' : null };
}

export function aggregateParams(draw: Draw, [schema]: readonly Schema[], options: NodeOptions): Params {
  const groups = draw.some(schema!, 0, 2).map((c) => ({ by: quotedIdentifier(c.name), as: null }));
  const measure = (c: Column, i: number): Params => {
    const family = typeFamily(c.type);
    const functions = ['count', 'count-values', 'count-nulls', 'count-distinct', 'min', 'max', ...(family === 'number' && !['DOUBLE', 'FLOAT'].includes(c.type) && !options.deterministic ? ['stddev', 'variance'] : []), ...(family === 'number' && !['HUGEINT', 'BIGINT', 'UBIGINT'].includes(c.type) ? ['sum', 'mean', 'median'] : [])];
    const loose = options.deterministic ? [] : ['mode', 'first', 'last', 'list', 'join-text'];
    return { function: draw.one([...functions, ...loose]), column: c.name, as: `figure ${i} "${c.name.slice(0, 20)}"` };
  };
  return { groups, measures: draw.some(schema!, 1, 3).map(measure) };
}

export function pivotParams(draw: Draw, [schema]: readonly Schema[]): Params | null {
  const [name] = draw.some(schema!.filter((c) => !/^(STRUCT|MAP|UNION)\(|\]$/.test(c.type)), 1, 1);
  if (!name) return null;
  const groups = draw.some(schema!.filter((c) => c !== name), 0, 2).map((c) => c.name);
  const figure = draw.one(schema!);
  const measures = [{ function: draw.one(['count', 'count-values', 'count-distinct', 'min', 'max']), column: figure.name, as: 'figure "x"' }, { function: 'count', as: 'n' }];
  const listed = draw.some([{ value: '1' }, { value: 'a', name: 'x' }, { value: null }, { value: '0' }], 1, 3);
  // The rows of a preview that draws flows are found anew for every node: most of them list.
  const values = groups.length > 0 && draw.chance(40) ? 'found' : 'listed';
  return { groups, names: [name.name], measures, values, listed: values === 'listed' ? listed : [], unlisted: draw.one(['port', 'other']), totals: draw.one(['none', 'none', 'column', 'row', 'both']), prefix: draw.one(['', '"']), empty: draw.one(['null', 'zero']) };
}

export function checkRowsParams(draw: Draw, [schema]: readonly Schema[], options: NodeOptions): Params {
  const rules = Array.from({ length: 1 + draw.below(3) }, (_, i) => {
    const c = draw.one(schema!);
    const severity = draw.one(['reject', 'warn', 'reject']);
    const where = draw.chance(25) ? randomCondition(draw, schema!, options) : null;
    const common = { severity, where, label: `rule ${i} 🎈` };
    const kinds: Params[] = [
      { rule: 'not-null', column: c.name, ...common },
      { rule: 'unique', column: c.name, ...common },
      { rule: 'unique-together', columns: schema!.map((s) => s.name).slice(0, 2), ...common },
      { rule: 'condition', condition: randomCondition(draw, schema!, options), ...common },
      { rule: 'row-count', minRows: 1, severity: 'warn', label: `rule ${i}` },
      ...(c.type === 'VARCHAR' ? [{ rule: 'length', column: c.name, maxLength: 3, ...common }, { rule: 'type', column: c.name, type: 'INTEGER', ...common }, { rule: 'matches', column: c.name, pattern: '^a|é', ...common }] : []),
      ...(isNumericType(c.type) ? [{ rule: 'range', column: c.name, min: '0', max: '100.5', ...common }] : []),
    ];
    return draw.one(kinds);
  });
  return { rules };
}

export function sqlParams(draw: Draw, schemas: readonly Schema[], options: NodeOptions): Params {
  const [schema] = schemas;
  const c = draw.one(schema!);
  const name = quotedIdentifier(c.name);
  const statements = [
    'SELECT * FROM in1',
    `SELECT ${name} AS ${quotedIdentifier(draw.one(oddNames))}, count(*) AS n FROM in1 GROUP BY ALL -- grouped`,
    `WITH t AS (SELECT *, ${quotedText('it\'s; "x"')} AS "extra col" FROM in1) SELECT * FROM t WHERE ${name} IS NOT NULL`,
    ...(schemas.length > 1 ? [`SELECT 1 AS side, CAST(${name} AS VARCHAR) AS v FROM in1 UNION ALL SELECT 2, CAST(COLUMNS(*) AS VARCHAR) FROM (SELECT count(*) FROM in2)`] : []),
    ...(options.deterministic ? [] : [`SELECT * FROM in1 WHERE random() < 0.6`, 'SELECT * FROM in1 LIMIT 3']),
  ];
  return { statement: draw.one(statements) };
}

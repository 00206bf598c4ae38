import { quotedText } from '../../core/quoting.ts';
import { FormulaProblem } from '../formula-tokens.ts';
import { asText, groups, moment, of, sameAs, titleCase, type Translation, type Value } from '../values.ts';

/** True unless the argument that says so is 0. */
const folds = (arg: Value | undefined): boolean => arg === undefined || !/^(0|false)$/i.test(arg.sql);
const options = (arg: Value | undefined): string => (folds(arg) ? "'i'" : "'c'");
const lowered = (value: Value, fold: boolean): string => (fold ? `lower(${value.sql})` : value.sql);
const anyCase = (name: string): Translation => of('boolean', 2, 3, ([a, b, fold]) => `${name}(${lowered(a!, folds(fold))}, ${lowered(b!, folds(fold))})`);

const units: Readonly<Record<string, string>> = { year: 'year', month: 'month', day: 'day', hour: 'hour', minute: 'minute', second: 'second' };
function unit(value: Value | undefined): string {
  const found = units[(value?.text ?? '').toLowerCase().replace(/s$/, '')];
  if (!found) throw new FormulaProblem(`the unit ${value?.sql ?? ''} of a date function has to be a constant such as "days"`);
  return found;
}

const known = /^(?:[^%]|%[YymdHMSBbAaIpj%-])*$/;
function format(value: Value | undefined): string {
  if (value === undefined) return "'%Y-%m-%d %H:%M:%S'";
  if (value.text === undefined || !known.test(value.text)) throw new FormulaProblem(`the date format ${value.sql} has no counterpart`);
  return quotedText(value.text);
}
const part = (name: string): Translation => of('number', 1, 1, ([a]) => `${name}(${moment(a!)})`);

function pairs(args: readonly Value[]): string {
  const [value, otherwise, ...rest] = args;
  if (rest.length % 2 !== 0) throw new FormulaProblem('Switch has a case without a result');
  const cases = rest.flatMap((a, i) => (i % 2 === 0 ? [` WHEN ${a.sql} THEN ${rest[i + 1]!.sql}`] : []));
  return cases.length === 0 ? otherwise!.sql : `CASE ${value!.sql}${cases.join('')} ELSE ${otherwise!.sql} END`;
}

/** What functions of Alteryx are in DuckDB, by their name in lower case. Positions of characters count from 0 there, from 1 here. */
export const functions: Readonly<Record<string, Translation>> = {
  abs: of('number', 1, 1, 'abs'),
  acos: of('number', 1, 1, 'acos'),
  asin: of('number', 1, 1, 'asin'),
  atan: of('number', 1, 1, 'atan'),
  atan2: of('number', 2, 2, 'atan2'),
  average: of('number', 1, 99, (args) => `list_avg([${args.map((a) => `CAST(${a.sql} AS DOUBLE)`).join(', ')}])`),
  ceil: of('number', 1, 1, 'ceil'),
  charfromint: of('text', 1, 1, ([a]) => `chr(CAST(${a!.sql} AS INTEGER))`),
  chartoint: of('number', 1, 1, 'unicode'),
  coalesce: of(sameAs(0), 1, 99, 'coalesce'),
  contains: anyCase('contains'),
  cos: of('number', 1, 1, 'cos'),
  countwords: of('number', 1, 1, ([a]) => `len(regexp_extract_all(${a!.sql}, '\\S+'))`),
  datetimeadd: of('date', 3, 3, ([a, n, u]) => `(${moment(a!)} + to_${unit(u)}s(CAST(${n!.sql} AS INTEGER)))`),
  datetimeday: part('day'),
  datetimediff: of('number', 3, 3, ([a, b, u]) => `datesub(${quotedText(unit(u))}, ${moment(b!)}, ${moment(a!)})`),
  datetimefirstofmonth: of('date', 0, 0, () => "date_trunc('month', today())"),
  datetimeformat: of('text', 1, 2, ([a, f]) => `strftime(${moment(a!)}, ${format(f)})`),
  datetimehour: part('hour'),
  datetimehours: part('hour'),
  datetimelastofmonth: of('date', 0, 0, () => 'last_day(today())'),
  datetimeminutes: part('minute'),
  datetimemonth: part('month'),
  datetimenow: of('date', 0, 0, () => "CAST(date_trunc('second', now()) AS TIMESTAMP)"),
  datetimeparse: of('date', 2, 2, ([a, f]) => `try_strptime(${a!.kind === 'text' || a!.kind === 'unknown' ? a!.sql : `CAST(${a!.sql} AS VARCHAR)`}, ${format(f)})`),
  datetimeseconds: part('second'),
  datetimetoday: of('date', 0, 0, 'today'),
  datetimetrim: of('date', 2, 2, ([a, u]) => {
    if (/^lastofmonth$/i.test(u!.text ?? '')) return `last_day(${moment(a!)})`;
    return `date_trunc(${quotedText(/^firstofmonth$/i.test(u!.text ?? '') ? 'month' : unit(u))}, ${moment(a!)})`;
  }),
  datetimeyear: part('year'),
  endswith: anyCase('ends_with'),
  exp: of('number', 1, 1, 'exp'),
  findstring: of('number', 2, 2, ([a, b]) => `(instr(${a!.sql}, ${b!.sql}) - 1)`),
  floor: of('number', 1, 1, 'floor'),
  getword: of('text', 2, 2, ([a, n]) => `regexp_extract_all(${a!.sql}, '\\S+')[${n!.sql} + 1]`),
  iif: of(sameAs(1), 3, 3, ([c, a, b]) => `CASE WHEN ${c!.sql} THEN ${a!.sql} ELSE ${b!.sql} END`),
  isempty: of('boolean', 1, 1, ([a]) => `(${a!.sql} IS NULL OR CAST(${a!.sql} AS VARCHAR) = '')`),
  isinteger: of('boolean', 1, 1, ([a]) => `coalesce(regexp_full_match(CAST(${a!.sql} AS VARCHAR), '\\s*[+-]?\\d+\\s*'), false)`),
  isnull: of('boolean', 1, 1, ([a]) => `(${a!.sql} IS NULL)`),
  isnumber: of('boolean', 1, 1, ([a]) => `(TRY_CAST(${a!.sql} AS DOUBLE) IS NOT NULL)`),
  left: of('text', 2, 2, ([a, n]) => `left(${a!.sql}, CAST(${n!.sql} AS BIGINT))`),
  length: of('number', 1, 1, 'length'),
  log: of('number', 1, 1, 'ln'),
  log10: of('number', 1, 1, 'log10'),
  lowercase: of('text', 1, 1, 'lower'),
  max: of(sameAs(0), 1, 99, 'greatest'),
  md5_ascii: of('text', 1, 1, 'md5'),
  min: of(sameAs(0), 1, 99, 'least'),
  mod: of('number', 2, 2, ([a, b]) => `(CAST(${a!.sql} AS BIGINT) % CAST(${b!.sql} AS BIGINT))`),
  null: of('unknown', 0, 0, () => 'NULL'),
  padleft: of('text', 3, 3, ([a, n, c]) => `CASE WHEN length(${a!.sql}) >= ${n!.sql} THEN ${a!.sql} ELSE lpad(${a!.sql}, CAST(${n!.sql} AS INTEGER), ${c!.sql}) END`),
  padright: of('text', 3, 3, ([a, n, c]) => `CASE WHEN length(${a!.sql}) >= ${n!.sql} THEN ${a!.sql} ELSE rpad(${a!.sql}, CAST(${n!.sql} AS INTEGER), ${c!.sql}) END`),
  pi: of('number', 0, 0, 'pi'),
  pow: of('number', 2, 2, 'pow'),
  rand: of('number', 0, 0, 'random'),
  regex_countmatches: of('number', 2, 3, ([a, p, fold]) => `len(regexp_extract_all(${a!.sql}, ${p!.sql}, 0, ${options(fold)}))`),
  regex_match: of('boolean', 2, 3, ([a, p, fold]) => `regexp_full_match(${a!.sql}, ${p!.sql}, ${options(fold)})`),
  regex_replace: of('text', 3, 4, ([a, p, r, fold]) => `regexp_replace(${a!.sql}, ${p!.sql}, ${groups(r!)}, ${folds(fold) ? "'gi'" : "'g'"})`),
  replace: of('text', 3, 3, 'replace'),
  replacechar: of('text', 3, 3, ([a, from, to]) => {
    if (from!.text === undefined || to!.text === undefined) throw new FormulaProblem('the characters of ReplaceChar have to be constants');
    return `translate(${a!.sql}, ${from!.sql}, ${quotedText([...from!.text].map(() => [...to!.text!][0] ?? '').join(''))})`;
  }),
  reversestring: of('text', 1, 1, 'reverse'),
  right: of('text', 2, 2, ([a, n]) => `right(${a!.sql}, CAST(${n!.sql} AS BIGINT))`),
  round: of('number', 1, 2, ([a, m]) => (m === undefined ? `round(${a!.sql})` : `(round(${a!.sql} / ${m.sql}) * ${m.sql})`)),
  sin: of('number', 1, 1, 'sin'),
  sqrt: of('number', 1, 1, 'sqrt'),
  startswith: anyCase('starts_with'),
  substring: of('text', 2, 3, ([a, from, n]) => `substr(${a!.sql}, CAST(${from!.sql} AS BIGINT) + 1${n === undefined ? '' : `, CAST(${n.sql} AS BIGINT)`})`),
  switch: of(sameAs(1), 2, 99, pairs),
  tan: of('number', 1, 1, 'tan'),
  titlecase: of('text', 1, 1, ([a]) => titleCase(a!)),
  todate: of('date', 1, 1, ([a]) => `TRY_CAST(${a!.sql} AS DATE)`),
  todatetime: of('date', 1, 1, ([a]) => `TRY_CAST(${a!.sql} AS TIMESTAMP)`),
  tonumber: of('number', 1, 1, ([a]) => `TRY_CAST(${a!.sql} AS DOUBLE)`),
  tostring: of('text', 1, 2, ([a, digits]) => (digits === undefined ? asText(a!) : `CAST(CAST(${a!.sql} AS DECIMAL(38, ${wholeNumber(digits)})) AS VARCHAR)`)),
  trim: of('text', 1, 2, 'trim'),
  trimleft: of('text', 1, 2, 'ltrim'),
  trimright: of('text', 1, 2, 'rtrim'),
  uppercase: of('text', 1, 1, 'upper'),
};

function wholeNumber(value: Value): number {
  const n = Number(value.sql);
  if (!Number.isInteger(n) || n < 0 || n > 37) throw new FormulaProblem(`the number of decimals ${value.sql} has to be a constant`);
  return n;
}

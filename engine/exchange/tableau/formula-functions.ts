import { quotedText } from '../../core/quoting.ts';
import { FormulaProblem } from '../formula-tokens.ts';
import { asText, groups, moment, of, sameAs, titleCase, type Translation, type Value } from '../values.ts';
import { datePattern } from './date-pattern.ts';

const whole = (value: Value): string => `CAST(${value.sql} AS BIGINT)`;
const bothOrNone = (name: string, own: string) => ([a, b]: readonly Value[]): string => {
  if (b === undefined) throw new FormulaProblem(`${own} of one value is a figure over rows; use Aggregate`);
  // One that is missing makes the result missing there.
  return `CASE WHEN ${a!.sql} IS NULL OR ${b.sql} IS NULL THEN NULL ELSE ${name}(${a!.sql}, ${b.sql}) END`;
};

/** The unit of a date function, which has to be a constant. */
function unitOf(value: Value): string {
  const unit = value.text?.toLowerCase();
  if (unit === undefined) throw new FormulaProblem(`the unit ${value.sql} of a date function has to be a constant such as 'month'`);
  return unit;
}

/** Whether weeks start on Monday; they do on Sunday unless it is said. */
function startsOnMonday(start: Value | undefined): boolean {
  const day = start === undefined ? 'sunday' : (start.text?.toLowerCase() ?? '');
  if (day !== 'monday' && day !== 'sunday') throw new FormulaProblem(`a week that starts on ${start!.sql} has no counterpart`);
  return day === 'monday';
}

const plainParts: Readonly<Record<string, string>> = { year: 'year', quarter: 'quarter', month: 'month', dayofyear: 'dayofyear', day: 'day', hour: 'hour', minute: 'minute', second: 'second', 'iso-year': 'isoyear', 'iso-week': 'week', 'iso-weekday': 'isodow' };
function part(unit: string, date: string, monday: boolean): string {
  const day = (of: string): string => (monday ? `(isodow(${of}) - 1)` : `dayofweek(${of})`);
  if (unit === 'weekday') return `(${day(date)} + 1)`;
  // Week 1 is that of the first of January.
  if (unit === 'week') return `((dayofyear(${date}) - 1 + ${day(`date_trunc('year', ${date})`)}) // 7 + 1)`;
  const name = plainParts[unit];
  if (!name) throw new FormulaProblem(`the unit '${unit}' has no counterpart`);
  return `${name}(${date})`;
}

const steps: Readonly<Record<string, string>> = { year: 'years', quarter: 'quarters', month: 'months', week: 'weeks', day: 'days', dayofyear: 'days', weekday: 'days', hour: 'hours', minute: 'minutes', second: 'seconds' };
function later(unit: string, count: string, date: string): string {
  const name = steps[unit];
  if (!name) throw new FormulaProblem(`the unit '${unit}' has no counterpart`);
  return `(${date} + to_${name}(CAST(${count} AS INTEGER)))`;
}

/** A unit whose starts the database knows. */
function cut(unit: string): string {
  const known = { dayofyear: 'day', weekday: 'day', 'iso-week': 'week' }[unit] ?? unit;
  if (!['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second'].includes(known)) throw new FormulaProblem(`the unit '${unit}' has no counterpart`);
  return known;
}
/** Dates moved so that weeks, which start on Monday here, start where they do there. */
const moved = (unit: string, date: string, start: Value | undefined): string => (unit === 'week' && !startsOnMonday(start) ? `(${date} + INTERVAL 1 DAY)` : date);

function named(unit: string, date: string): string {
  if (unit === 'month') return `monthname(${date})`;
  if (unit === 'weekday') return `dayname(${date})`;
  return `CAST(${part(unit, date, false)} AS VARCHAR)`;
}

const partOf = (unit: string): Translation => of('number', 1, 1, ([a]) => part(unit, moment(a!), false));

/** Figures over rows, which a formula of one row cannot hold. */
export const aggregates: readonly string[] = ['sum', 'avg', 'count', 'countd', 'median', 'stdev', 'stdevp', 'var', 'varp', 'attr', 'percentile', 'corr', 'covar', 'covarp', 'rank', 'rank_dense', 'row_number', 'lookup', 'ntile', 'running_sum', 'running_avg'];

/** What functions of Tableau are in DuckDB, by their name in lower case. Positions of characters count from 1 in both. */
export const functions: Readonly<Record<string, Translation>> = {
  abs: of('number', 1, 1, 'abs'),
  acos: of('number', 1, 1, 'acos'),
  ascii: of('number', 1, 1, 'ascii'),
  asin: of('number', 1, 1, 'asin'),
  atan: of('number', 1, 1, 'atan'),
  atan2: of('number', 2, 2, 'atan2'),
  ceiling: of('number', 1, 1, ([a]) => `CAST(ceil(${a!.sql}) AS BIGINT)`),
  char: of('text', 1, 1, ([a]) => `chr(CAST(${a!.sql} AS INTEGER))`),
  contains: of('boolean', 2, 2, 'contains'),
  cos: of('number', 1, 1, 'cos'),
  cot: of('number', 1, 1, 'cot'),
  date: of('date', 1, 1, ([a]) => `TRY_CAST(${a!.sql} AS DATE)`),
  dateadd: of('date', 3, 3, ([u, n, d]) => later(unitOf(u!), n!.sql, moment(d!))),
  datediff: of('number', 3, 4, ([u, a, b, start]) => {
    const unit = cut(unitOf(u!));
    const [from, to] = [a!, b!].map((d) => moved(unitOf(u!), moment(d), start));
    // Starts of weeks are counted there; the database counts spans of seven days.
    return unit === 'week' ? `(date_diff('day', date_trunc('week', ${from!}), date_trunc('week', ${to!})) // 7)` : `date_diff(${quotedText(unit)}, ${from!}, ${to!})`;
  }),
  datename: of('text', 2, 3, ([u, d, start]) => {
    if (start !== undefined) throw new FormulaProblem('DATENAME with a start of the week has no counterpart');
    return named(unitOf(u!), moment(d!));
  }),
  dateparse: of('date', 2, 2, ([f, a]) => `try_strptime(${a!.kind === 'text' || a!.kind === 'unknown' ? a!.sql : `CAST(${a!.sql} AS VARCHAR)`}, ${quotedText(datePattern(f!))})`),
  datepart: of('number', 2, 3, ([u, d, start]) => part(unitOf(u!), moment(d!), startsOnMonday(start))),
  datetime: of('date', 1, 1, ([a]) => `TRY_CAST(${a!.sql} AS TIMESTAMP)`),
  datetrunc: of('date', 2, 3, ([u, d, start]) => {
    const unit = unitOf(u!);
    const from = `date_trunc(${quotedText(cut(unit))}, ${moved(unit, moment(d!), start)})`;
    return unit === 'week' && !startsOnMonday(start) ? `(${from} - INTERVAL 1 DAY)` : from;
  }),
  day: partOf('day'),
  degrees: of('number', 1, 1, 'degrees'),
  div: of('number', 2, 2, ([a, b]) => `CAST(trunc(${a!.sql} / ${b!.sql}) AS BIGINT)`),
  endswith: of('boolean', 2, 2, 'ends_with'),
  exp: of('number', 1, 1, 'exp'),
  find: of('number', 2, 3, ([a, b, from]) => {
    if (from === undefined) return `instr(${a!.sql}, ${b!.sql})`;
    const found = `instr(substr(${a!.sql}, ${whole(from)}), ${b!.sql})`;
    return `CASE WHEN ${found} = 0 THEN 0 ELSE ${found} + ${whole(from)} - 1 END`;
  }),
  float: of('number', 1, 1, ([a]) => `TRY_CAST(${a!.sql} AS DOUBLE)`),
  floor: of('number', 1, 1, ([a]) => `CAST(floor(${a!.sql}) AS BIGINT)`),
  ifnull: of(sameAs(0), 2, 2, 'coalesce'),
  // A condition that is missing is neither; an IF takes its ELSE.
  iif: of(sameAs(1), 3, 4, ([c, a, b, unknown]) => `CASE WHEN ${c!.sql} THEN ${a!.sql} WHEN NOT ${c!.sql} THEN ${b!.sql} ELSE ${unknown?.sql ?? 'NULL'} END`),
  int: of('number', 1, 1, ([a]) => `TRY_CAST(trunc(TRY_CAST(${a!.sql} AS DOUBLE)) AS BIGINT)`),
  isdate: of('boolean', 1, 1, ([a]) => `(TRY_CAST(${a!.sql} AS TIMESTAMP) IS NOT NULL)`),
  isnull: of('boolean', 1, 1, ([a]) => `(${a!.sql} IS NULL)`),
  isoweek: partOf('iso-week'),
  isoweekday: partOf('iso-weekday'),
  isoyear: partOf('iso-year'),
  left: of('text', 2, 2, ([a, n]) => `left(${a!.sql}, ${whole(n!)})`),
  len: of('number', 1, 1, 'length'),
  ln: of('number', 1, 1, 'ln'),
  log: of('number', 1, 2, ([a, base]) => (base === undefined ? `log10(${a!.sql})` : `(ln(${a!.sql}) / ln(${base.sql}))`)),
  lower: of('text', 1, 1, 'lower'),
  lpad: of('text', 3, 3, ([a, n, c]) => `lpad(${a!.sql}, CAST(${n!.sql} AS INTEGER), ${c!.sql})`),
  ltrim: of('text', 1, 1, 'ltrim'),
  makedate: of('date', 3, 3, ([y, m, d]) => `make_date(${whole(y!)}, ${whole(m!)}, ${whole(d!)})`),
  max: of(sameAs(0), 1, 2, bothOrNone('greatest', 'MAX')),
  mid: of('text', 2, 3, ([a, from, n]) => `substr(${a!.sql}, ${whole(from!)}${n === undefined ? '' : `, ${whole(n)}`})`),
  min: of(sameAs(0), 1, 2, bothOrNone('least', 'MIN')),
  month: partOf('month'),
  now: of('date', 0, 0, () => "CAST(date_trunc('second', now()) AS TIMESTAMP)"),
  pi: of('number', 0, 0, 'pi'),
  power: of('number', 2, 2, 'pow'),
  proper: of('text', 1, 1, ([a]) => titleCase(a!)),
  quarter: partOf('quarter'),
  radians: of('number', 1, 1, 'radians'),
  regexp_extract: of('text', 2, 2, ([a, p]) => `nullif(regexp_extract(${a!.sql}, ${p!.sql}, 1), '')`),
  regexp_extract_nth: of('text', 3, 3, ([a, p, n]) => `nullif(regexp_extract(${a!.sql}, ${p!.sql}, CAST(${n!.sql} AS INTEGER)), '')`),
  regexp_match: of('boolean', 2, 2, 'regexp_matches'),
  regexp_replace: of('text', 3, 3, ([a, p, r]) => `regexp_replace(${a!.sql}, ${p!.sql}, ${groups(r!)}, 'g')`),
  replace: of('text', 3, 3, 'replace'),
  right: of('text', 2, 2, ([a, n]) => `right(${a!.sql}, ${whole(n!)})`),
  round: of('number', 1, 2, ([a, n]) => (n === undefined ? `round(${a!.sql})` : `round(${a!.sql}, CAST(${n.sql} AS INTEGER))`)),
  rpad: of('text', 3, 3, ([a, n, c]) => `rpad(${a!.sql}, CAST(${n!.sql} AS INTEGER), ${c!.sql})`),
  rtrim: of('text', 1, 1, 'rtrim'),
  sign: of('number', 1, 1, 'sign'),
  sin: of('number', 1, 1, 'sin'),
  space: of('text', 1, 1, ([n]) => `repeat(' ', ${whole(n!)})`),
  split: of('text', 3, 3, ([a, by, n]) => `split_part(${a!.sql}, ${by!.sql}, ${whole(n!)})`),
  sqrt: of('number', 1, 1, 'sqrt'),
  square: of('number', 1, 1, ([a]) => `pow(${a!.sql}, 2)`),
  startswith: of('boolean', 2, 2, 'starts_with'),
  str: of('text', 1, 1, ([a]) => asText(a!)),
  tan: of('number', 1, 1, 'tan'),
  today: of('date', 0, 0, 'today'),
  trim: of('text', 1, 1, 'trim'),
  upper: of('text', 1, 1, 'upper'),
  week: partOf('week'),
  year: partOf('year'),
  zn: of('number', 1, 1, ([a]) => `coalesce(${a!.sql}, 0)`),
};

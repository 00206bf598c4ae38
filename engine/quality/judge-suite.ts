import type { JsonObject } from '../core/json.ts';
import { freshName } from '../core/schema.ts';
import type { Expression } from '../expression/expression.ts';
import { and, call, column, isTrue, literal } from '../expression/expression.ts';
import type { NamedExpression, Relation } from '../relation/relation.ts';
import { checkOf } from './checks.ts';
import { withParameters, type ParameterValues } from './evaluation-parameters.ts';
import { ExpectationTrouble, mostListed, mostRead, rowNumber, type Check, type Expectation, type FigureCheck, type MapCheck, type RowsCheck, type ShownColumn, type Table, type Value, type ValueObject, type Verdict } from './expectation.ts';
import { jsonText } from './json-value.ts';
import { isMostly, readResultFormat, resultOfMap, type MapCounts, type ResultFormat } from './result-of-map.ts';
import type { Suite } from './read-suite.ts';
import { conditionOf } from './condition-of.ts';
import { tableToJudge, type SpelledTables } from './spelling.ts';

/** Runs a relation whose columns are JSON texts; gives its first `most` rows, read. Throws an ExpectationTrouble when the database refuses. */
export type Ask = (relation: Relation, most: number) => Promise<readonly (readonly Value[])[]>;

export interface Judged {
  readonly expectation: Expectation;
  readonly success: boolean;
  readonly result: ValueObject;
  /** Why it could not be judged; null when it was. */
  readonly trouble: ExpectationTrouble | null;
}

export interface JudgeOptions {
  readonly parameters: ParameterValues;
  readonly format: ResultFormat['format'];
  /** Conditions in SQL, parsed beforehand by their text. */
  readonly parsed: ReadonlyMap<string, Expression>;
  /** The rows as the file spells them, where it does not state types itself. */
  readonly spelled: SpelledTables;
}

/** Judges every expectation of a suite; all that need numbers over the same rows share one pass over them. */
export async function judgeSuite(suite: Suite, table: Table, ask: Ask, options: JudgeOptions): Promise<readonly Judged[]> {
  const cases = await Promise.all(suite.expectations.map((expectation) => prepare(expectation, table, ask, options)));
  const passes = new Map<string, Case[]>();
  for (const one of cases) {
    if ('trouble' in one || one.check.kind === 'known' || one.check.kind === 'rows') continue;
    const key = JSON.stringify([one.condition, one.check.kind === 'map' && one.check.ordered, one.table.rows]);
    passes.set(key, [...(passes.get(key) ?? []), one]);
  }
  const figures = new Map<Case, ValueObject>();
  for (const pass of passes.values()) for (const [one, found] of await passOver(pass, ask)) figures.set(one, found);
  const judged: Judged[] = [];
  for (const one of cases) judged.push('trouble' in one ? failed(one.expectation, one.trouble) : await guarded(one.expectation, () => judge(one, figures.get(one), ask)));
  return judged;
}

interface Case {
  readonly expectation: Expectation;
  readonly check: Exclude<Check, { kind: 'decided' }>;
  readonly table: Table;
  readonly condition: Expression | null;
  readonly format: ResultFormat;
}

const failed = (expectation: Expectation, trouble: ExpectationTrouble): Judged => ({ expectation, success: false, result: {}, trouble });

async function guarded(expectation: Expectation, work: () => Promise<Verdict>): Promise<Judged> {
  try {
    return { expectation, ...(await work()), trouble: null };
  } catch (error) {
    if (error instanceof ExpectationTrouble) return failed(expectation, error);
    throw error;
  }
}

async function prepare(expectation: Expectation, typed: Table, ask: Ask, { parameters, format, parsed, spelled }: JudgeOptions): Promise<Case | { readonly expectation: Expectation; readonly trouble: ExpectationTrouble }> {
  try {
    const kwargs = withParameters(expectation.kwargs, parameters) as JsonObject;
    const condition = conditionOf(kwargs, typed, parsed);
    const table = tableToJudge(expectation, condition, typed, spelled);
    let check = checkOf({ ...expectation, kwargs }, table);
    while (check.kind === 'decided') {
      const { question } = check;
      check = check.decide(await readRows(question, rowsOf(table, condition, false), ask));
    }
    return { expectation: { ...expectation, kwargs }, check, table, condition, format: readResultFormat(kwargs['result_format'] ?? null, format) };
  } catch (error) {
    if (error instanceof ExpectationTrouble) return { expectation, trouble: error };
    throw error;
  }
}

/** The rows an expectation looks at, numbered where their order matters. */
function rowsOf(table: Table, condition: Expression | null, numbered: boolean): Relation {
  const rows: Relation = numbered ? { op: 'extend', from: table.rows, columns: [{ name: rowNumber, value: { op: 'window', name: 'row_number', args: [], partitionBy: [], orderBy: [] } }] } : table.rows;
  return condition ? { op: 'filter', from: rows, condition } : rows;
}

/** The rows a check asks for: as many as it lists, or all of them, of which there may be too many to judge by. */
async function readRows({ ask: relation, columns, most }: Omit<RowsCheck, 'judge' | 'kind'>, rows: Relation, ask: Ask): Promise<readonly (readonly Value[])[]> {
  const found = await ask(asJson(relation(rows), columns), most ?? mostRead + 1);
  if (most === undefined && found.length > mostRead) throw new ExpectationTrouble('suite', `The expectation looks at every different value by itself, and there are more than ${mostRead} of them. Limit its rows with a row_condition.`);
  return found;
}

const asJson = (from: Relation, columns: readonly { readonly name: string; readonly type: string | null }[]): Relation => ({ op: 'project', from, columns: columns.map(({ name, type }) => ({ name, value: jsonText(column(name), type) })) });

const unexpectedRow = (check: MapCheck): Expression => and(...(check.missing ? [{ op: 'is', item: check.missing, what: 'NOT TRUE' } as const] : []), isTrue(check.unexpected));

/** All numbers of several cases in one statement; where that fails, each by itself, so that one bad expectation spoils no other. */
async function passOver(cases: readonly Case[], ask: Ask): Promise<readonly (readonly [Case, ValueObject])[]> {
  try {
    return await onePass(cases, ask);
  } catch (error) {
    if (!(error instanceof ExpectationTrouble)) throw error;
    if (cases.length === 1) return [[cases[0]!, { trouble: error.message }]];
    const halves = [cases.slice(0, cases.length >> 1), cases.slice(cases.length >> 1)];
    return [...(await passOver(halves[0]!, ask)), ...(await passOver(halves[1]!, ask))];
  }
}

async function onePass(cases: readonly Case[], ask: Ask): Promise<readonly (readonly [Case, ValueObject])[]> {
  const { table, condition } = cases[0]!;
  const windows: NamedExpression[] = [];
  const names: { readonly of: Case; readonly figure: string }[] = [];
  const measures: NamedExpression[] = [];
  const countIf = (condition: Expression): Expression => ({ op: 'call', name: 'count', args: [], filter: isTrue(condition) });
  const taken = table.schema.map((c) => c.name);
  for (const one of cases) {
    const measure = (figure: string, value: Expression, type: string | null): void => {
      names.push({ of: one, figure });
      measures.push({ name: `m${measures.length}`, value: jsonText(value, type) });
    };
    if (one.check.kind === 'figure') for (const [figure, { value, type }] of Object.entries((one.check as FigureCheck).figures)) measure(figure, value, type);
    if (one.check.kind !== 'map') continue;
    // Two cases may use the same name for different windows.
    const renamed = renameWindows(one.check, taken);
    taken.push(...renamed.windows.map((w) => w.name));
    windows.push(...renamed.windows);
    measure('elements', call('count'), null);
    if (renamed.missing) measure('missing', countIf(renamed.missing), null);
    measure('unexpected', countIf(unexpectedRow(renamed)), null);
  }
  const ordered = cases.some((one) => one.check.kind === 'map' && one.check.ordered);
  const rows = rowsOf(table, condition, ordered);
  const found = (await ask({ op: 'aggregate', from: windows.length === 0 ? rows : { op: 'extend', from: rows, columns: windows }, groups: [], measures }, 1))[0] ?? [];
  return cases.map((one) => [one, Object.fromEntries(names.flatMap((n, i) => (n.of === one ? [[n.figure, found[i] ?? null] as const] : [])))]);
}

function renameWindows(check: MapCheck, taken: readonly string[]): MapCheck {
  if (check.windows.length === 0) return check;
  const names = new Map<string, string>();
  for (const { name } of check.windows) names.set(name, freshName([...taken, ...names.values()], name));
  const rename = (e: Expression): Expression => JSON.parse(JSON.stringify(e), (_key, value: unknown) => {
    const inner = value as { readonly op?: unknown; readonly name?: unknown } | null;
    return inner && inner.op === 'column' && typeof inner.name === 'string' && names.has(inner.name) ? { ...inner, name: names.get(inner.name) } : value;
  }) as Expression;
  return { ...check, windows: check.windows.map((w) => ({ ...w, name: names.get(w.name)! })), unexpected: rename(check.unexpected) };
}

async function judge(one: Case, figures: ValueObject | undefined, ask: Ask): Promise<Verdict> {
  const { check, format } = one;
  if (typeof figures?.['trouble'] === 'string') throw new ExpectationTrouble('suite', figures['trouble']);
  switch (check.kind) {
    case 'known':
      return shortened(check.verdict, format);
    case 'rows':
      return shortened(check.judge(await readRows(check, rowsOf(one.table, one.condition, false), ask)), format);
    case 'figure':
      return shortened(check.judge(figures!), format);
    case 'map': {
      const counts: MapCounts = { elements: Number(figures!['elements']), missing: check.missing ? Number(figures!['missing']) : null, unexpected: Number(figures!['unexpected']) };
      if (check.unfit !== null && counts.elements > (counts.missing ?? 0)) throw new ExpectationTrouble('data', check.unfit);
      const listed = counts.unexpected === 0 || format.format === 'BOOLEAN_ONLY' ? [] : await listUnexpected(one, check, ask);
      return { success: isMostly(counts, check.mostly), result: resultOfMap(counts, format, listed.map((l) => l.value), listed.map((l) => l.index), listed.map((l) => l.row), listed.length === counts.unexpected) };
    }
  }
}

const shortened = (verdict: Verdict, { format }: ResultFormat): Verdict => (format === 'BOOLEAN_ONLY' ? { success: verdict.success, result: {} } : verdict);

/** The unexpected values in the order of the rows, each with where it stands: its row's number, or the columns the format names. */
async function listUnexpected({ table, condition, format }: Case, check: MapCheck, ask: Ask): Promise<readonly { readonly value: Value; readonly index: Value; readonly row: Value }[]> {
  const shown = check.shown.columns;
  const keys = (format.indexColumns ?? []).map((name) => {
    const found = table.schema.find((c) => c.name === name);
    if (!found) throw new ExpectationTrouble('suite', `Error: The unexpected_index_column "${name}" does not exist in the data.`);
    return found;
  });
  const whole = format.withRows ? table.schema : [];
  const most = format.format === 'COMPLETE' ? mostListed : format.format === 'SUMMARY' ? mostListed : format.partialCount;
  const numbered = rowsOf(table, condition, true);
  const from: Relation = { op: 'filter', from: check.windows.length === 0 ? numbered : { op: 'extend', from: numbered, columns: check.windows }, condition: unexpectedRow(check) };
  const sorted: Relation = { op: 'sort', from, keys: [{ by: column(rowNumber), descending: false, nulls: 'last' }] };
  const columns: NamedExpression[] = [{ name: 'at', value: jsonText({ op: 'binary', operator: '-', left: column(rowNumber), right: literal(1) }, null) }, ...[...shown, ...keys, ...whole].map((c: ShownColumn, i) => ({ name: `c${i}`, value: jsonText(c.value ?? column(c.name), c.type) }))];
  const rows = await ask({ op: 'project', from: { op: 'limit', from: sorted, count: most, offset: 0 }, columns }, most);
  return rows.map(([at, ...cells]) => {
    const values = cells.slice(0, shown.length);
    const record = Object.fromEntries(shown.map((c, i) => [c.name, values[i]!]));
    const value = check.shown.as === 'value' ? values[0]! : check.shown.as === 'pair' ? values : record;
    const row = Object.fromEntries(whole.map((c, i) => [c.name, cells[shown.length + keys.length + i]!]));
    return { value, row, index: keys.length === 0 ? at! : { ...record, ...Object.fromEntries(keys.map((c, i) => [c.name, cells[shown.length + i]!])) } };
  });
}

import type { CaseTable } from './case-table.ts';

type Row = readonly (string | null)[];

/** How a port differs from what a case expects; nothing is left out of the counts, of rows the first are told. */
export interface PortDifference {
  readonly port: string;
  /** Columns that are missing, new or of another type, or in another place; rows are then not compared. */
  readonly columns: readonly string[];
  /** Columns that tell rows apart; empty where rows can only be compared whole. */
  readonly key: readonly string[];
  readonly removed: readonly Row[];
  readonly added: readonly Row[];
  readonly changed: readonly { readonly key: Row; readonly column: string; readonly expected: string | null; readonly actual: string | null }[];
  /** The first place (from 1) at which an ordered port has another row. */
  readonly order: number | null;
}

/** Compares by key where one is given or can be found; `ordered` are the columns that a port is sorted by, null where the order is not defined. */
export function compareTables(port: string, expected: CaseTable, actual: CaseTable, given: readonly string[] | null, ordered: readonly string[] | null): PortDifference | null {
  const same = { port, columns: [], key: [], removed: [], added: [], changed: [], order: null };
  const columns = columnTrouble(expected, actual);
  if (columns.length > 0) return { ...same, columns };
  const { removed, added } = bagDifference(expected.rows, actual.rows);
  if (removed.length + added.length === 0) {
    const order = ordered === null ? null : firstMisplaced(expected, actual, ordered);
    return order === null ? null : { ...same, order };
  }
  const names = expected.columns.map((c) => c.name);
  const key = given ?? findKey(expected, actual);
  const at = key.map((name) => names.indexOf(name));
  const keyOf = (row: Row): Row => at.map((i) => row[i] ?? null);
  const tellsApart = (rows: readonly Row[]): boolean => new Set(rows.map((row) => JSON.stringify(keyOf(row)))).size === rows.length;
  // A key that is not one would hide rows behind each other.
  if (key.length === 0 || at.includes(-1) || !tellsApart(removed) || !tellsApart(added)) return { ...same, removed, added };
  const before = new Map(removed.map((row) => [JSON.stringify(keyOf(row)), row]));
  const after = new Map(added.map((row) => [JSON.stringify(keyOf(row)), row]));
  const changed = [...before].flatMap(([id, row]) => {
    const now = after.get(id);
    if (!now) return [];
    return names.flatMap((column, i) => (row[i] === now[i] ? [] : [{ key: keyOf(row), column, expected: row[i] ?? null, actual: now[i] ?? null }]));
  });
  const lone = (rows: readonly Row[], other: ReadonlyMap<string, Row>): Row[] => rows.filter((row) => !other.has(JSON.stringify(keyOf(row))));
  return { ...same, key, changed, removed: lone(removed, after), added: lone(added, before) };
}

function columnTrouble(expected: CaseTable, actual: CaseTable): string[] {
  const trouble: string[] = [];
  for (const c of expected.columns) {
    const now = actual.columns.find((a) => a.name === c.name);
    if (!now) trouble.push(`"${c.name}" is missing`);
    else if (now.type !== c.type) trouble.push(`"${c.name}" is ${now.type}, expected ${c.type}`);
  }
  for (const a of actual.columns) if (!expected.columns.some((c) => c.name === a.name)) trouble.push(`"${a.name}" is new`);
  if (trouble.length === 0 && expected.columns.some((c, i) => actual.columns[i]!.name !== c.name)) trouble.push(`the order is ${actual.columns.map((c) => c.name).join(', ')}, expected ${expected.columns.map((c) => c.name).join(', ')}`);
  return trouble;
}

function bagDifference(expected: readonly Row[], actual: readonly Row[]): { removed: Row[]; added: Row[] } {
  const counts = new Map<string, number>();
  for (const row of actual) counts.set(JSON.stringify(row), (counts.get(JSON.stringify(row)) ?? 0) + 1);
  const take = (row: Row): boolean => {
    const id = JSON.stringify(row);
    const left = counts.get(id) ?? 0;
    if (left > 0) counts.set(id, left - 1);
    return left > 0;
  };
  const removed = expected.filter((row) => !take(row));
  const added = actual.toReversed().filter(take).toReversed();
  return { removed, added };
}

/** The fewest first columns, at most two, whose values tell all rows of both sides apart. */
function findKey(expected: CaseTable, actual: CaseTable): readonly string[] {
  const names = expected.columns.map((c) => c.name);
  const unique = (columns: readonly number[]): boolean => [expected.rows, actual.rows].every((rows) => new Set(rows.map((row) => JSON.stringify(columns.map((i) => row[i])))).size === rows.length);
  for (const i of names.keys()) if (unique([i])) return [names[i]!];
  for (const i of names.keys()) for (const j of names.keys()) if (i < j && unique([i, j])) return [names[i]!, names[j]!];
  return [];
}

function firstMisplaced(expected: CaseTable, actual: CaseTable, by: readonly string[]): number | null {
  const at = by.map((name) => expected.columns.findIndex((c) => c.name === name)).filter((i) => i >= 0);
  const wrong = expected.rows.findIndex((row, i) => at.some((c) => row[c] !== actual.rows[i]![c]));
  return wrong < 0 ? null : wrong + 1;
}

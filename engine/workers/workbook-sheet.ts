import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { distinctNames, type Schema } from '../core/schema.ts';
import type { ExcelOptions } from '../relation/relation.ts';
import { openWorkbook, WorkbookProblem } from './workbook-file.ts';
import { cellText, cellValue, columnType, kindOf, type Cell, type CellKind, type PlainValue } from './workbook-cells.ts';

/** The table a sheet holds. */
export interface SheetTable {
  readonly schema: Schema;
  readonly count: number;
  value(row: number, column: number): PlainValue;
  /** What a person should know of cells that are not read as they stand; null where there are none. */
  readonly note: string | null;
  /** Workbooks among several that have no filled cells, and so give no row. */
  readonly empty: readonly string[];
}

type Rows = readonly (readonly (Cell | null | undefined)[] | undefined)[];

/** Rows that are looked at for the names of the columns, after the first one. */
const mostTitles = 20;

/** The cells of one sheet that are read, with how many rows of titles above the names were left out. */
interface Part {
  /** Path of its workbook. */
  readonly file: string;
  readonly since1904: boolean;
  readonly sheet: string;
  readonly rows: Rows;
  readonly area: Area;
  readonly above: number;
}

interface Area {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** Reads the table of a sheet, or of several under each other, also of several workbooks. Throws WorkbookProblem where there is none, and what the file system throws. */
export async function readSheets(files: readonly string[], options: ExcelOptions): Promise<SheetTable> {
  const given = options.range === null ? null : areaOf(options.range);
  const parts: Part[] = [];
  const notRead = new Set<string>();
  const empty: string[] = [];
  let sheets = 0;
  for (const file of files) {
    const found = await readFile(file).then((bytes) => sheetsOf(bytes, options.sheet)).catch((error: unknown) => {
      throw error instanceof WorkbookProblem && files.length > 1 ? new WorkbookProblem(error.message, error.param, file) : error;
    });
    sheets += found.sheets.length;
    for (const other of found.others) notRead.add(other);
    const filled = found.sheets.flatMap(({ name, rows }) => areasOf(name, rows, given, options.header).map((part) => ({ ...part, file, since1904: found.since1904 })));
    parts.push(...filled);
    if (filled.length === 0) empty.push(file);
  }
  const others = [...notRead];
  if (parts.length === 0) throw new WorkbookProblem(`has no filled cells in ${given === null ? `${sheets > 1 ? 'these sheets' : 'this sheet'}. Choose another sheet` : `${options.range!}. Choose other cells`}.`, given === null ? 'sheet' : 'range');
  const table = { ...tableOf(parts, options, files.length > 1), empty };
  if (others.length === 0) return table;
  const only = `only the first sheet${files.length > 1 ? ' of each workbook' : `, "${parts[0]!.sheet}",`} is read, and not ${listed(others)}; a name chooses another one, * all of them`;
  return { ...table, note: table.note === null ? only : `${only}; ${table.note}` };
}

function areasOf(sheet: string, rows: Rows, given: Area | null, header: boolean): Omit<Part, 'file' | 'since1904'>[] {
  const filled = filledArea(rows, given);
  if (filled === null) return [];
  if (given !== null) return [{ sheet, rows, area: { ...given, bottom: Math.min(given.bottom, filled.bottom), right: Number.isFinite(given.right) ? given.right : filled.right }, above: 0 }];
  const names = header ? rowOfNames(rows, filled) : filled.top;
  return [{ sheet, rows, area: names === filled.top ? filled : filledArea(rows, { ...filled, top: names })!, above: names - filled.top }];
}

/**
 * The row that has the names: the first one, unless there is a title above. A row of names holds nothing but texts, in more than half of the
 * columns, and what stands above fills at most half as many cells as it.
 */
function rowOfNames(rows: Rows, area: Area): number {
  let most = 0;
  for (let r = area.top; r <= Math.min(area.bottom, area.top + mostTitles); r++) {
    const cells = [...filledColumns(rows[r], area.left, area.right)];
    if (cells.length >= 2 && cells.length * 2 > area.right - area.left && cells.length >= most * 2 && cells.every((c) => kindOf(rows[r]![c]) === 'text')) return r;
    most = Math.max(most, cells.length);
  }
  return area.top;
}

interface WantedSheets {
  readonly sheets: readonly { readonly name: string; readonly rows: Rows }[];
  /** Sheets that were not asked for by name, and are not read. */
  readonly others: readonly string[];
  readonly since1904: boolean;
}

const sheetsOf = (bytes: Buffer, sheet: string | null): Promise<WantedSheets> =>
  openWorkbook(bytes, (library) => {
    const names = library.read(bytes, { type: 'buffer', bookSheets: true }).SheetNames;
    const wanted = wantedSheets(names, sheet);
    if (wanted.length === 0 && sheet !== null) throw new WorkbookProblem(`has no sheet ${JSON.stringify(sheet)}; there ${names.length === 1 ? 'is' : 'are'} ${listed(names)}. Choose one of them.`, 'sheet');
    const sheets: { readonly name: string; readonly rows: Rows }[] = [];
    let since1904 = false;
    // Each reading parses all texts of the workbook, so sheets that are all wanted are read in one; of the others only as many as it takes.
    for (const together of sheet === null ? wanted.map((name) => [name]) : [wanted]) {
      const book = library.read(bytes, { type: 'buffer', sheets: together.map((name) => names.indexOf(name)), dense: true, cellFormula: false, cellHTML: false, cellText: false, cellNF: true });
      since1904 = book.Workbook?.WBProps?.date1904 === true;
      for (const name of together) {
        const found = book.Sheets[name];
        // A sheet may be a chart or a macro, which the library leaves out or marks.
        if (found === undefined || (found['!type'] !== undefined && found['!type'] !== 'sheet')) continue;
        sheets.push({ name, rows: (found as { readonly '!data'?: Rows })['!data'] ?? [] });
      }
      if (sheet === null && sheets.length > 0) break;
    }
    if (sheets.length > 0) return { sheets, others: sheet === null ? names.filter((name) => name !== sheets[0]!.name) : [], since1904 };
    throw new WorkbookProblem(sheet === null ? 'has no sheet with cells. Choose another file.' : `has no cells in ${listed(wanted)}, which ${wanted.length === 1 ? 'is a chart or a macro' : 'are charts or macros'}. Choose another sheet.`, sheet === null ? 'path' : 'sheet');
  });

/** The sheets that are meant, in the order of the workbook: one of this name, else all that a pattern with `*` matches; without a name all may be the first with cells. */
function wantedSheets(names: readonly string[], sheet: string | null): readonly string[] {
  if (sheet === null) return names;
  const same = names.filter((name) => name.toLowerCase() === sheet.toLowerCase()).slice(0, 1);
  if (same.length > 0 || !sheet.includes('*')) return same;
  const pattern = new RegExp(`^${sheet.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('.*')}$`, 'isu');
  return names.filter((name) => pattern.test(name));
}

const listed = (names: readonly string[]): string => names.slice(0, 8).map((name) => JSON.stringify(name)).join(', ') + (names.length > 8 ? `, … (${names.length} in all)` : '');

/** The area that cells such as `A3:F200`, `A:F` or `3:200` name. */
function areaOf(range: string): Area {
  const part = String.raw`\$?([A-Z]{0,3})\$?(\d{0,7})`;
  const found = new RegExp(`^${part}:${part}$`, 'i').exec(range.trim());
  const [left, top, right, bottom] = [columnNumber(found?.[1]), Number(found?.[2] || 1) - 1, found?.[3] ? columnNumber(found[3]) : Infinity, found?.[4] ? Number(found[4]) - 1 : Infinity];
  if (!found || /^:|:$/.test(range.trim()) || top < 0 || bottom < top || right < left) throw new WorkbookProblem(`cannot be read at ${JSON.stringify(range)}, which names no cells. Write the first and the last one, for example A1:D20.`, 'range');
  return { top, left, bottom, right };
}

const columnNumber = (letters = ''): number => (letters === '' ? 0 : [...letters.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1);

export function columnLetters(column: number): string {
  const rest = Math.floor(column / 26);
  return (rest > 0 ? columnLetters(rest - 1) : '') + String.fromCharCode(65 + (column % 26));
}

function filledArea(rows: Rows, within: Area | null): Area | null {
  let [top, left, bottom, right] = [Infinity, Infinity, -1, -1];
  for (const r of rows.keys()) {
    if (within !== null && (r < within.top || r > within.bottom)) continue;
    for (const c of filledColumns(rows[r], within?.left ?? 0, within?.right ?? Infinity)) {
      [top, left, bottom, right] = [Math.min(top, r), Math.min(left, c), r, Math.max(right, c)];
    }
  }
  return bottom < 0 ? null : { top, left, bottom, right };
}

function* filledColumns(row: Rows[number], left: number, right: number): Generator<number> {
  for (let c = left; c <= right && c < (row?.length ?? 0); c++) if (kindOf(row![c]) !== null) yield c;
}

interface SheetColumn {
  readonly name: string;
  readonly kinds: Set<CellKind>;
  /** Where the column stands in each part; null where it has none. */
  readonly places: (number | null)[];
}

/** What a person calls a part of what is read. */
const partName = (part: Part, many: boolean): string => (many ? `${basename(part.file)}: ${part.sheet}` : part.sheet);

function tableOf(parts: readonly Part[], { header, allText, sheetColumn, fileColumn }: ExcelOptions, many: boolean): Omit<SheetTable, 'empty'> {
  const columns = columnsOf(parts, header);
  const held: { readonly part: number; readonly row: number }[] = [];
  const errors: string[] = [];
  let failed = 0;
  for (const [p, part] of parts.entries()) {
    const { rows, area } = part;
    const at = new Map(columns.map((c) => [c.places[p], c]));
    for (let r = area.top + (header ? 1 : 0); r <= area.bottom; r++) {
      let any = false;
      for (const c of filledColumns(rows[r], area.left, area.right)) {
        any = true;
        const kind = kindOf(rows[r]![c])!;
        if (kind !== 'error') at.get(c)!.kinds.add(kind);
        else if (failed++ < 3) errors.push(`${parts.length > 1 ? `${partName(part, many)}!` : ''}${columnLetters(c)}${r + 1}`);
      }
      if (any) held.push({ part: p, row: r });
    }
  }
  const named = columns.map((c) => ({ name: c.name, type: allText ? 'VARCHAR' : columnType(c.kinds) }));
  const mixed = allText ? [] : named.filter((c, i) => c.type === 'VARCHAR' && columns[i]!.kinds.size > 1).map((c) => `"${c.name}"`);
  const lacking = columns.flatMap((c) => (c.places.includes(null) ? [`"${c.name}" (not in ${listed(parts.filter((_, p) => c.places[p] === null).map((part) => partName(part, many)))})`] : []));
  const titled = parts.filter((part) => part.above > 0);
  const said = [
    ...(titled.length === 0 ? [] : [`the names are in row ${titled[0]!.area.top + 1}${titled.length > 1 ? `, in ${titled.length} sheets,` : ''} and the title above is left out; to read it too, say which cells`]),
    ...(lacking.length === 0 ? [] : [`columns are NULL where a sheet has none of the name: ${lacking.slice(0, 3).join(', ')}${lacking.length > 3 ? ` and ${lacking.length - 3} more` : ''}`]),
    ...(mixed.length === 0 ? [] : [`${mixed.slice(0, 3).join(', ')}${mixed.length > 3 ? ` and ${mixed.length - 3} more` : ''} mixes texts, numbers or dates and is read as text`]),
    ...(failed === 0 ? [] : [`${failed === 1 ? 'the cell' : `${failed} cells such as`} ${errors.join(', ')} ${failed === 1 ? 'holds an error and is' : 'hold errors and are'} NULL`]),
  ];
  const value = (row: number, column: number): PlainValue => {
    const { part, row: r } = held[row]!;
    const of = columns[column];
    if (of === undefined) return column === columns.length && sheetColumn !== null ? parts[part]!.sheet : parts[part]!.file;
    const place = of.places[part]!;
    return place === null ? null : cellValue(parts[part]!.rows[r]?.[place], named[column]!.type, parts[part]!.since1904);
  };
  return { schema: [...named, ...[sheetColumn, fileColumn].flatMap((name) => (name === null ? [] : [{ name, type: 'VARCHAR' }]))], count: held.length, value, note: said.length === 0 ? null : said.join('; ') };
}

/** The columns of all parts, those of the same name together, in the order in which they are met. */
function columnsOf(parts: readonly Part[], header: boolean): readonly SheetColumn[] {
  const columns = new Map<string, SheetColumn>();
  for (const [p, { rows, area, since1904 }] of parts.entries()) {
    const places = Array.from({ length: area.right - area.left + 1 }, (_, i) => area.left + i);
    for (const [i, name] of distinctNames(places.map((c) => nameOf(header ? rows[area.top]?.[c] : null, area.top, c, since1904))).entries()) {
      const key = name.toLowerCase();
      if (!columns.has(key)) columns.set(key, { name, kinds: new Set(), places: parts.map(() => null) });
      columns.get(key)!.places[p] = places[i]!;
    }
  }
  return [...columns.values()];
}

/** A column without a name is called after its first cell. */
function nameOf(cell: Cell | null | undefined, row: number, column: number, since1904: boolean): string {
  const kind = kindOf(cell);
  const text = kind === null ? '' : kind === 'error' ? (cell!.w ?? '') : cellText(cell!, kind, since1904);
  return text.trim() === '' ? `${columnLetters(column)}${row + 1}` : text;
}

import { readFile } from 'node:fs/promises';
import type { DuckDBValue } from '@duckdb/node-api';
import type { Schema } from '../core/schema.ts';
import type { ExcelOptions } from '../relation/relation.ts';
import { cellText, cellValue, columnType, kindOf, type Cell, type CellKind } from './workbook-cells.ts';

/** Why a workbook gives no rows, in words that follow its name, and the setting that is at fault. */
export class WorkbookProblem extends Error {
  readonly param: 'path' | 'sheet' | 'range';

  constructor(message: string, param: 'path' | 'sheet' | 'range' = 'path') {
    super(message);
    this.param = param;
  }
}

/** The table a sheet holds. */
export interface SheetTable {
  readonly schema: Schema;
  readonly count: number;
  value(row: number, column: number): DuckDBValue;
  /** What a person should know of cells that are not read as they stand; null where there are none. */
  readonly note: string | null;
}

type Rows = readonly (readonly (Cell | null | undefined)[] | undefined)[];

interface Area {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** Reads the table of a sheet. Throws WorkbookProblem where there is none, and what the file system throws. */
export async function readSheet(path: string, options: ExcelOptions): Promise<SheetTable> {
  const { rows, since1904 } = await cellsOf(await readFile(path), options.sheet);
  const given = options.range === null ? null : areaOf(options.range);
  const filled = filledArea(rows, given);
  if (filled === null) throw new WorkbookProblem(`has no filled cells in ${given === null ? 'this sheet. Choose another sheet' : `${options.range!}. Choose other cells`}.`, given === null ? 'sheet' : 'range');
  const area = given === null ? filled : { ...given, bottom: Math.min(given.bottom, filled.bottom), right: Number.isFinite(given.right) ? given.right : filled.right };
  return tableOf(rows, area, options, since1904);
}

async function cellsOf(bytes: Buffer, sheet: string | null): Promise<{ readonly rows: Rows; readonly since1904: boolean }> {
  const magic = bytes.toString('latin1', 0, 8);
  const old = magic === '\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1';
  if (!old && !magic.startsWith('PK')) throw new WorkbookProblem('is no workbook. Choose another file, or read a text file with "Delimited file".');
  const library = await import('@e965/xlsx');
  // Text of workbooks before Excel 97 is in the code page of their machine.
  if (old) library.set_cptable(await import('@e965/xlsx/dist/cpexcel.full.mjs'));
  try {
    const names = library.read(bytes, { type: 'buffer', bookSheets: true }).SheetNames;
    const wanted = sheet === null ? names : names.filter((name) => name.toLowerCase() === sheet.toLowerCase()).slice(0, 1);
    if (sheet !== null && wanted.length === 0) throw new WorkbookProblem(`has no sheet ${JSON.stringify(sheet)}; there ${names.length === 1 ? 'is' : 'are'} ${listed(names)}. Choose one of them.`, 'sheet');
    for (const name of wanted) {
      const book = library.read(bytes, { type: 'buffer', sheets: names.indexOf(name), dense: true, cellFormula: false, cellHTML: false, cellText: false, cellNF: true });
      const found = book.Sheets[name];
      // A sheet may be a chart or a macro, which the library leaves out or marks.
      if (found === undefined || (found['!type'] !== undefined && found['!type'] !== 'sheet')) continue;
      return { rows: (found as { readonly '!data'?: Rows })['!data'] ?? [], since1904: book.Workbook?.WBProps?.date1904 === true };
    }
    throw new WorkbookProblem(sheet === null ? 'has no sheet with cells. Choose another file.' : `has no cells in ${JSON.stringify(sheet)}, which is a chart or a macro. Choose another sheet.`, sheet === null ? 'path' : 'sheet');
  } catch (error) {
    if (error instanceof WorkbookProblem) throw error;
    const reason = error instanceof Error ? error.message.split('\n')[0]!.replace(/[.!]$/, '') : String(error);
    if (/password|encrypt/i.test(reason)) throw new WorkbookProblem('is protected by a password. Save it without one.');
    if (/string longer|string length|array buffer|array length/i.test(reason)) throw new WorkbookProblem('has a sheet that is too large to be read. Save the sheet as CSV.');
    throw new WorkbookProblem(`is damaged or no workbook (${reason}). Open it in Excel and save it again.`);
  }
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

function tableOf(rows: Rows, area: Area, { header, allText }: ExcelOptions, since1904: boolean): SheetTable {
  const { top, left, right } = area;
  const columns = Array.from({ length: right - left + 1 }, (_, i) => ({ kinds: new Set<CellKind>(), name: nameOf(header ? rows[top]?.[left + i] : null, top, left + i, since1904) }));
  const held: number[] = [];
  const errors: string[] = [];
  let failed = 0;
  for (let r = top + (header ? 1 : 0); r <= area.bottom; r++) {
    let any = false;
    for (const c of filledColumns(rows[r], left, right)) {
      any = true;
      const kind = kindOf(rows[r]![c])!;
      if (kind !== 'error') columns[c - left]!.kinds.add(kind);
      else if (failed++ < 3) errors.push(`${columnLetters(c)}${r + 1}`);
    }
    if (any) held.push(r);
  }
  const names = distinct(columns.map((c) => c.name));
  const schema = columns.map((c, i) => ({ name: names[i]!, type: allText ? 'VARCHAR' : columnType(c.kinds) }));
  const mixed = allText ? [] : schema.filter((c, i) => c.type === 'VARCHAR' && columns[i]!.kinds.size > 1).map((c) => `"${c.name}"`);
  const said = [
    ...(mixed.length === 0 ? [] : [`${mixed.slice(0, 3).join(', ')}${mixed.length > 3 ? ` and ${mixed.length - 3} more` : ''} mixes texts, numbers or dates and is read as text`]),
    ...(failed === 0 ? [] : [`${failed === 1 ? 'the cell' : `${failed} cells such as`} ${errors.join(', ')} ${failed === 1 ? 'holds an error and is' : 'hold errors and are'} NULL`]),
  ];
  return { schema, count: held.length, value: (row, column) => cellValue(rows[held[row]!]?.[left + column], schema[column]!.type, since1904), note: said.length === 0 ? null : said.join('; ') };
}

/** A column without a name is called after its first cell. */
function nameOf(cell: Cell | null | undefined, row: number, column: number, since1904: boolean): string {
  const kind = kindOf(cell);
  const text = kind === null ? '' : kind === 'error' ? (cell!.w ?? '') : cellText(cell!, kind, since1904);
  return text.trim() === '' ? `${columnLetters(column)}${row + 1}` : text;
}

/** Names that differ in more than case, the later ones numbered. */
function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let n = 1; taken.has(unique.toLowerCase()); n++) unique = `${name}_${n}`;
    taken.add(unique.toLowerCase());
    return unique;
  });
}

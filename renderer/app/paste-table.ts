import { addNode } from '../state/edit-actions.ts';
import { notify } from '../state/session.ts';
import { parseTsv } from '../inspector/form/parse-tsv.ts';
import { readPasted } from '../inspector/form/pasted-table.ts';
import type { Position } from '../state/document-edits.ts';
import { t } from '../words/words.ts';

/** Cells that an inline table takes from the clipboard: it is a part of the flow's file, which people read and compare. */
export const mostCells = 10_000;

type Cells = readonly (readonly string[])[];

/** The table that a copied text holds, or that its HTML form does where the text is none; null where neither is one. */
export function cellsOf(text: string, html: string): Cells | null {
  return tabbed(text) ?? marked(html) ?? delimited(text);
}

function tabbed(text: string): Cells | null {
  const cells = text.includes('\t') ? parseTsv(text) : [];
  return cells.length > 0 ? cells : null;
}

/** The first table of a copied piece of a page. It is only read: nothing in it is loaded or run. */
function marked(html: string): Cells | null {
  if (!/<table/i.test(html)) return null;
  const table = new DOMParser().parseFromString(html, 'text/html').querySelector('table');
  const rows = [...(table?.rows ?? [])].map((row) => [...row.cells].flatMap((cell) => [(cell.textContent ?? '').replaceAll(/\s+/g, ' ').trim(), ...Array.from({ length: Math.min(cell.colSpan, 100) - 1 }, () => '')]));
  return rows.some((row) => row.length > 1) ? rows : null;
}

/** Lines that all have the same number of semicolons or commas; a sentence rarely is such a thing. */
function delimited(text: string): Cells | null {
  for (const delimiter of [';', ',']) {
    if (!text.includes(delimiter)) continue;
    const cells = parseTsv(text.trimEnd(), delimiter);
    if (cells.length > 1 && cells[0]!.length > 1 && cells.every((row) => row.length === cells[0]!.length)) return cells;
  }
  return null;
}

/** Adds an inline table with the cells of the clipboard; false where it holds no table. */
export function pasteTable(text: string, html: string, at: Position): boolean {
  const cells = cellsOf(text, html);
  if (cells === null) return false;
  const width = Math.max(...cells.map((row) => row.length));
  if (cells.length * width > mostCells) {
    notify(t('The clipboard holds a table of {rows|row|rows} and {columns|column|columns}. An inline table takes up to {most|cell|cells}: save the table as a file and drop that here.', { rows: cells.length, columns: width, most: mostCells }), 'danger');
    return true;
  }
  const { table, doubts } = readPasted(cells);
  addNode('inline-table', at, { params: { table } });
  for (const { column, text: doubtful } of doubts) notify(t('“{text}” could mean two values, so the column “{column}” stays text. Write it another way, or convert it with Convert types.', { text: doubtful, column }));
  return true;
}

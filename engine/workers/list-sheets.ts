import { readFile } from 'node:fs/promises';
import type { SheetSize } from '../relation/sheet-size.ts';
import { openWorkbook, type Workbook } from './workbook-file.ts';

/** The sheets of the workbook at `path`, in its order, with the size that each one states, or where it states none with the counted one. Throws WorkbookProblem, and what the file system throws. */
export async function listSheets(path: string): Promise<readonly SheetSize[]> {
  const bytes = await readFile(path);
  return openWorkbook(bytes, (library) => {
    const sizes = (book: Workbook, of: readonly string[], whole: boolean): (SheetSize & { readonly known: boolean })[] =>
      of.flatMap((name) => {
        const sheet = book.Sheets[name];
        // A sheet may be a chart or a macro, which the library leaves out or marks.
        if (sheet === undefined || (sheet['!type'] !== undefined && sheet['!type'] !== 'sheet')) return [];
        const stated = sheet['!fullref'] as string | undefined;
        const cells = (sheet as { readonly '!data'?: readonly unknown[][] })['!data'] ?? [];
        const area = stated ?? (whole && cells.some((row) => row?.some(Boolean)) ? sheet['!ref'] : undefined);
        const { s, e } = area === undefined ? { s: { r: 0, c: 0 }, e: { r: -1, c: -1 } } : library.utils.decode_range(area);
        const hidden = (book.Workbook?.Sheets?.[book.SheetNames.indexOf(name)]?.Hidden ?? 0) !== 0;
        return [{ name, rows: e.r - s.r + 1, columns: e.c - s.c + 1, hidden, known: stated !== undefined || whole }];
      });
    // The first row is enough for most: what a sheet states of its size stands before its cells.
    const read = { type: 'buffer', dense: true, cellFormula: false, cellHTML: false, cellText: false } as const;
    const first = library.read(bytes, { ...read, sheetRows: 1 });
    const listed = sizes(first, first.SheetNames, false);
    const open = listed.filter((s) => !s.known).map((s) => s.name);
    const counted = open.length === 0 ? [] : sizes(library.read(bytes, { ...read, sheets: open.map((name) => first.SheetNames.indexOf(name)) }), open, true);
    return listed.map(({ name, hidden, ...stated }) => {
      const { rows, columns } = counted.find((c) => c.name === name) ?? stated;
      return { name, rows, columns, hidden };
    });
  });
}

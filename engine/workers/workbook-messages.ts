import type { Schema } from '../core/schema.ts';
import type { ExcelOptions } from '../relation/relation.ts';
import type { SheetSize } from '../relation/sheet-size.ts';
import type { PlainValue } from './workbook-cells.ts';

/** What the thread that reads workbooks is asked; one thing at a time. */
export type WorkbookRequest =
  /** Reads sheets and keeps their table until something else is read. */
  | { readonly kind: 'table'; readonly files: readonly string[]; readonly options: ExcelOptions }
  /** Rows of that table, from one on. */
  | { readonly kind: 'rows'; readonly from: number; readonly count: number }
  /** Lets go of the table. */
  | { readonly kind: 'drop' }
  | { readonly kind: 'sheets'; readonly path: string };

/** The table that was read, without its rows. */
export interface WorkbookTable {
  readonly schema: Schema;
  readonly count: number;
  /** As in SheetTable. */
  readonly note: string | null;
  readonly empty: readonly string[];
}

export type WorkbookReply =
  | { readonly kind: 'table'; readonly table: WorkbookTable }
  /** Column by column. */
  | { readonly kind: 'rows'; readonly columns: readonly (readonly PlainValue[])[] }
  | { readonly kind: 'dropped' }
  | { readonly kind: 'sheets'; readonly sheets: readonly SheetSize[] }
  | { readonly kind: 'problem'; readonly message: string; readonly param: 'path' | 'sheet' | 'range'; readonly file: string | null }
  /** What the file system says. */
  | { readonly kind: 'system'; readonly message: string; readonly code: string }
  | { readonly kind: 'bug'; readonly message: string; readonly stack: string };

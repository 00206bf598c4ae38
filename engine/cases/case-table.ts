import { z } from 'zod';
import type { Schema } from '../core/schema.ts';

/** A table of a case: columns with their exact types, cells as DuckDB spells them, NULL as null. */
export interface CaseTable {
  readonly columns: Schema;
  readonly rows: readonly (readonly (string | null)[])[];
}

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]).transform((value) => (value === null ? null : String(value)));

const schema = z
  .strictObject({ columns: z.array(z.strictObject({ name: z.string(), type: z.string() })).min(1), rows: z.array(z.array(cell)) })
  .refine((table) => table.rows.every((row) => row.length === table.columns.length), { message: 'every row needs one cell per column' });

/** Reads the text of a table file; a number or true and false may stand for their text. Gives what is wrong when it is none. */
export function readCaseTable(text: string): CaseTable | { readonly trouble: string } {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    return { trouble: `it is not JSON (${error instanceof Error ? error.message : String(error)})` };
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  return { trouble: `${issue.path.length > 0 ? `${issue.path.join('.')}: ` : ''}${issue.message}` };
}

/** One line per column and row, so that a diff shows the rows that changed. */
export function writeCaseTable({ columns, rows }: CaseTable): string {
  const list = (items: readonly unknown[]): string => (items.length === 0 ? '[]' : `[\n${items.map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]`);
  return `{\n  "columns": ${list(columns)},\n  "rows": ${list(rows)}\n}\n`;
}

import type { End } from '../../engine/document/document.ts';
import { readCellTable } from '../results/cell-table.ts';
import { copiedText, mostCopiedCells, mostCopiedRows } from '../results/grid/copied-text.ts';
import { flowRef } from './flow-ref.ts';
import { bridge, failureText, notify } from './session.ts';

/** Computes all rows of a port and puts them on the clipboard with their names, as many as are allowed; says how many these were. */
export async function copyAll(end: End, columns: number, format: 'tsv' | 'csv'): Promise<void> {
  const most = Math.min(mostCopiedRows, Math.max(1, Math.floor(mostCopiedCells / Math.max(1, columns))));
  try {
    const preview = await bridge().engine.preview({ ...flowRef(), node: end.node, port: end.port, rows: most, exact: true, profile: false });
    const table = readCellTable(preview.schema, preview.arrow);
    const order = Array.from({ length: table.rows }, (_, i) => i);
    const text = copiedText(table, order, { top: 0, left: 0, bottom: table.rows - 1, right: table.columns.length - 1 }, true, format);
    await navigator.clipboard.writeText(text);
    const rows = table.rows.toLocaleString('en-US');
    const some = preview.total !== null && preview.total > table.rows ? `the first ${rows} of ${preview.total.toLocaleString('en-US')} rows` : preview.coverage === 'all' ? `all ${rows} rows` : `the first ${rows} rows`;
    notify(preview.coverage === 'all' ? `Copied ${some}.` : `Copied ${some}; more than ${most.toLocaleString('en-US')} are not copied at once. Write a file for the rest.`);
  } catch (error) {
    notify(error instanceof DOMException ? 'The system did not let the window write to the clipboard.' : failureText(error), 'danger');
  }
}

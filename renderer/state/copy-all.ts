import type { End } from '../../engine/document/document.ts';
import { readCellTable } from '../results/cell-table.ts';
import { copiedText, mostCopiedCells, mostCopiedRows } from '../results/grid/copied-text.ts';
import { flowRef } from './flow-ref.ts';
import { bridge, failureText, notify } from './session.ts';
import { t } from '../words/words.ts';

/** Computes all rows of a port and puts them on the clipboard with their names, as many as are allowed; says how many these were. */
export async function copyAll(end: End, columns: number, format: 'tsv' | 'csv'): Promise<void> {
  const most = Math.min(mostCopiedRows, Math.max(1, Math.floor(mostCopiedCells / Math.max(1, columns))));
  try {
    const preview = await bridge().engine.preview({ ...flowRef(), node: end.node, port: end.port, rows: most, exact: true, profile: false });
    const table = readCellTable(preview.schema, preview.arrow);
    const order = Array.from({ length: table.rows }, (_, i) => i);
    const text = copiedText(table, order, { top: 0, left: 0, bottom: table.rows - 1, right: table.columns.length - 1 }, true, format);
    await navigator.clipboard.writeText(text);
    const count = table.rows;
    if (preview.coverage === 'all') notify(t('Copied all {count|row|rows}.', { count }));
    else notify(`${preview.total !== null && preview.total > count ? t('Copied the first {count} of {all|row|rows}.', { count, all: preview.total }) : t('Copied the first {count|row|rows}.', { count })} ${t('More than {most} are not copied at once. Write a file for the rest.', { most })}`);
  } catch (error) {
    notify(error instanceof DOMException ? t('The system did not let the window write to the clipboard.') : failureText(error), 'danger');
  }
}

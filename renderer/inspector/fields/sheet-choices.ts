import type { SheetSize } from '../../../engine/api/contract.ts';
import { t } from '../../words/words.ts';

/** What can be chosen of the sheets of a workbook: each one with its size, and where there are several all of them together. */
export function sheetChoices(sheets: readonly SheetSize[]): readonly { readonly value: string; readonly note: string }[] {
  const each = sheets.map((s) => ({ value: s.name, note: s.rows === 0 ? t('empty') : s.hidden ? t('{rows|row|rows} × {columns}, hidden', { rows: s.rows, columns: s.columns }) : t('{rows|row|rows} × {columns}', { rows: s.rows, columns: s.columns }) }));
  return sheets.length < 2 ? each : [...each, { value: '*', note: t('all {count} sheets', { count: sheets.length }) }];
}

import { quotedIdentifier, quotedText } from '../../../engine/core/quoting.ts';
import type { CellTable } from '../cell-table.ts';
import { plainValue } from '../format-value.ts';
import { isNestedKind } from '../type-kind.ts';

/** A condition that holds for a row of a preview, wherever it stands among all rows; null where no column can be compared. */
export function rowCondition(table: CellTable, row: number): string | null {
  const parts = table.columns
    .filter((c) => !isNestedKind(c.kind) && c.kind !== 'bytes' && c.kind !== 'other')
    .map((c) => {
      const value = c.at(row);
      const name = quotedIdentifier(c.name);
      return value === null ? `${name} IS NULL` : `${name} IS NOT DISTINCT FROM CAST(${quotedText(plainValue(c.kind, value))} AS ${c.type})`;
    });
  return parts.length === 0 ? null : parts.join(' AND ');
}

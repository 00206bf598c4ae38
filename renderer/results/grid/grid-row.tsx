import { memo } from 'react';
import { cellText } from '../cell-text.ts';
import type { CellTable } from '../cell-table.ts';
import { isNestedKind, isNumberKind } from '../type-kind.ts';
import type { Block, Place } from './selection.ts';
import { isIn } from './selection.ts';
import { formatWhole } from '../../ui/format-figures.ts';
import { useWorkbench } from '../../state/workbench.ts';

export interface GridRowProps {
  /** Row as shown, from 0. */
  readonly row: number;
  /** Row of the preview, from 0. */
  readonly number: number;
  readonly table: CellTable;
  readonly shown: readonly number[];
  readonly edges: readonly number[];
  readonly offset: number;
  /** The selected block when it touches this row. */
  readonly block: Block | null;
  /** Column of the caret in this row, else -1. */
  readonly active: number;
  readonly cellId: (place: Place) => string;
}

const height = 24;

/** One row of the grid with the cells that are in sight. */
export const GridRow = memo(function GridRow({ row, number, table, shown, edges, offset, block, active, cellId }: GridRowProps) {
  // It is drawn anew when its texts and numbers are in another language.
  useWorkbench((s) => s.language);
  return (
    <div className="grid-row" role="row" aria-rowindex={row + 2} style={{ transform: `translateY(${row * height}px)` }} data-last={row === 0 ? undefined : ''}>
      <div className="grid-number" role="rowheader" aria-colindex={1} data-place={`${row}/-1`} style={{ width: offset }}>
        {formatWhole(number + 1)}
      </div>
      {shown.map((c) => {
        const column = table.columns[c]!;
        const text = cellText(column, number);
        return (
          <div
            key={c}
            id={cellId({ row, column: c })}
            className="grid-cell"
            role="gridcell"
            aria-colindex={c + 2}
            aria-selected={block !== null && isIn(block, row, c)}
            data-place={`${row}/${c}`}
            data-number={isNumberKind(column.kind) ? '' : undefined}
            data-nested={isNestedKind(column.kind) ? '' : undefined}
            data-null={text === null ? '' : undefined}
            data-empty={text === '' ? '' : undefined}
            data-active={active === c ? '' : undefined}
            style={{ left: edges[c]! + offset, width: edges[c + 1]! - edges[c]! }}
          >
            {text ?? 'null'}
          </div>
        );
      })}
    </div>
  );
});

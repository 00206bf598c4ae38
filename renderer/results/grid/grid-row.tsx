import { memo } from 'react';
import { cellText } from '../cell-text.ts';
import type { CellColumn, CellTable } from '../cell-table.ts';
import { isNestedKind, isNumberKind } from '../type-kind.ts';
import type { Block, Place } from './selection.ts';
import { isIn } from './selection.ts';
import { formatWhole } from '../../ui/format-figures.ts';
import { useWorkbench } from '../../state/workbench.ts';

export interface GridRowProps {
  /** Row as shown, from 0. */
  readonly row: number;
  /** Place among all rows of the port, from 0; null while that is not known. */
  readonly number: number | null;
  /** Where its values are, and which row there it is; null while they are on their way. */
  readonly table: CellTable | null;
  readonly index: number;
  readonly columns: readonly CellColumn[];
  /** Added to its place, where the grid is taller than browsers scroll. */
  readonly shift: number;
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
export const GridRow = memo(function GridRow({ row, number, table, index, columns, shift, shown, edges, offset, block, active, cellId }: GridRowProps) {
  // It is drawn anew when its texts and numbers are in another language.
  useWorkbench((s) => s.language);
  return (
    <div className="grid-row" role="row" aria-rowindex={row + 2} aria-busy={table === null ? true : undefined} style={{ transform: `translateY(${row * height + shift}px)` }} data-last={row === 0 ? undefined : ''}>
      <div className="grid-number" role="rowheader" aria-colindex={1} data-place={`${row}/-1`} style={{ width: offset }}>
        {number === null ? '' : formatWhole(number + 1)}
      </div>
      {shown.map((c) => {
        const column = columns[c]!;
        const text = table === null ? '' : cellText(table.columns[c]!, index);
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
            data-empty={text === '' && table !== null ? '' : undefined}
            data-coming={table === null ? '' : undefined}
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

import type { KeyboardEvent, PointerEvent } from 'react';
import { useCallback, useEffect, useId, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import './data-grid.css';
import type { ColumnProfile } from '../../../engine/api/contract.ts';
import type { CellTable } from '../cell-table.ts';
import type { CleanStep } from '../clean-step.ts';
import type { ColumnFilter, Sorting } from '../row-order.ts';
import { ColumnHead } from './column-head.tsx';
import { ColumnPopover } from './column-popover.tsx';
import { edgesOf, fittingWidth, fittingWidths, narrowest, visibleColumns } from './column-widths.ts';
import { CopyMenu } from './copy-menu.tsx';
import { copiedText, mostCopiedCells, mostCopiedRows, type CopyFormat } from './copied-text.ts';
import { GridRow } from './grid-row.tsx';
import type { GridRows, RowPlace } from './grid-rows.ts';
import { blockOf, movedPlace } from './selection.ts';
import type { GridSelection, Place } from './selection.ts';
import { useViewport } from './use-viewport.ts';
import { ValuePopover } from './value-popover.tsx';
import { failureText } from '../../state/session.ts';
import { formatWhole } from '../../ui/format-figures.ts';
import { t } from '../../words/words.ts';

export const rowHeight = 24;
export const headHeight = 68;
/** Room for the numbers of so many rows. */
const numberWidthOf = (rows: number): number => Math.max(52, 18 + Math.ceil(formatWhole(rows).length * 6.7));

export interface DataGridProps {
  readonly label: string;
  /** The columns, and the first rows that their widths fit. */
  readonly table: CellTable;
  readonly profile: readonly (ColumnProfile | undefined)[];
  readonly rows: GridRows;
  /** Rows of the port, among which those that are shown have their numbers. */
  readonly all?: number;
  /** The row to go to, a new object each time. */
  readonly jump?: { readonly row: number } | null;
  /** More rows that the widths fit. */
  readonly samples?: readonly CellTable[] | undefined;
  readonly onSeeColumns?: ((first: number, last: number) => void) | undefined;
  readonly sorting: Sorting | null;
  readonly filters: readonly ColumnFilter[];
  readonly onSort: (sorting: Sorting | null) => void;
  readonly onFilter: (filter: ColumnFilter) => void;
  readonly onStep?: ((step: CleanStep) => void) | undefined;
  /** Follows a row. */
  readonly onTrace?: ((row: RowPlace) => void) | undefined;
  readonly onCopyAll?: ((format: 'tsv' | 'csv') => void) | undefined;
  readonly onNotice: (text: string) => void;
}

const start: GridSelection = { anchor: { row: 0, column: 0 }, active: { row: 0, column: 0 } };

/** Rows and columns of a preview; only what is in sight is in the document, and everything works from the keyboard. */
export function DataGrid({ label, table, profile, rows: shownRows, all, jump, samples, onSeeColumns, sorting, filters, onSort, onFilter, onStep, onTrace, onCopyAll, onNotice }: DataGridProps) {
  const id = useId();
  const rows = shownRows.count;
  const view = useViewport(rows * rowHeight, headHeight);
  const { host } = view;
  useSyncExternalStore(shownRows.subscribe, shownRows.version);
  const numberWidth = numberWidthOf(all ?? rows);
  const [resized, setResized] = useState<Readonly<Record<string, number>>>({});
  const [selection, setSelection] = useState<GridSelection>(start);
  const [opened, setOpened] = useState<Place | null>(null);
  const dragging = useRef(false);

  const natural = useMemo(() => fittingWidths([table, ...(samples ?? [])]), [table, samples]);
  const widths = useMemo(() => table.columns.map((c, i) => resized[c.name] ?? natural[i]!), [table, natural, resized]);
  const edges = useMemo(() => edgesOf(widths), [widths]);
  const total = edges.at(-1)! + numberWidth;

  const page = Math.max(1, Math.floor((view.height - headHeight) / rowHeight) - 1);
  const firstRow = Math.max(0, Math.floor(view.top / rowHeight) - 4);
  const lastRow = Math.min(rows - 1, Math.ceil((view.top + view.height - headHeight) / rowHeight) + 4);
  const pool = Math.ceil(view.height / rowHeight) + 10;
  const { first, last } = visibleColumns(edges, view.left, view.width);
  const shown = useMemo(() => Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i), [first, last]);
  const active: Place = { row: Math.min(selection.active.row, rows - 1), column: Math.min(selection.active.column, table.columns.length - 1) };
  const block = blockOf(selection);
  const cellId = useCallback((place: Place) => `${id}-${place.row}-${place.column}`, [id]);

  useEffect(() => shownRows.see(firstRow, lastRow), [shownRows, firstRow, lastRow]);
  useEffect(() => onSeeColumns?.(first, last), [onSeeColumns, first, last]);

  const { scrollTo } = view;
  const look = useRef(shownRows.look);
  useEffect(() => {
    if (look.current !== shownRows.look) scrollTo(0);
    look.current = shownRows.look;
  }, [shownRows.look, scrollTo]);

  const reveal = (place: Place) => {
    const element = host.current;
    if (!element) return;
    const top = place.row * rowHeight;
    const bottom = top + rowHeight + headHeight;
    const down = place.row >= 0 && top < view.top ? top : bottom > view.top + element.clientHeight ? bottom - element.clientHeight : null;
    const left = edges[place.column]!;
    const right = edges[place.column + 1]! + numberWidth;
    scrollTo(down, left < element.scrollLeft ? left : right > element.scrollLeft + element.clientWidth ? right - element.clientWidth : null);
  };

  const select = (to: Place, extend: boolean) => setSelection((old) => ({ anchor: extend ? old.anchor : to, active: to }));

  const jumped = useRef<DataGridProps['jump']>(null);
  useEffect(() => {
    // Once for each wish, not again when the rows are others.
    if (!jump || jumped.current === jump) return;
    jumped.current = jump;
    const row = Math.max(0, Math.min(rows - 1, jump.row));
    setSelection(({ active: { column } }) => ({ anchor: { row, column }, active: { row, column } }));
    scrollTo(Math.max(0, (row - 2) * rowHeight));
    host.current?.focus();
  }, [jump, rows, scrollTo, host]);

  const copy = async (names: boolean, format: CopyFormat = 'tsv') => {
    const { top, left, right } = block;
    const wide = right - left + 1;
    const bottom = Math.min(block.bottom, rows - 1);
    const most = Math.min(mostCopiedRows, Math.max(1, Math.floor(mostCopiedCells / wide)));
    const last = Math.min(bottom, top + most - 1);
    const cells = (last - top + 1) * wide;
    try {
      const values = await shownRows.block(top, last, left, right);
      const text = copiedText(values, Array.from({ length: values.rows }, (_, i) => i), { top: 0, left: 0, bottom: values.rows - 1, right: wide - 1 }, names, format);
      await navigator.clipboard.writeText(text);
      if (last < bottom) onNotice(`${t('Copied the first {count} of {all|row|rows}.', { count: last - top + 1, all: bottom - top + 1 })} ${t('More than {most} are not copied at once. Write a file for the rest.', { most })}`);
      else onNotice(cells === 1 ? t('Copied the value.') : names ? t('Copied {count} cells with names.', { count: cells }) : t('Copied {count} cells.', { count: cells }));
    } catch (error) {
      onNotice(error instanceof DOMException ? t('The system did not let the window write to the clipboard.') : failureText(error));
    }
  };

  const selectEverything = () => setSelection({ anchor: { row: rows - 1, column: table.columns.length - 1 }, active: { row: 0, column: 0 } });

  const keyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget) return;
    const mod = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    const place = movedPlace(active, { key: event.key, shift: event.shiftKey, mod }, { rows, columns: table.columns.length, page });
    if (place) {
      select(place, event.shiftKey && place.row >= 0);
      reveal(place);
    } else if (mod && key === 'c') void copy(event.shiftKey);
    else if (mod && key === 'a') selectEverything();
    else if (event.key === 'Enter' || event.key === ' ') setOpened(active);
    else if (event.key === 'Escape' && (selection.anchor.row !== active.row || selection.anchor.column !== active.column)) select(active, false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const placeOf = (event: PointerEvent): Place | null => {
    const cell = (event.target as HTMLElement).closest<HTMLElement>('[data-place]');
    if (!cell) return null;
    const [row, column] = cell.dataset['place']!.split('/').map(Number) as [number, number];
    return { row, column };
  };
  const pointerDown = (event: PointerEvent) => {
    const place = event.button === 0 ? placeOf(event) : null;
    if (!place) return;
    if (place.column < 0) setSelection({ anchor: { row: place.row, column: table.columns.length - 1 }, active: { row: place.row, column: 0 } });
    else select(place, event.shiftKey);
    dragging.current = place.column >= 0;
  };
  const pointerOver = (event: PointerEvent) => {
    if (!dragging.current || event.buttons !== 1) return;
    const place = placeOf(event);
    if (place && place.column >= 0) select(place, true);
  };

  const resize = useCallback(
    (column: number, width: number | 'fit') => {
      const cells = table.columns[column]!;
      setResized((old) => ({ ...old, [cells.name]: width === 'fit' ? fittingWidth(cells, table.rows, 640) : Math.max(narrowest, Math.round(width)) }));
    },
    [table],
  );
  const openHead = useCallback((column: number) => {
    setSelection({ anchor: { row: -1, column }, active: { row: -1, column } });
    setOpened({ row: -1, column });
  }, []);

  const openedColumn = opened ? table.columns[opened.column] : undefined;
  const openedRow = opened && opened.row >= 0 ? shownRows.at(opened.row) : null;
  return (
    <div
      ref={host}
      className="grid nokey nowheel"
      role="grid"
      aria-label={label}
      aria-rowcount={rows + 1}
      aria-colcount={table.columns.length + 1}
      aria-multiselectable="true"
      aria-activedescendant={cellId(active)}
      tabIndex={0}
      data-testid="preview-grid"
      onKeyDown={keyDown}
      onPointerDown={pointerDown}
      onPointerOver={pointerOver}
      onPointerUp={() => (dragging.current = false)}
      onDoubleClick={(event) => ((event.target as HTMLElement).closest('.grid-cell') ? setOpened(active) : undefined)}
    >
      <div className="grid-head" role="row" aria-rowindex={1} style={{ width: total, height: headHeight }}>
        <div className="grid-corner" role="columnheader" aria-colindex={1} style={{ width: numberWidth }}>
          <span className="sr-only">{t('Row')}</span>
          <CopyMenu onCopy={(format) => void copy(true, format)} onAll={selectEverything} onCopyAll={onCopyAll} />
        </div>
        {shown.map((c) => (
          <ColumnHead
            key={c}
            id={cellId({ row: -1, column: c })}
            column={table.columns[c]!}
            index={c}
            profile={profile[c]}
            left={edges[c]! + numberWidth}
            width={widths[c]!}
            sorting={sorting?.column === c ? sorting : null}
            filtered={filters.some((f) => f.column === c)}
            active={active.row === -1 && active.column === c}
            onOpen={openHead}
            onResize={resize}
          />
        ))}
      </div>
      <div className="grid-rows" role="presentation" style={{ width: total, height: Math.max(view.contentHeight, 1) }}>
        {Array.from({ length: Math.max(0, lastRow - firstRow + 1) }, (_, i) => firstRow + i).map((row) => {
          const place = shownRows.at(row);
          // A row that leaves at one end comes in again at the other, elements and all.
          return <GridRow key={row % pool} row={row} number={shownRows.numberAt(row)} table={place?.table ?? null} index={place?.index ?? 0} columns={table.columns} shift={view.shift} shown={shown} edges={edges} offset={numberWidth} block={row >= block.top && row <= block.bottom ? block : null} active={active.row === row ? active.column : -1} cellId={cellId} />;
        })}
      </div>
      {opened && openedColumn && openedRow ? (
        <ValuePopover anchor={() => document.getElementById(cellId(opened))} column={openedColumn} value={openedRow.table.columns[opened.column]!.at(openedRow.index)} onTrace={onTrace && (() => onTrace(openedRow))} onStep={onStep} onClose={() => setOpened(null)} onNotice={onNotice} focusBack={host} />
      ) : null}
      {opened && openedColumn && opened.row < 0 ? (
        <ColumnPopover
          anchor={() => document.getElementById(cellId(opened))}
          column={openedColumn}
          profile={profile[opened.column]}
          sorting={sorting?.column === opened.column ? sorting : null}
          onSort={(descending) => onSort(descending === null ? null : { column: opened.column, descending })}
          onFilter={(value) => onFilter({ column: opened.column, value })}
          onStep={onStep}
          onClose={() => setOpened(null)}
          focusBack={host}
        />
      ) : null}
    </div>
  );
}

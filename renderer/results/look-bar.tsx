import { X } from 'lucide-react';
import { formatCount } from '../ui/format-figures.ts';
import type { CellTable } from './cell-table.ts';
import type { Looking } from './row-order.ts';
import { plainLook } from './row-order.ts';

export interface LookBarProps {
  readonly table: CellTable;
  readonly look: Looking;
  readonly shown: number;
  readonly onLook: (look: Looking) => void;
}

/** Says how the preview is narrowed and sorted, each with a way back; nothing while it is as the flow gives it. */
export function LookBar({ table, look, shown, onLook }: LookBarProps) {
  const narrowed = look.search.trim() !== '' || look.filters.length > 0;
  if (!narrowed && !look.sorting) return null;
  return (
    <div className="look-bar" role="status" data-testid="look-bar">
      {narrowed ? (
        <span>
          {formatCount(shown)} of {formatCount(table.rows)} previewed rows
        </span>
      ) : null}
      {look.filters.map((filter) => (
        <span key={filter.column} className="look-chip">
          <code>{table.columns[filter.column]?.name}</code> {filter.value === null ? 'is null' : `= ${filter.value === '' ? 'empty text' : filter.value}`}
          <button type="button" aria-label={`Remove the filter on ${table.columns[filter.column]?.name ?? ''}`} onClick={() => onLook({ ...look, filters: look.filters.filter((f) => f !== filter) })}>
            <X aria-hidden />
          </button>
        </span>
      ))}
      {look.sorting ? (
        <span className="look-chip">
          sorted by <code>{table.columns[look.sorting.column]?.name}</code> {look.sorting.descending ? '↓' : '↑'}
          <button type="button" aria-label="Back to the order of the flow" onClick={() => onLook({ ...look, sorting: null })}>
            <X aria-hidden />
          </button>
        </span>
      ) : null}
      <span className="spacer" />
      <span className="faint">Only this view; the flow is unchanged.</span>
      <button type="button" className="link-button" onClick={() => onLook(plainLook)}>
        Clear
      </button>
    </div>
  );
}

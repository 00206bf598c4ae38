import { X } from 'lucide-react';
import type { CellTable } from './cell-table.ts';
import type { Looking } from './row-order.ts';
import { plainLook } from './row-order.ts';
import { formatWhole } from '../ui/format-figures.ts';
import { rich } from '../words/rich.tsx';
import { t } from '../words/words.ts';

export interface LookBarProps {
  readonly table: CellTable;
  readonly look: Looking;
  readonly shown: number;
  /** Rows of the port where all of them are looked at, null where it is the preview. */
  readonly all?: number | null;
  /** The database is still at it. */
  readonly isArranging?: boolean;
  readonly onLook: (look: Looking) => void;
}

/** Says how the preview is narrowed and sorted, each with a way back; nothing while it is as the flow gives it. */
export function LookBar({ table, look, shown, all = null, isArranging = false, onLook }: LookBarProps) {
  const narrowed = look.search.trim() !== '' || look.filters.length > 0;
  if (!narrowed && !look.sorting && !isArranging) return null;
  return (
    <div className="look-bar" role="status" data-testid="look-bar">
      {isArranging ? <span data-testid="arranging">{t('Going through all rows…')}</span> : narrowed ? <span>{all === null ? t('{count} of {all} previewed rows', { count: shown, all: table.rows }) : t('{count} of {all} rows', { count: formatWhole(shown), all: formatWhole(all) })}</span> : null}
      {look.filters.map((filter) => (
        <span key={filter.column} className="look-chip">
          <code>{table.columns[filter.column]?.name}</code> {filter.value === null ? t('is null') : `= ${filter.value === '' ? t('empty text') : filter.value}`}
          <button type="button" aria-label={t('Remove the filter on {column}', { column: table.columns[filter.column]?.name ?? '' })} onClick={() => onLook({ ...look, filters: look.filters.filter((f) => f !== filter) })}>
            <X aria-hidden />
          </button>
        </span>
      ))}
      {look.sorting ? (
        <span className="look-chip">
          {rich('sorted by {column}', { column: <code>{table.columns[look.sorting.column]?.name}</code> })} {look.sorting.descending ? '↓' : '↑'}
          <button type="button" aria-label={t('Back to the order of the flow')} onClick={() => onLook({ ...look, sorting: null })}>
            <X aria-hidden />
          </button>
        </span>
      ) : null}
      <span className="spacer" />
      <span className="faint">{t('Only this view; the flow is unchanged.')}</span>
      <button type="button" className="link-button" onClick={() => onLook(plainLook)}>
        {t('Clear')}
      </button>
    </div>
  );
}

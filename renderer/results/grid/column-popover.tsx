import { ArrowDown, ArrowUp, X } from 'lucide-react';
import type { RefObject } from 'react';
import type { ColumnProfile } from '../../../engine/api/contract.ts';
import { Button } from '../../ui/button.tsx';
import { formatCount } from '../../ui/format-figures.ts';
import type { CellColumn } from '../cell-table.ts';
import { histogramBars } from '../histogram-bars.ts';
import { percent, profileFacts } from '../profile-text.ts';
import type { Sorting } from '../row-order.ts';
import { TypeIcon } from '../type-icon.tsx';
import { isNestedKind } from '../type-kind.ts';
import { AnchoredPopover } from './anchored-popover.tsx';

export interface ColumnPopoverProps {
  readonly anchor: () => HTMLElement | null;
  readonly column: CellColumn;
  readonly profile: ColumnProfile | undefined;
  readonly sorting: Sorting | null;
  /** Null goes back to the order of the flow. */
  readonly onSort: (descending: boolean | null) => void;
  readonly onFilter: (value: string | null) => void;
  readonly onClose: () => void;
  readonly focusBack: RefObject<HTMLElement | null>;
}

/** What is known of a column, with sorting and filtering of the preview; the flow stays as it is. */
export function ColumnPopover({ anchor, column, profile, sorting, onSort, onFilter, onClose, focusBack }: ColumnPopoverProps) {
  const act = (then: () => void) => () => {
    then();
    onClose();
  };
  return (
    <AnchoredPopover anchor={anchor} label={`Column ${column.name}`} onClose={onClose} focusBack={focusBack}>
      <div className="value-head">
        <TypeIcon type={column.type} />
        <span className="columns-name">{column.name}</span>
      </div>
      <p className="column-type">{column.type}</p>
      <div className="column-sort">
        <Button size="small" icon={<ArrowUp />} aria-pressed={sorting?.descending === false} onClick={act(() => onSort(false))}>
          Ascending
        </Button>
        <Button size="small" icon={<ArrowDown />} aria-pressed={sorting?.descending === true} onClick={act(() => onSort(true))}>
          Descending
        </Button>
        {sorting ? (
          <Button size="small" variant="ghost" icon={<X />} onClick={act(() => onSort(null))}>
            Unsort
          </Button>
        ) : null}
      </div>
      {profile ? (
        <>
          {profile.histogram ? (
            <div className="column-bars" aria-hidden="true">
              {histogramBars(profile).map((bar, i) => (
                <i key={i} style={{ height: bar.height === 0 ? 0 : `${Math.max(3, bar.height * 100)}%` }} />
              ))}
            </div>
          ) : null}
          <dl className="column-facts">
            {profileFacts(profile).map(({ name, value }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          {profile.top && profile.top.length > 0 ? (
            <ul className="column-top" aria-label="Most frequent values">
              {profile.top.map(({ value, count }) => (
                <li key={value}>
                  <button type="button" title="Show only rows with this value" disabled={isNestedKind(column.kind)} onClick={act(() => onFilter(value))}>
                    <i style={{ width: `${(100 * count) / profile.rows}%` }} aria-hidden="true" />
                    <span className="column-value">{value === '' ? <em>empty text</em> : value}</span>
                    <span className="column-count">
                      {formatCount(count)} · {percent(count, profile.rows)}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          ) : null}
          {profile.nulls > 0 ? (
            <button type="button" className="link-button column-null" onClick={act(() => onFilter(null))}>
              Show only rows where it is null
            </button>
          ) : null}
        </>
      ) : null}
    </AnchoredPopover>
  );
}

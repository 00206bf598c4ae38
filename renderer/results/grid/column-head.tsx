import { ArrowDown, ArrowUp, Filter } from 'lucide-react';
import type { PointerEvent } from 'react';
import { memo } from 'react';
import type { ColumnProfile } from '../../../engine/api/contract.ts';
import { Tooltip } from '../../ui/tooltip.tsx';
import type { CellColumn } from '../cell-table.ts';
import { histogramBars } from '../histogram-bars.ts';
import { profileFacts } from '../profile-text.ts';
import type { Sorting } from '../row-order.ts';
import { isNumberKind, shortType } from '../type-kind.ts';
import { t } from '../../words/words.ts';
import { useWorkbench } from '../../state/workbench.ts';

export interface ColumnHeadProps {
  readonly id: string;
  readonly column: CellColumn;
  readonly index: number;
  readonly profile: ColumnProfile | undefined;
  readonly left: number;
  readonly width: number;
  readonly sorting: Sorting | null;
  readonly filtered: boolean;
  readonly active: boolean;
  readonly onOpen: (index: number) => void;
  /** 'fit' makes the column as wide as its values. */
  readonly onResize: (index: number, width: number | 'fit') => void;
}

/** Name, type, distribution and share of NULL of a column; the grip at its right edge resizes it. */
export const ColumnHead = memo(function ColumnHead({ id, column, index, profile, left, width, sorting, filtered, active, onOpen, onResize }: ColumnHeadProps) {
  // It is drawn anew when its texts and numbers are in another language.
  useWorkbench((s) => s.language);
  const facts = profile ? profileFacts(profile).map((f) => `${f.name} ${f.value}`).join(' · ') : t('No profile.');
  const nulls = profile && profile.rows > 0 ? profile.nulls / profile.rows : 0;
  const sorted = sorting === null ? 'none' : sorting.descending ? 'descending' : 'ascending';

  const drag = (event: PointerEvent<HTMLSpanElement>) => {
    event.preventDefault();
    event.stopPropagation();
    const grip = event.currentTarget;
    const origin = event.clientX;
    grip.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent) => onResize(index, width + moved.clientX - origin);
    const end = () => {
      grip.removeEventListener('pointermove', move);
      grip.removeEventListener('pointerup', end);
      grip.removeEventListener('pointercancel', end);
    };
    grip.addEventListener('pointermove', move);
    grip.addEventListener('pointerup', end);
    grip.addEventListener('pointercancel', end);
  };

  return (
    <div id={id} className="head" role="columnheader" aria-colindex={index + 2} aria-sort={sorted} data-active={active ? '' : undefined} data-number={isNumberKind(column.kind) ? '' : undefined} style={{ left, width }}>
      <Tooltip text={`${column.name}, ${column.type.length > 60 ? shortType(column.type) : column.type}: ${facts}`}>
        <button type="button" className="head-button" tabIndex={-1} onClick={() => onOpen(index)} data-testid={`column-${column.name}`}>
          <span className="head-name">
            <span>{column.name}</span>
            {filtered ? <Filter aria-label={t('filtered')} /> : null}
            {sorting ? sorting.descending ? <ArrowDown aria-hidden /> : <ArrowUp aria-hidden /> : null}
          </span>
          <span className="head-type">{shortType(column.type)}</span>
          <span className="head-bars" aria-hidden="true">
            {(profile ? histogramBars(profile) : []).map((bar, i) => (
              <i key={i} data-rest={bar.rest ? '' : undefined} style={{ height: bar.height === 0 ? 0 : `${Math.max(6, bar.height * 100)}%` }} />
            ))}
          </span>
          <span className="head-nulls" aria-hidden="true">
            {nulls > 0 ? <i style={{ width: `${Math.max(2, nulls * 100)}%` }} /> : null}
          </span>
        </button>
      </Tooltip>
      <span
        className="head-grip"
        aria-hidden="true"
        onPointerDown={drag}
        onDoubleClick={(event) => {
          event.stopPropagation();
          onResize(index, 'fit');
        }}
      />
    </div>
  );
});

import { ArrowDown, ArrowUp, X } from 'lucide-react';
import { useState, type RefObject } from 'react';
import type { ColumnProfile } from '../../../engine/api/contract.ts';
import { Button } from '../../ui/button.tsx';
import { formatCount } from '../../ui/format-figures.ts';
import type { CellColumn } from '../cell-table.ts';
import type { CleanStep } from '../clean-step.ts';
import { percent, profileFacts } from '../profile-text.ts';
import type { Sorting } from '../row-order.ts';
import { TypeIcon } from '../type-icon.tsx';
import { isNestedKind } from '../type-kind.ts';
import { AnchoredPopover } from './anchored-popover.tsx';
import { ColumnBars, ValueSteps, WholeColumnSteps } from './column-steps.tsx';
import { t } from '../../words/words.ts';

export interface ColumnPopoverProps {
  readonly anchor: () => HTMLElement | null;
  readonly column: CellColumn;
  readonly profile: ColumnProfile | undefined;
  readonly sorting: Sorting | null;
  /** Null goes back to the order of the flow. */
  readonly onSort: (descending: boolean | null) => void;
  readonly onFilter: (value: string | null) => void;
  /** Puts a step into the flow; undefined where the flow cannot take one. */
  readonly onStep: ((step: CleanStep) => void) | undefined;
  readonly onClose: () => void;
  readonly focusBack: RefObject<HTMLElement | null>;
}

/** What is known of a column, with sorting and filtering of the preview, and the steps that can be put into the flow from here. */
export function ColumnPopover({ anchor, column, profile, sorting, onSort, onFilter, onStep, onClose, focusBack }: ColumnPopoverProps) {
  const [chosen, setChosen] = useState<string | null | undefined>(undefined);
  const step = onStep && ((next: CleanStep) => (onClose(), onStep(next)));
  const act = (then: () => void) => () => {
    then();
    onClose();
  };
  return (
    <AnchoredPopover anchor={anchor} label={t('Column {name}', { name: column.name })} onClose={onClose} focusBack={focusBack}>
      <div className="value-head">
        <TypeIcon type={column.type} />
        <span className="columns-name">{column.name}</span>
      </div>
      <p className="column-type">{column.type}</p>
      <div className="column-sort">
        <Button size="small" icon={<ArrowUp />} aria-pressed={sorting?.descending === false} onClick={act(() => onSort(false))}>
          {t('Ascending')}
        </Button>
        <Button size="small" icon={<ArrowDown />} aria-pressed={sorting?.descending === true} onClick={act(() => onSort(true))}>
          {t('Descending')}
        </Button>
        {sorting ? (
          <Button size="small" variant="ghost" icon={<X />} onClick={act(() => onSort(null))}>
            {t('Unsort')}
          </Button>
        ) : null}
      </div>
      {profile ? (
        <>
          {profile.histogram ? (
            <ColumnBars profile={profile} onStep={step} />
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
            <ul className="column-top" aria-label={t('Most frequent values')}>
              {profile.top.map(({ value, count }) => (
                <li key={value}>
                  <button type="button" aria-expanded={chosen === value} disabled={isNestedKind(column.kind)} onClick={() => setChosen(chosen === value ? undefined : value)}>
                    <i style={{ width: `${(100 * count) / profile.rows}%` }} aria-hidden="true" />
                    <span className="column-value">{value === '' ? <em>{t('empty text')}</em> : value}</span>
                    <span className="column-count">
                      {formatCount(count)} · {percent(count, profile.rows)}
                    </span>
                  </button>
                  {chosen === value ? <Chosen column={column} value={value} onShow={act(() => onFilter(value))} onStep={step} /> : null}
                </li>
              ))}
            </ul>
          ) : null}
          {profile.nulls > 0 ? (
            <div className="column-null">
              <button type="button" className="link-button" aria-expanded={chosen === null} onClick={() => setChosen(chosen === null ? undefined : null)}>
                {t('{count} null', { count: profile.nulls })}
              </button>
              {chosen === null ? <Chosen column={column} value={null} onShow={act(() => onFilter(null))} onStep={step} /> : null}
            </div>
          ) : null}
        </>
      ) : null}
      {step ? <WholeColumnSteps column={column} onStep={step} /> : null}
    </AnchoredPopover>
  );
}

/** What can be done with the rows of one value. */
function Chosen({ column, value, onShow, onStep }: { readonly column: CellColumn; readonly value: string | null; readonly onShow: () => void; readonly onStep: ((step: CleanStep) => void) | undefined }) {
  return (
    <div className="column-chosen" data-testid="value-steps">
      <button type="button" className="link-button" onClick={onShow}>
        {t('Show only these rows here')}
      </button>
      {onStep ? <ValueSteps column={column} value={value} onStep={onStep} /> : null}
    </div>
  );
}

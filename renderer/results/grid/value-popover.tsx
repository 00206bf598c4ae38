import { Copy } from 'lucide-react';
import type { RefObject } from 'react';
import { Button } from '../../ui/button.tsx';
import type { CellColumn, CellValue } from '../cell-table.ts';
import { plainValue } from '../format-value.ts';
import { indentJson } from '../indent-json.ts';
import type { CleanStep } from '../clean-step.ts';
import { TypeIcon } from '../type-icon.tsx';
import { isNestedKind, shortType } from '../type-kind.ts';
import { AnchoredPopover } from './anchored-popover.tsx';
import { ValueSteps } from './column-steps.tsx';
import { t } from '../../words/words.ts';

export interface ValuePopoverProps {
  readonly anchor: () => HTMLElement | null;
  readonly column: CellColumn;
  readonly value: CellValue;
  /** Follows the row of the value through the flow. */
  readonly onTrace: (() => void) | undefined;
  readonly onStep: ((step: CleanStep) => void) | undefined;
  readonly onClose: () => void;
  readonly onNotice: (text: string) => void;
  readonly focusBack: RefObject<HTMLElement | null>;
}

/** One value in full, nested ones opened up. */
export function ValuePopover({ anchor, column, value, onTrace, onStep, onClose, onNotice, focusBack }: ValuePopoverProps) {
  const plain = plainValue(column.kind, value);
  const copy = () =>
    navigator.clipboard.writeText(plain).then(
      () => onNotice(t('Copied the value.')),
      () => onNotice(t('The system did not let the window write to the clipboard.')),
    );
  return (
    <AnchoredPopover anchor={anchor} label={t('Value of {name}', { name: column.name })} onClose={onClose} focusBack={focusBack}>
      <div className="value-head">
        <TypeIcon type={column.type} />
        <span className="columns-name">{column.name}</span>
        <span className="columns-type" title={column.type}>
          {shortType(column.type)}
        </span>
      </div>
      <pre className="value-text" tabIndex={0}>
        {value === null ? <em>null</em> : plain === '' ? <em>{t('empty text')}</em> : isNestedKind(column.kind) ? indentJson(plain) : plain}
      </pre>
      <div className="value-foot">
        <span className="faint">{typeof value === 'string' ? t('{count|character|characters}', { count: value.length }) : ''}</span>
        <Button size="small" icon={<Copy />} disabled={value === null} onClick={() => void copy()}>
          {t('Copy')}
        </Button>
      </div>
      {onTrace ? (
        <div className="column-steps">
          <Button size="small" data-testid="trace-row" onClick={() => (onClose(), onTrace())}>
            {t('Where this row comes from')}
          </Button>
        </div>
      ) : null}
      {onStep ? <ValueSteps column={column} value={value === null ? null : plain} onStep={(step) => (onClose(), onStep(step))} /> : null}
    </AnchoredPopover>
  );
}

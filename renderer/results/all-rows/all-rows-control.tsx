import { ArrowDownToLine, X } from 'lucide-react';
import { useState } from 'react';
import type { AllRows } from '../../state/all-rows.ts';
import { Button } from '../../ui/button.tsx';
import { formatBytes, formatWhole } from '../../ui/format-figures.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import { t } from '../../words/words.ts';

export interface AllRowsControlProps {
  readonly all: AllRows | null;
  /** Rows of the port, where known. */
  readonly total: number | null;
  readonly onLoad: () => void;
  readonly onDrop: () => void;
  readonly onJump: (row: number) => void;
}

/** Loads all rows of a port, says how far that is, and leads to one of them. */
export function AllRowsControl({ all, total, onLoad, onDrop, onJump }: AllRowsControlProps) {
  if (all === null) {
    return (
      <Tooltip text={total === null ? t('Computes every row of this port, without writing anything, and shows them all.') : t('Computes all {count|row|rows} of this port, without writing anything, and shows them.', { count: total })}>
        <Button size="small" variant="ghost" icon={<ArrowDownToLine />} onClick={onLoad} data-testid="load-all-rows">
          <span className="all-rows-words">{t('Load all rows')}</span>
        </Button>
      </Tooltip>
    );
  }
  if (all.held === null) {
    const { bytes, share } = all.progress ?? { bytes: 0, share: null };
    return (
      <span className="all-rows" role="status" data-testid="loading-all-rows">
        <span className="faint">
          {t('Loading all rows…')} {bytes > 0 ? formatBytes(bytes) : ''} {share === null || share === 0 ? '' : `${Math.round(share * 100)} %`}
        </span>
        <Button size="small" onClick={onDrop}>
          {t('Cancel')}
        </Button>
      </span>
    );
  }
  return (
    <span className="all-rows">
      <RowJump rows={all.held.total} onJump={onJump} />
      <IconButton label={t('Show only the first rows again')} size="small" onClick={onDrop} data-testid="drop-all-rows">
        <X />
      </IconButton>
    </span>
  );
}

function RowJump({ rows, onJump }: { readonly rows: number; readonly onJump: (row: number) => void }) {
  const [text, setText] = useState('');
  const row = Number(text.replaceAll(/[\s.,'’]/g, ''));
  const isWrong = text.trim() !== '' && !(Number.isInteger(row) && row >= 1 && row <= rows);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isWrong && text.trim() !== '') onJump(row - 1);
      }}
    >
      <Tooltip text={t('Go to a row, 1 to {most}, counted as they are shown', { most: formatWhole(rows) })}>
        <input className="text-field row-jump" aria-label={t('Go to row')} placeholder={t('Go to row')} inputMode="numeric" spellCheck={false} value={text} aria-invalid={isWrong} onChange={(event) => setText(event.target.value)} data-testid="row-jump" />
      </Tooltip>
    </form>
  );
}

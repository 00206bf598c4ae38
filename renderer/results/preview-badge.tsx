import type { HeldRows, Preview } from '../../engine/api/contract.ts';
import { Badge } from '../ui/badge.tsx';
import { formatBytes, formatDuration, formatWhole } from '../ui/format-figures.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import { badgeText, timeOfDay } from './badge-text.ts';
import { t } from '../words/words.ts';

/** How exact a preview is, of how many rows, as of when, and how long it took. */
export function PreviewBadge({ preview, state }: { readonly preview: Preview; readonly state: 'loading' | 'ready' | 'failed' }) {
  return (
    <>
      <Tooltip text={preview.note}>
        <Badge data-testid="preview-badge" data-state={state} tone={preview.coverage === 'sample' ? 'warning' : 'plain'} tabIndex={0}>
          {badgeText(preview)}
        </Badge>
      </Tooltip>
      <Badge {...(state === 'loading' ? {} : { className: 'badge-time' })}>{state === 'loading' ? t('updating…') : formatDuration(preview.milliseconds)}</Badge>
    </>
  );
}

/** The same of all rows of a port. */
export function AllRowsBadge({ held }: { readonly held: HeldRows }) {
  const from = { computed: t('Computed anew; they take {size} on the disk while they are shown.', { size: formatBytes(held.bytes) }), kept: t('Read from the rows that an earlier run kept.'), file: t('Read from their file by position.') }[held.from];
  return (
    <>
      <Tooltip text={`${t('All {count|row|rows} of this port.', { count: held.total })} ${from}`}>
        <Badge data-testid="preview-badge" data-state="ready" tone="plain" tabIndex={0}>
          {`${held.total === 1 ? t('exact · 1 row') : t('exact · {count} rows', { count: formatWhole(held.total) })} · ${timeOfDay(held.taken)}`}
        </Badge>
      </Tooltip>
      <Badge className="badge-time">{formatDuration(held.milliseconds)}</Badge>
    </>
  );
}

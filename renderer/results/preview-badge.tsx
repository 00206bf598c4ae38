import type { Preview } from '../../engine/api/contract.ts';
import { Badge } from '../ui/badge.tsx';
import { formatDuration } from '../ui/format-figures.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import { badgeText } from './badge-text.ts';
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

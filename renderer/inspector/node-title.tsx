import { useState } from 'react';
import { t } from '../words/words.ts';

export interface NodeTitleProps {
  /** '' when the node carries the title of its type. */
  readonly title: string;
  readonly fallback: string;
  readonly onRename: (title: string) => void;
}

/** The node's title, edited where it stands: Enter or leaving keeps it, Escape takes it back. */
export function NodeTitle({ title, fallback, onRename }: NodeTitleProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const keep = () => {
    if (draft !== null) onRename(draft === fallback ? '' : draft);
    setDraft(null);
  };
  return (
    <input
      className="inspector-title nokey"
      aria-label={t('Title of the node')}
      spellCheck={false}
      placeholder={fallback}
      value={draft ?? (title === '' ? fallback : title)}
      onChange={(e) => setDraft(e.target.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') {
          event.stopPropagation();
          setDraft(null);
        }
      }}
    />
  );
}

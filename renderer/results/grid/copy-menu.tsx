import { Copy } from 'lucide-react';
import { Menu } from '../../ui/menu.tsx';
import { t } from '../../words/words.ts';
import { mostCopiedRows, type CopyFormat } from './copied-text.ts';

/** Copies the selected cells in one of several forms. */
export const CopyMenu = ({ onCopy, onAll, onCopyAll }: { readonly onCopy: (format: CopyFormat) => void; readonly onAll: () => void; /** Copies every row there is, not only those of the preview. */ readonly onCopyAll?: ((format: 'tsv' | 'csv') => void) | undefined }) => (
  <Menu
    trigger={
      <button type="button" className="grid-copy" aria-label={t('Copy the selected cells')} data-testid="grid-copy">
        <Copy aria-hidden="true" />
      </button>
    }
    entries={[
      { id: 'tsv', title: t('Copy for a spreadsheet (TSV)'), shortcut: 'Mod+Shift+C', run: () => onCopy('tsv') },
      { id: 'csv', title: t('Copy as CSV'), run: () => onCopy('csv') },
      { id: 'json', title: t('Copy as JSON'), run: () => onCopy('json') },
      { id: 'markdown', title: t('Copy as a Markdown table'), run: () => onCopy('markdown') },
      'separator',
      { id: 'all', title: t('Select all cells'), shortcut: 'Mod+A', run: onAll },
      ...(onCopyAll
        ? [
            'separator' as const,
            { id: 'all-tsv', title: t('Copy the whole result for a spreadsheet (up to {count|row|rows})', { count: mostCopiedRows }), run: () => onCopyAll('tsv') },
            { id: 'all-csv', title: t('Copy the whole result as CSV (up to {count|row|rows})', { count: mostCopiedRows }), run: () => onCopyAll('csv') },
          ]
        : []),
    ]}
  />
);

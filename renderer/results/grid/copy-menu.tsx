import { Copy } from 'lucide-react';
import { Menu } from '../../ui/menu.tsx';
import { formatCount } from '../../ui/format-figures.ts';
import { mostCopiedRows, type CopyFormat } from './copied-text.ts';

const mostRows = formatCount(mostCopiedRows);

/** Copies the selected cells in one of several forms. */
export const CopyMenu = ({ onCopy, onAll, onCopyAll }: { readonly onCopy: (format: CopyFormat) => void; readonly onAll: () => void; /** Copies every row there is, not only those of the preview. */ readonly onCopyAll?: ((format: 'tsv' | 'csv') => void) | undefined }) => (
  <Menu
    trigger={
      <button type="button" className="grid-copy" aria-label="Copy the selected cells" data-testid="grid-copy">
        <Copy aria-hidden="true" />
      </button>
    }
    entries={[
      { id: 'tsv', title: 'Copy for a spreadsheet (TSV)', shortcut: 'Mod+Shift+C', run: () => onCopy('tsv') },
      { id: 'csv', title: 'Copy as CSV', run: () => onCopy('csv') },
      { id: 'json', title: 'Copy as JSON', run: () => onCopy('json') },
      { id: 'markdown', title: 'Copy as a Markdown table', run: () => onCopy('markdown') },
      'separator',
      { id: 'all', title: 'Select all cells', shortcut: 'Mod+A', run: onAll },
      ...(onCopyAll
        ? [
            'separator' as const,
            { id: 'all-tsv', title: `Copy the whole result for a spreadsheet (up to ${mostRows} rows)`, run: () => onCopyAll('tsv') },
            { id: 'all-csv', title: `Copy the whole result as CSV (up to ${mostRows} rows)`, run: () => onCopyAll('csv') },
          ]
        : []),
    ]}
  />
);

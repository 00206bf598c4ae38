import { Copy } from 'lucide-react';
import { Menu } from '../../ui/menu.tsx';
import type { CopyFormat } from './copied-text.ts';

/** Copies the selected cells in one of several forms. */
export const CopyMenu = ({ onCopy, onAll }: { readonly onCopy: (format: CopyFormat) => void; readonly onAll: () => void }) => (
  <Menu
    trigger={
      <button type="button" className="grid-copy" aria-label="Copy the selected cells" data-testid="grid-copy">
        <Copy aria-hidden="true" />
      </button>
    }
    entries={[
      { id: 'tsv', title: 'Copy for a spreadsheet (TSV)', shortcut: 'Mod+Shift+C', run: () => onCopy('tsv') },
      { id: 'json', title: 'Copy as JSON', run: () => onCopy('json') },
      { id: 'markdown', title: 'Copy as a Markdown table', run: () => onCopy('markdown') },
      'separator',
      { id: 'all', title: 'Select all cells', shortcut: 'Mod+A', run: onAll },
    ]}
  />
);

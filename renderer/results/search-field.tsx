import { Search, X } from 'lucide-react';
import { t } from '../words/words.ts';

/** Searches the previewed rows. */
export function SearchField({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  return (
    <span className="search-field">
      <Search aria-hidden />
      <input
        aria-label={t('Search the previewed rows')}
        data-testid="preview-search"
        placeholder={t('Search rows')}
        spellCheck={false}
        value={value}
        onChange={(e) => onChange(e.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || value === '') return;
          event.stopPropagation();
          onChange('');
        }}
      />
      {value === '' ? null : (
        <button type="button" aria-label={t('Clear the search')} onClick={() => onChange('')}>
          <X aria-hidden />
        </button>
      )}
    </span>
  );
}

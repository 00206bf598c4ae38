import { Search, X } from 'lucide-react';

/** Searches the previewed rows. */
export function SearchField({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  return (
    <span className="search-field">
      <Search aria-hidden />
      <input
        aria-label="Search the previewed rows"
        data-testid="preview-search"
        placeholder="Search rows"
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
        <button type="button" aria-label="Clear the search" onClick={() => onChange('')}>
          <X aria-hidden />
        </button>
      )}
    </span>
  );
}

import { Autocomplete } from '@base-ui/react/autocomplete';
import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { useState } from 'react';
import type { ControlAria } from './control-aria.ts';
import { t } from '../../words/words.ts';

export interface Suggestion {
  readonly value: string;
  readonly icon: ReactNode;
  readonly note: string;
}

export interface SuggestInputProps {
  readonly id?: string;
  readonly label?: string;
  readonly aria?: ControlAria;
  readonly value: string;
  readonly placeholder?: string;
  readonly icon?: ReactNode;
  readonly invalid?: boolean;
  /** Suggestions for what was typed since the list opened; for '' all of them. */
  readonly suggestionsFor: (query: string) => readonly Suggestion[];
  readonly empty: string;
  readonly onChange: (value: string) => void;
}

/** A text field with suggestions; opening it shows all of them, typing narrows them, any text may stay. */
export function SuggestInput({ id, label, aria = {}, value, placeholder = '', icon, invalid, suggestionsFor, empty, onChange }: SuggestInputProps) {
  const [query, setQuery] = useState('');
  const suggestions = suggestionsFor(query);
  return (
    <Autocomplete.Root
      items={suggestions}
      filter={null as never}
      mode="none"
      autoHighlight
      openOnInputClick
      itemToStringValue={(item) => item.value}
      value={value}
      onValueChange={(next, details) => {
        setQuery(details.reason === 'input-change' ? next : '');
        onChange(next);
      }}
      onOpenChange={() => setQuery('')}
    >
      <Autocomplete.InputGroup className="combo">
        {icon ? <span className="combo-icon">{icon}</span> : null}
        <Autocomplete.Input
          {...aria}
          {...(invalid ? { 'aria-invalid': true } : {})}
          {...(id ? { id } : {})}
          {...(label ? { 'aria-label': label } : {})}
          className="text-field combo-input"
          spellCheck={false}
          placeholder={placeholder}
          {...(icon ? { 'data-icon': '' } : {})}
        />
        <Autocomplete.Trigger className="combo-open" aria-label={t('Show suggestions')} tabIndex={-1}>
          <ChevronDown aria-hidden />
        </Autocomplete.Trigger>
      </Autocomplete.InputGroup>
      <Autocomplete.Portal>
        <Autocomplete.Positioner className="popup-layer" sideOffset={4}>
          <Autocomplete.Popup className="popup combo-popup">
            <Autocomplete.Empty className="combo-empty">{suggestions.length === 0 ? empty : null}</Autocomplete.Empty>
            <Autocomplete.List>
              {(item: Suggestion) => (
                <Autocomplete.Item key={item.value} value={item} className="menu-item combo-item">
                  {item.icon}
                  <span className="combo-name">{item.value}</span>
                  <span className="combo-note">{item.note}</span>
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
          </Autocomplete.Popup>
        </Autocomplete.Positioner>
      </Autocomplete.Portal>
    </Autocomplete.Root>
  );
}

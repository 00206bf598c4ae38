import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronDown } from 'lucide-react';
import type { ControlAria } from './control-aria.ts';
import { t } from '../../words/words.ts';

export interface SelectProps {
  readonly id?: string;
  readonly labelledBy?: string;
  readonly label?: string;
  readonly aria?: ControlAria;
  readonly options: readonly { readonly value: string; readonly label: string; readonly note: string | null }[];
  readonly disabled?: boolean;
  readonly value: string | null;
  readonly onChange: (value: string) => void;
}

/** One choice out of a list that opens; the list tells what each choice means. */
export function Select({ id, labelledBy, label, aria = {}, disabled = false, options, value, onChange }: SelectProps) {
  const chosen = options.find((o) => o.value === value);
  return (
    <Base.Root value={value} onValueChange={(next) => (next === null ? undefined : onChange(next))} disabled={disabled}>
      <Base.Trigger {...aria} {...(id ? { id } : {})} {...(labelledBy ? { 'aria-labelledby': labelledBy } : { 'aria-label': label })} className="text-field select-trigger">
        <span className={chosen ? '' : 'faint'}>{chosen?.label ?? t('Choose…')}</span>
        <ChevronDown aria-hidden />
      </Base.Trigger>
      {/* A landmark of its own, since it stands outside the form. */}
      <Base.Portal role="region" aria-label={t('Choices')}>
        <Base.Positioner className="popup-layer" sideOffset={4} alignItemWithTrigger={false}>
          <Base.Popup className="popup select-popup">
            {options.map((option) => (
              <Base.Item key={option.value} value={option.value} className="menu-item select-item">
                <Base.ItemText className="select-text">{option.label}</Base.ItemText>
                {option.note ? <span className="select-note">{option.note}</span> : null}
                <Base.ItemIndicator className="select-mark">
                  <Check aria-hidden />
                </Base.ItemIndicator>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

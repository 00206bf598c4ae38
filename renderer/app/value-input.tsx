import type { ParameterType } from './parameter-drafts.ts';
import { t } from '../words/words.ts';

export interface ValueInputProps {
  readonly label: string;
  readonly type: ParameterType;
  readonly value: string;
  /** What holds when the field is left empty. */
  readonly empty: string;
  readonly invalid: boolean;
  readonly onChange: (text: string) => void;
}

/** A field for one value of a parameter, as its type asks for; an empty one stands for no value. */
export function ValueInput({ label, type, value, empty, invalid, onChange }: ValueInputProps) {
  const common = { className: 'text-field mono', 'aria-label': label, 'aria-invalid': invalid, value };
  if (type === 'boolean') {
    return (
      <select {...common} onChange={(e) => onChange(e.target.value)}>
        <option value="">{['true', 'false'].includes(empty) ? t('default ({value})', { value: empty }) : empty}</option>
        <option value="true">true</option>
        <option value="false">false</option>
        {['', 'true', 'false'].includes(value) ? null : <option value={value}>{value}</option>}
      </select>
    );
  }
  // The browser's field for dates shows no text that is none, so that is left to be mended as text.
  if (type === 'date' && (value === '' || /^\d{4}-\d{2}-\d{2}$/.test(value))) return <input {...common} type="date" title={value === '' ? empty : value} onChange={(e) => onChange(e.target.value)} />;
  return <input {...common} inputMode={type === 'integer' ? 'numeric' : type === 'number' ? 'decimal' : 'text'} placeholder={type === 'timestamp' && empty === t('none##default') ? '2026-03-01 09:30:00' : empty} spellCheck={false} onChange={(e) => onChange(e.target.value)} />;
}

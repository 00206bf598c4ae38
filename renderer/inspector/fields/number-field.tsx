import { useState } from 'react';
import type { KeyboardEvent } from 'react';
import { FieldFrame, fieldId } from '../form/field-frame.tsx';
import { useFormScope } from '../form/form-scope.ts';
import { useControlAria } from './control-aria.ts';
import { readNumber } from './number-text.ts';
import type { FieldProps } from './field-props.ts';

const shown = (value: unknown): string => (typeof value === 'number' ? String(value) : '');

/** A number; text that is none stays in the field with the reason below it, the stored number unchanged. */
export function NumberField({ spec, path, value }: FieldProps<'integer' | 'number'>) {
  const { set } = useFormScope();
  const [draft, setDraft] = useState<string | null>(null);
  const text = draft ?? shown(value);
  const reading = readNumber(text, spec);
  const aria = useControlAria(spec, path);

  const store = (next: number | null) => set(path, next ?? (spec.default === null ? null : undefined));
  const type = (typed: string) => {
    setDraft(typed);
    const read = readNumber(typed, spec);
    if ('value' in read) store(read.value);
  };
  const step = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    const from = 'value' in reading ? (reading.value ?? 0) : 0;
    const next = from + (event.key === 'ArrowUp' ? 1 : -1) * (event.shiftKey ? 10 : 1);
    setDraft(null);
    store(Math.min(spec.max ?? Infinity, Math.max(spec.min ?? -Infinity, next)));
  };

  return (
    <FieldFrame spec={spec} path={path} controlId={fieldId(path)}>
      <input
        {...aria}
        {...('problem' in reading ? { 'aria-invalid': true } : {})}
        id={fieldId(path)}
        className="text-field number-field"
        inputMode={spec.kind === 'integer' ? 'numeric' : 'decimal'}
        autoComplete="off"
        value={text}
        onChange={(e) => type(e.target.value)}
        onBlur={() => ('value' in reading ? setDraft(null) : undefined)}
        onKeyDown={step}
      />
      {'problem' in reading ? (
        <p className="field-problem-line" role="status">
          {reading.problem}
        </p>
      ) : null}
    </FieldFrame>
  );
}

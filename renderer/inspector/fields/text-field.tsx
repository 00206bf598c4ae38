import { FieldFrame, fieldId } from '../form/field-frame.tsx';
import { useFormScope } from '../form/form-scope.ts';
import { useControlAria } from './control-aria.ts';
import type { FieldProps } from './field-props.ts';
import { shownText, storedText } from './stored-text.ts';
import { SheetField } from './sheet-field.tsx';
import { TextTries } from './text-tries.tsx';

/** Free text, one line or several. */
export function TextField({ spec, path, value }: FieldProps<'text'>) {
  const { set } = useFormScope();
  const aria = useControlAria(spec, path);
  const shared = {
    id: fieldId(path),
    value: shownText(value),
    placeholder: spec.placeholder ?? '',
    spellCheck: false,
    ...aria,
  };
  if (spec.offers === 'sheets') return <SheetField spec={spec} path={path} value={value} />;
  return (
    <FieldFrame spec={spec} path={path} controlId={shared.id}>
      {spec.multiline ? (
        <textarea {...shared} className="text-field text-lines" rows={3} onChange={(e) => set(path, storedText(spec, e.target.value))} />
      ) : (
        <input {...shared} className="text-field" onChange={(e) => set(path, storedText(spec, e.target.value))} />
      )}
      {spec.tries ? <TextTries kind={spec.tries} path={path} texts={[shownText(value)]} /> : null}
    </FieldFrame>
  );
}

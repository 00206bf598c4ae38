import { useContext } from 'react';
import { SegmentedControl } from '../../ui/segmented-control.tsx';
import { FieldFrame, fieldId, labelId } from '../form/field-frame.tsx';
import { useFormScope } from '../form/form-scope.ts';
import { InLine } from '../form/in-line.ts';
import { useControlAria } from './control-aria.ts';
import type { FieldProps } from './field-props.ts';
import { Select } from './select.tsx';

/** Few short options lie side by side, more open as a list. */
export function ChoiceField({ spec, path, value }: FieldProps<'choice'>) {
  const { set } = useFormScope();
  const aria = useControlAria(spec, path);
  // Two choices of a dozen letters fill the inspector; half of it holds one.
  const room = useContext(InLine) ? 18 : 36;
  const letters = spec.options.reduce((sum, o) => sum + o.label.length, 0);
  const chosen = spec.options.find((o) => o.value === value);
  if (spec.options.length <= 4 && letters <= room - spec.options.length * 3) {
    return (
      <FieldFrame spec={spec} path={path}>
        <SegmentedControl id={fieldId(path)} label={spec.label} options={spec.options} value={chosen?.value ?? null} onChange={(next) => set(path, next)} />
        {chosen?.help ? <p className="field-help">{chosen.help}</p> : null}
      </FieldFrame>
    );
  }
  return (
    <FieldFrame spec={spec} path={path}>
      <Select
        id={fieldId(path)}
        labelledBy={labelId(path)}
        aria={aria}
        options={spec.options.map((o) => ({ value: o.value, label: o.label, note: o.help ?? null }))}
        value={chosen?.value ?? null}
        onChange={(next) => set(path, next)}
      />
      {chosen?.help ? <p className="field-help">{chosen.help}</p> : null}
    </FieldFrame>
  );
}

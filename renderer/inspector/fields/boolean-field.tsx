import { Checkbox } from '@base-ui/react/checkbox';
import { Check } from 'lucide-react';
import { FieldDiagnostics } from '../form/field-diagnostics.tsx';
import { helpId } from '../form/field-frame.tsx';
import { useFormScope } from '../form/form-scope.ts';
import { useControlAria } from './control-aria.ts';
import type { FieldProps } from './field-props.ts';

/** A box to tick; its label stands beside it. */
export function BooleanField({ spec, path, value }: FieldProps<'boolean'>) {
  const { set } = useFormScope();
  const { 'aria-required': _required, ...aria } = useControlAria(spec, path);
  return (
    <div className="field" data-testid={`param-${path}`} data-kind="boolean">
      <label className="check-line">
        <Checkbox.Root {...aria} className="check-box" checked={value === true} onCheckedChange={(checked) => set(path, checked)}>
          <Checkbox.Indicator>
            <Check aria-hidden />
          </Checkbox.Indicator>
        </Checkbox.Root>
        <span>{spec.label}</span>
      </label>
      {spec.help ? (
        <p className="field-help check-help" id={helpId(path)}>
          {spec.help}
        </p>
      ) : null}
      <FieldDiagnostics path={path} />
    </div>
  );
}

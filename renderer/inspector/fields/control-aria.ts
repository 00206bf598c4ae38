import type { ParamSpec } from '../../../engine/definition/index.ts';
import { diagnosticsId } from '../form/field-diagnostics.tsx';
import { helpId } from '../form/field-frame.tsx';
import { useFormScope } from '../form/form-scope.ts';
import { diagnosticsBelow } from '../form/param-diagnostics.ts';
import { isRequired } from '../form/visible-params.ts';

export interface ControlAria {
  readonly 'aria-invalid'?: true;
  readonly 'aria-required'?: true;
  readonly 'aria-describedby'?: string;
}

/** The attributes that tie a control to its help and its trouble. */
export function useControlAria(spec: ParamSpec, path: string): ControlAria {
  const own = diagnosticsBelow(useFormScope().diagnostics, path);
  const described = [...(spec.help ? [helpId(path)] : []), ...(own.length > 0 ? [diagnosticsId(path)] : [])].join(' ');
  return {
    ...(own.some((d) => d.severity === 'error') ? { 'aria-invalid': true } : {}),
    ...(isRequired(spec) ? { 'aria-required': true } : {}),
    ...(described === '' ? {} : { 'aria-describedby': described }),
  };
}

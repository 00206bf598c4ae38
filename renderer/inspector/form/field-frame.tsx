import type { ReactNode } from 'react';
import type { ParamSpec } from '../../../engine/definition/index.ts';
import { FieldDiagnostics } from './field-diagnostics.tsx';
import { isNeeded } from './visible-params.ts';
import { t } from '../../words/words.ts';

export interface FieldFrameProps {
  readonly spec: ParamSpec;
  readonly path: string;
  /** Id of the control the label names; controls made of several elements take the label's id instead. */
  readonly controlId?: string;
  readonly onLabelClick?: () => void;
  readonly trailing?: ReactNode;
  /** Shown between the control and its help, such as the live result of an expression. */
  readonly below?: ReactNode;
  readonly hideDiagnostics?: boolean;
  readonly children: ReactNode;
}

export const fieldId = (path: string): string => `field-${path.replaceAll('.', '-')}`;
export const labelId = (path: string): string => `${fieldId(path)}-label`;
export const helpId = (path: string): string => `${fieldId(path)}-help`;

/** Label, control, help and trouble of one setting, in this order. */
export function FieldFrame({ spec, path, controlId, onLabelClick, trailing, below, hideDiagnostics, children }: FieldFrameProps) {
  const required = isNeeded(spec);
  const words = (
    <>
      {spec.label}
      {required ? (
        <span className="field-required" title={t('Required')}>
          <span aria-hidden="true">*</span>
          <span className="sr-only"> {t('(required)')}</span>
        </span>
      ) : null}
    </>
  );
  return (
    <div className="field" data-testid={`param-${path}`} data-kind={spec.kind}>
      <div className="field-head">
        {controlId ? (
          <label id={labelId(path)} htmlFor={controlId} className="field-label">
            {words}
          </label>
        ) : (
          <span id={labelId(path)} className="field-label" onClick={onLabelClick}>
            {words}
          </span>
        )}
        <span className="spacer" />
        {trailing ?? (!required && spec.default === null ? <span className="field-optional">{t('optional')}</span> : null)}
      </div>
      {children}
      {below}
      {spec.help ? (
        <p className="field-help" id={helpId(path)}>
          {spec.help}
        </p>
      ) : null}
      {hideDiagnostics ? null : <FieldDiagnostics path={path} />}
    </div>
  );
}

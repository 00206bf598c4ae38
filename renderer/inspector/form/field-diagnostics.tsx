import { CircleAlert, Info, TriangleAlert, WandSparkles } from 'lucide-react';
import type { Diagnostic } from '../../../engine/core/diagnostic.ts';
import { WayOut } from '../../problems/way-out.tsx';
import { useFormScope } from './form-scope.ts';
import { diagnosticsBelow } from './param-diagnostics.ts';
import { t } from '../../words/words.ts';

export const diagnosticsId = (path: string): string => `field-${path.replaceAll('.', '-')}-problems`;

export interface FieldDiagnosticsProps {
  readonly path: string;
  /** Leaves out the trouble of parts that have fields of their own. */
  readonly exact?: boolean;
}

/** The trouble of one setting under its control, with the offered replacement as a button. */
export function FieldDiagnostics({ path, exact }: FieldDiagnosticsProps) {
  const scope = useFormScope();
  const own = exact ? scope.diagnostics.filter((d) => d.at.param === path) : diagnosticsBelow(scope.diagnostics, path);
  return <DiagnosticList id={diagnosticsId(path)} diagnostics={own} onFix={(param, value) => scope.set(param, value)} />;
}

export interface DiagnosticListProps {
  readonly id?: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly onFix: (param: string, value: unknown) => void;
}

export function DiagnosticList({ id, diagnostics, onFix }: DiagnosticListProps) {
  if (diagnostics.length === 0) return null;
  return (
    <div className="field-problems" id={id} role="status">
      <ul>
      {diagnostics.map((diagnostic) => (
        <li key={`${diagnostic.code} ${diagnostic.at.param ?? ''} ${diagnostic.message}`} data-severity={diagnostic.severity}>
          <SeverityIcon severity={diagnostic.severity} />
          <span>
            {diagnostic.message}
            {diagnostic.replacement ? (
              <button type="button" className="quick-fix" onClick={() => onFix(diagnostic.replacement!.param, diagnostic.replacement!.value)}>
                <WandSparkles aria-hidden />
                {diagnostic.replacement.title}
              </button>
            ) : null}
            <WayOut problem={diagnostic} />
          </span>
        </li>
      ))}
      </ul>
    </div>
  );
}

export function SeverityIcon({ severity }: { readonly severity: Diagnostic['severity'] }) {
  if (severity === 'error') return <CircleAlert aria-label={t('Error')} />;
  if (severity === 'warning') return <TriangleAlert aria-label={t('Warning')} />;
  return <Info aria-label={t('Note##severity')} />;
}

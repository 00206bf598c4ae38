import { useMemo, useRef, useState } from 'react';
import type { CodeFieldHandle } from '../code/code-field.tsx';
import { CodeField } from '../code/code-field.tsx';
import type { CodeKnowledge } from '../code/completion-items.ts';
import { FieldDiagnostics, diagnosticsId } from '../form/field-diagnostics.tsx';
import { FieldFrame, fieldId } from '../form/field-frame.tsx';
import { useFormScope } from '../form/form-scope.ts';
import { columnsOver } from '../form/known-columns.ts';
import { diagnosticsBelow } from '../form/param-diagnostics.ts';
import type { FieldProps } from './field-props.ts';
import { shownText, storedText } from './stored-text.ts';
import { useEvaluation } from './use-evaluation.ts';
import { t } from '../../words/words.ts';

/** An expression, a statement or a script; an expression with what it gives on the first rows below it. */
export function CodeParamField({ spec, path, value }: FieldProps<'expression' | 'sql' | 'script'>) {
  const { set, inputs, ports, services, diagnostics } = useFormScope();
  const field = useRef<CodeFieldHandle>(null);
  const [emptied, setEmptied] = useState(false);
  // An emptied field stays empty while one writes in it; left so, it shows its default again.
  const text = emptied && Object.is(value, spec.default) ? '' : shownText(value);
  const knowledge = useMemo((): CodeKnowledge => {
    const names = ports.map((p) => p.name);
    if (spec.kind === 'script') return { language: spec.language, columns: columnsOver(inputs, ports, names), tables: [], functions: [] };
    if (spec.kind === 'sql') {
      return { language: 'statement', columns: columnsOver(inputs, ports, names), tables: names, functions: services.functions };
    }
    // A value may be a window over an aggregate; a condition may not.
    const functions = spec.gives === 'condition' ? services.functions.filter((f) => f.kind === 'scalar') : services.functions;
    return { language: 'expression', columns: columnsOver(inputs, ports, spec.over), tables: [], functions };
  }, [spec, inputs, ports, services.functions]);
  const own = useMemo(() => diagnosticsBelow(diagnostics, path), [diagnostics, path]);
  const live = useEvaluation(path, text, spec.kind === 'expression');
  return (
    <FieldFrame
      spec={spec}
      path={path}
      onLabelClick={() => field.current?.focus()}
      hideDiagnostics
      below={
        <>
          {live.text === null || own.some((d) => d.severity === 'error') ? null : (
            <p className="field-live" data-testid={`live-${path}`} data-stale={live.stale ? '' : undefined} role="status">
              {live.failed ? t('No live result: {reason}', { reason: live.text }) : live.text}
            </p>
          )}
          <FieldDiagnostics path={path} />
        </>
      }
    >
      <CodeField
        ref={field}
        id={fieldId(path)}
        label={spec.label}
        value={text}
        placeholder={spec.kind === 'expression' ? t(placeholders[spec.gives]) : codePlaceholders[spec.kind === 'sql' ? 'statement' : spec.language]}
        knowledge={knowledge}
        diagnostics={own}
        describedBy={own.length > 0 ? diagnosticsId(path) : undefined}
        preset={shownText(spec.default)}
        onBlur={() => setEmptied(false)}
        onChange={(next) => {
          setEmptied(next === '');
          set(path, storedText(spec, next));
        }}
      />
    </FieldFrame>
  );
}

const placeholders = {
  condition: 'A condition, such as tenure > 12',
  value: 'An expression, such as round(price * 1.2, 2)',
  aggregate: 'An aggregate, such as sum(amount)',
} as const;

const codePlaceholders = {
  statement: 'SELECT …',
  javascript: 'row.price * 2',
  python: 'def transform(table):',
} as const;

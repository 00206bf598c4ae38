import { useEffect, useEffectEvent, useState } from 'react';
import type { Diagnostic } from '../../../engine/core/diagnostic.ts';
import { useFormScope } from '../form/form-scope.ts';

export interface LiveResult {
  /** What the expression gives on the first rows; null while that is not known. */
  readonly summary: string | null;
  readonly problem: Diagnostic | null;
  /** Whether the summary belongs to an older text. */
  readonly stale: boolean;
}

const delay = 250;
const nothing: LiveResult = { summary: null, problem: null, stale: false };

/** Asks the engine what an expression gives, a quarter of a second after the last change; the last answer stays until then. */
export function useEvaluation(path: string, expression: string, enabled: boolean): LiveResult {
  const { services, revision } = useFormScope();
  const [result, setResult] = useState<LiveResult>(nothing);
  const ask = useEffectEvent(() => services.evaluate(path, expression));
  useEffect(() => {
    let current = true;
    if (!enabled || expression.trim() === '') {
      setResult(nothing);
      return;
    }
    setResult((old) => ({ ...old, stale: true }));
    const timer = setTimeout(() => {
      ask().then(
        (answer) => current && setResult('summary' in answer ? { summary: answer.summary, problem: null, stale: false } : { summary: null, problem: answer.problem, stale: false }),
        (error: unknown) => current && setResult({ summary: `No live result: ${error instanceof Error ? error.message : String(error)}`, problem: null, stale: false }),
      );
    }, delay);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [path, expression, enabled, revision]);
  return result;
}

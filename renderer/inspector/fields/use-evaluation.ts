import { useEffect, useEffectEvent, useState } from 'react';
import { useFormScope } from '../form/form-scope.ts';

export interface LiveResult {
  /** What the expression gives on the first rows, or why that cannot be said; null while nothing is known. */
  readonly text: string | null;
  /** Whether the rows gave no result. Whether the expression is right is for the flow's check to say. */
  readonly failed: boolean;
  /** Whether the text belongs to an older expression. */
  readonly stale: boolean;
}

const delay = 250;
const nothing: LiveResult = { text: null, failed: false, stale: false };

/** Asks the engine what an expression gives, a quarter of a second after the last change; the last answer stays until then. */
export function useEvaluation(path: string, expression: string, enabled: boolean): LiveResult {
  const { services, revision } = useFormScope();
  const [result, setResult] = useState<LiveResult>(nothing);
  const ask = useEffectEvent((signal: AbortSignal) => services.evaluate(path, expression, signal));
  useEffect(() => {
    const abort = new AbortController();
    if (!enabled || expression.trim() === '') {
      setResult(nothing);
      return;
    }
    setResult((old) => ({ ...old, stale: true }));
    const timer = setTimeout(() => {
      ask(abort.signal).then(
        (answer) => {
          if (abort.signal.aborted) return;
          const text = 'summary' in answer ? answer.summary : answer.problem.message;
          setResult({ text: text === '' ? null : text, failed: !('summary' in answer), stale: false });
        },
        (error: unknown) => abort.signal.aborted || setResult({ text: error instanceof Error ? error.message : String(error), failed: true, stale: false }),
      );
    }, delay);
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [path, expression, enabled, revision]);
  return result;
}

import { useEffect, useEffectEvent, useState } from 'react';
import { evaluationText } from '../../ui/evaluation-text.ts';
import { useFormScope } from '../form/form-scope.ts';

export interface LiveResult {
  /** What the expression gives on the first rows, or why that cannot be said; null while nothing is known. */
  readonly text: string | null;
  /** Whether the rows gave no result. Whether the expression is right is for the flow's check to say. */
  readonly failed: boolean;
  /** Whether the text belongs to an older expression. */
  readonly stale: boolean;
}

interface Answer {
  /** What was asked: path, revision and expression. */
  readonly question: string;
  readonly text: string | null;
  readonly failed: boolean;
}

const delay = 250;

/** Asks the engine what an expression gives, a quarter of a second after the last change; the last answer stays until then. */
export function useEvaluation(path: string, expression: string, enabled: boolean): LiveResult {
  const { services, revision } = useFormScope();
  const [answer, setAnswer] = useState<Answer>({ question: '', text: null, failed: false });
  const asked = enabled && expression.trim() !== '';
  const question = asked ? [path, revision, expression].join('\n') : '';
  const ask = useEffectEvent((signal: AbortSignal) => services.evaluate(path, expression, signal));
  useEffect(() => {
    if (question === '') return;
    const abort = new AbortController();
    const keep = (text: string, failed: boolean) => (abort.signal.aborted ? undefined : setAnswer({ question, text: text === '' ? null : text, failed }));
    const timer = setTimeout(() => {
      ask(abort.signal).then(
        (reply) => ('summary' in reply ? keep(evaluationText(reply), false) : keep(reply.problem.message, true)),
        (error: unknown) => keep(error instanceof Error ? error.message : String(error), true),
      );
    }, delay);
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [question]);
  if (question === '') return { text: null, failed: false, stale: false };
  return { text: answer.text, failed: answer.failed, stale: answer.question !== question };
}

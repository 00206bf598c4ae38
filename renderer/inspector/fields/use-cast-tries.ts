import { useEffect, useEffectEvent, useState } from 'react';
import { useFormScope } from '../form/form-scope.ts';
import type { CastTry, TriedCasts } from '../../state/try-casts.ts';

const delay = 250;

export interface CastTries {
  /** By column; null while nothing is known. */
  readonly tried: TriedCasts | null;
  readonly columns: readonly string[];
  readonly failure: string | null;
  /** Whether it is the answer to an older question. */
  readonly stale: boolean;
}

interface Answer {
  readonly question: string;
  readonly columns: readonly string[];
  readonly tried: TriedCasts | null;
  readonly failure: string | null;
}

/** What conversions would do to the rows that arrive, asked a quarter of a second after the last change; the last answer stays until then. */
export function useCastTries(port: string, casts: readonly CastTry[]): CastTries {
  const { services, revision } = useFormScope();
  const [answer, setAnswer] = useState<Answer | null>(null);
  const question = casts.length === 0 ? '' : JSON.stringify([revision, port, casts]);
  const ask = useEffectEvent(() => services.tryCasts(port, casts));
  const columns = useEffectEvent(() => casts.map((c) => c.column));
  useEffect(() => {
    if (question === '') return;
    let current = true;
    const timer = setTimeout(() => {
      const asked = { question, columns: columns() };
      ask().then(
        (tried) => current && setAnswer({ ...asked, tried, failure: null }),
        (error: unknown) => current && setAnswer({ ...asked, tried: null, failure: error instanceof Error ? error.message : String(error) }),
      );
    }, delay);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [question]);
  if (question === '' || answer === null) return { tried: null, columns: [], failure: null, stale: false };
  return { tried: answer.tried, columns: answer.columns, failure: answer.failure, stale: answer.question !== question };
}

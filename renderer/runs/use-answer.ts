import { useEffect, useState } from 'react';

/** What a call came to; null until it has. */
export function useAnswer<T>(call: Promise<T>): { readonly value: T } | { readonly failure: unknown } | null {
  const [answer, setAnswer] = useState<{ readonly value: T } | { readonly failure: unknown } | null>(null);
  useEffect(() => {
    let current = true;
    call.then(
      (value) => current && setAnswer({ value }),
      (failure: unknown) => current && setAnswer({ failure }),
    );
    return () => {
      current = false;
    };
  }, [call]);
  return answer;
}

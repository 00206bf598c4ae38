import { useEffect, useEffectEvent, useState } from 'react';
import type { ParamSpecs } from '../../../engine/definition/index.ts';
import { useFormScope, type KeyMatches } from '../form/form-scope.ts';
import { t } from '../../words/words.ts';

const delay = 250;

/** The two ports whose columns a list pairs, or null for lists of another kind. */
export function pairedPorts(specs: ParamSpecs): { readonly left: string; readonly right: string; readonly names: readonly [string, string] } | null {
  const columns = Object.entries(specs).flatMap(([name, spec]) => (spec.kind === 'column' && typeof spec.over === 'string' ? [{ name, over: spec.over }] : []));
  const [a, b] = columns;
  if (!a || !b || columns.length !== 2 || Object.keys(specs).length !== 2 || a.over === b.over) return null;
  return { left: a.over, right: b.over, names: [a.name, b.name] };
}

type Pair = readonly [left: string, right: string];
type Answer = { readonly question: string; readonly found: KeyMatches | string } | null;

/** How many rows of two ports find a partner by the pairs of columns chosen so far. */
export function KeyMatchCounts({ specs, items }: { readonly specs: ParamSpecs; readonly items: readonly Readonly<Record<string, unknown>>[] }) {
  const { services, revision, values, ports, inputs } = useFormScope();
  const [answer, setAnswer] = useState<Answer>(null);
  const paired = pairedPorts(specs);
  const pairs = paired ? items.flatMap((item): Pair[] => (isName(item[paired.names[0]]) && isName(item[paired.names[1]]) ? [[item[paired.names[0]] as string, item[paired.names[1]] as string]] : [])) : [];
  const known = paired !== null && inputs?.[paired.left]?.[0] !== undefined && inputs[paired.right]?.[0] !== undefined;
  const question = known && pairs.length > 0 ? JSON.stringify([revision, pairs]) : '';
  const ask = useEffectEvent(() => services.matchKeys(paired!.left, paired!.right, pairs, values['nullsMatch'] === true));
  useEffect(() => {
    if (question === '') return;
    let current = true;
    const timer = setTimeout(() => {
      ask().then(
        (found) => current && setAnswer({ question, found }),
        (error: unknown) => current && setAnswer({ question, found: error instanceof Error ? error.message : String(error) }),
      );
    }, delay);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [question]);
  if (question === '' || answer === null || paired === null) return null;
  const title = (port: string) => ports.find((p) => p.name === port)?.title ?? port;
  return (
    <p className="key-matches" role="status" data-testid="key-matches" {...(answer.question === question ? {} : { 'data-stale': '' })}>
      {typeof answer.found === 'string' ? answer.found : sentences(answer.found, title(paired.left), title(paired.right))}
    </p>
  );
}

const isName = (value: unknown): boolean => typeof value === 'string' && value !== '';

function sentences({ left, right, leftFound, rightFound, most, exact }: KeyMatches, leftTitle: string, rightTitle: string): string {
  const figures = { leftFound, left, leftTitle, rightFound, right, rightTitle };
  const partners = exact
    ? t('{leftTitle}: {leftFound} of {left|row|rows} find a partner; {rightTitle}: {rightFound} of {right|row|rows}.', figures)
    : t('{leftTitle}: {leftFound} of the first {left|row|rows} find a partner; {rightTitle}: {rightFound} of the first {right|row|rows}.', figures);
  return most > 1 ? `${partners} ${t('Up to {most} for one row of {leftTitle}.', { most, leftTitle })}` : partners;
}

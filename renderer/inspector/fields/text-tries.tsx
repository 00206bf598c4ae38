import { useEffect, useEffectEvent, useState } from 'react';
import { columnsOfPort } from '../form/known-columns.ts';
import { useFormScope, type TextTry, type TriedTexts } from '../form/form-scope.ts';
import { typeKind } from '../../results/type-kind.ts';
import { t } from '../../words/words.ts';

const delay = 250;

type Answer = { readonly question: string; readonly tried: TriedTexts | string } | null;

/** What a pattern or formats do to values of the column beside them: some that fit, some that do not, and how many. */
export function TextTries({ kind, path, texts }: { readonly kind: TextTry['kind']; readonly path: string; readonly texts: readonly string[] }) {
  const { services, revision, values, inputs } = useFormScope();
  const [answer, setAnswer] = useState<Answer>(null);
  const record = recordOf(values, path);
  const port = Object.keys(inputs ?? {})[0];
  const schema = port === undefined ? null : columnsOfPort(inputs, port);
  const named = record['column'];
  const column = schema?.find((c) => (typeof named === 'string' && named !== '' ? c.name.toLowerCase() === named.toLowerCase() : typeKind(c.type) === 'text'))?.name;
  const wanted: TextTry | null = port === undefined || column === undefined || (kind === 'regex' && texts.every((text) => text === '')) ? null : { kind, port, column, texts, into: typeof record['type'] === 'string' ? record['type'] : '' };
  const question = wanted === null ? '' : JSON.stringify([revision, wanted]);
  const ask = useEffectEvent(() => services.tryTexts(wanted!));
  useEffect(() => {
    if (question === '') return;
    let current = true;
    const timer = setTimeout(() => {
      ask().then(
        (tried) => current && setAnswer({ question, tried }),
        (error: unknown) => current && setAnswer({ question, tried: error instanceof Error ? error.message : String(error) }),
      );
    }, delay);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [question]);
  if (question === '' || answer === null) return null;
  const { tried } = answer;
  return (
    <div className="text-tries" data-testid="text-tries" {...(answer.question === question ? {} : { 'data-stale': '' })}>
      <p role="status">{typeof tried === 'string' ? tried : triedText(kind, tried, column!)}</p>
      {typeof tried === 'string' ? null : (
        <ul>
          {tried.examples.map((example, i) => (
            <li key={i} {...(example.found === null ? { 'data-none': '' } : {})}>
              {kind === 'regex' ? <Marked {...example} /> : <code>{example.text}</code>}
              <span>{example.found === null ? (kind === 'regex' ? t('no match') : t('not read')) : kind === 'regex' ? '' : example.found}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** The record a setting is part of: the item of a list, or the settings themselves. */
function triedText(kind: TextTry['kind'], { fit, values, exact }: TriedTexts, column: string): string {
  const figures = { fit, values, column };
  if (kind === 'regex') return exact ? t('{fit} of {values|value|values} of {column} match.', figures) : t('{fit} of the first {values|value|values} of {column} match.', figures);
  return exact ? t('{fit} of {values|value|values} of {column} are read.', figures) : t('{fit} of the first {values|value|values} of {column} are read.', figures);
}

function recordOf(values: Readonly<Record<string, unknown>>, path: string): Readonly<Record<string, unknown>> {
  const within = path.split('.').slice(0, -1).reduce<unknown>((value, key) => (value as Readonly<Record<string, unknown>> | undefined)?.[key], values);
  return typeof within === 'object' && within !== null ? (within as Readonly<Record<string, unknown>>) : {};
}

function Marked({ text, found }: { readonly text: string; readonly found: string | null }) {
  const at = found === null ? -1 : text.indexOf(found);
  if (found === null || found === '' || at < 0) return <code>{text}</code>;
  return (
    <code>
      {text.slice(0, at)}
      <mark>{found}</mark>
      {text.slice(at + found.length)}
    </code>
  );
}

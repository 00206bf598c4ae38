import type { Environments } from '../../engine/document/environments.ts';
import { valueOf, valueProblem, type ParameterDraft } from './parameter-drafts.ts';
import { t } from '../words/words.ts';

type Value = Environments[string][string];

/** An environment as it is typed: texts by the key of the parameter's draft. */
export interface EnvironmentDraft {
  readonly key: number;
  readonly name: string;
  readonly texts: Readonly<Record<number, string>>;
  /** As it was read; null for a new one. */
  readonly was: { readonly name: string; readonly values: Environments[string] } | null;
}

/** The environments as they are read, for the parameters as they are read. */
export const environmentDrafts = (all: Environments, parameters: readonly ParameterDraft[]): readonly EnvironmentDraft[] =>
  Object.entries(all).map(([name, values], key) => ({
    key,
    name,
    texts: Object.fromEntries(parameters.flatMap((p) => (p.kept.name !== undefined && Object.hasOwn(values, p.kept.name) ? [[p.key, textOf(values[p.kept.name]!)]] : []))),
    was: { name, values },
  }));

const textOf = (value: Value): string => (value === null ? '' : String(value));

/** Names in the environment that the flow does not declare: it cannot be used as long as they are there. */
export const strangersOf = ({ was }: EnvironmentDraft, parameters: readonly ParameterDraft[]): readonly string[] => Object.keys(was?.values ?? {}).filter((name) => !parameters.some((p) => p.name === name || p.kept.name === name));

/** What is wrong with an environment's name, in one sentence, or null. */
export function environmentProblem(draft: EnvironmentDraft, all: readonly EnvironmentDraft[]): string | null {
  const name = draft.name.trim();
  if (name === '') return t('Give the environment a name.');
  return all.some((d) => d.key !== draft.key && d.name.trim() === name) ? t('Two environments are called {name}. Rename one.', { name }) : null;
}

/** Why a value of an environment cannot be, in one sentence, or null. One that was not touched stays as it was read. */
export const environmentValueProblem = (draft: EnvironmentDraft, parameter: ParameterDraft): string | null => {
  const text = draft.texts[parameter.key] ?? '';
  const problem = valueProblem(parameter.type, text);
  return problem === null ? null : `${draft.name.trim() || t('Environment')}: ${problem}`;
};

/** The environments as they are stored; what the flow does not declare, or no longer, is left out. Call it only when none has a problem. */
export const environmentsOf = (drafts: readonly EnvironmentDraft[], parameters: readonly ParameterDraft[]): Environments =>
  Object.fromEntries(drafts.map((draft) => [draft.name.trim(), Object.fromEntries(parameters.flatMap((p) => storedValue(draft, p)))]));

function storedValue({ texts, was }: EnvironmentDraft, { key, name, type, kept }: ParameterDraft): readonly (readonly [string, Value])[] {
  const text = texts[key] ?? '';
  const before = was !== null && kept.name !== undefined && kept.type === type && Object.hasOwn(was.values, kept.name) ? was.values[kept.name]! : undefined;
  // Untouched, a value keeps its spelling, such as an empty text or a number in quotes.
  if (before !== undefined && textOf(before) === text) return [[name, before]];
  const value = valueOf({ type, text });
  return value === null || value === undefined ? [] : [[name, value]];
}

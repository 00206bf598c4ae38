import type { FlowParameter } from '../../engine/document/document.ts';
import { t, type PlainText } from '../words/words.ts';

export type ParameterType = FlowParameter['type'];

/** A flow parameter as it is typed; `kept` holds what the form does not show. */
export interface ParameterDraft {
  readonly key: number;
  readonly name: string;
  readonly type: ParameterType;
  readonly text: string;
  /** What the form of a node shows where the flow is used as a component. */
  readonly label: string;
  readonly help: string;
  readonly group: string;
  /** One a line; none when empty. */
  readonly choices: string;
  readonly kept: Partial<FlowParameter>;
}

export const parameterTypes: readonly { readonly value: ParameterType; readonly label: PlainText }[] = [
  { value: 'text', label: 'Text' },
  { value: 'integer', label: 'Whole number' },
  { value: 'number', label: 'Number' },
  { value: 'boolean', label: 'True or false' },
  { value: 'date', label: 'Date' },
  { value: 'timestamp', label: 'Date and time' },
];

export const draftOf = (parameter: FlowParameter, key: number): ParameterDraft => ({
  key,
  name: parameter.name,
  type: parameter.type,
  text: parameter.default === null ? '' : String(parameter.default),
  label: parameter.label ?? '',
  help: parameter.help ?? '',
  group: parameter.group ?? '',
  choices: (parameter.choices ?? []).join('\n'),
  kept: parameter,
});

/** What is wrong with a draft among its siblings, in one sentence, or null. */
export function draftProblem(draft: ParameterDraft, all: readonly ParameterDraft[]): string | null {
  if (draft.name === '') return t('Give the parameter a name.');
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(draft.name)) return t('A name has letters, digits and underscores, and does not start with a digit.');
  if (all.some((d) => d.key !== draft.key && d.name === draft.name)) return t('Two parameters are called {name}. Rename one.', { name: draft.name });
  const choices = choicesOf(draft);
  const wrong = choices.find((choice) => valueProblem(draft.type, choice) !== null);
  if (wrong !== undefined) return valueProblem(draft.type, wrong);
  if (choices.length > 0 && draft.text !== '' && !choices.includes(draft.text)) return t('The default {text} is none of the choices. Add it to them, or choose another default.', { text: draft.text });
  return valueProblem(draft.type, draft.text);
}

const choicesOf = ({ choices }: Pick<ParameterDraft, 'choices'>): readonly string[] => [...new Set(choices.split('\n').map((line) => line.trim()).filter((line) => line !== ''))];

/** Why a text is no value of a type, in one sentence, or null. */
export const valueProblem = (type: ParameterType, text: string): string | null => (valueOf({ type, text }) === undefined ? t('“{text}” is not {wanted}.', { text, wanted: t(wanted[type]) }) : null);

const wanted: Readonly<Record<ParameterType, PlainText>> = {
  text: 'text',
  integer: 'a whole number such as 42',
  number: 'a number such as 0.5',
  boolean: 'true or false',
  date: 'a date such as 2026-03-01',
  timestamp: 'a date and time such as 2026-03-01 09:30:00',
};

/** The default as it is stored; empty text is none, and undefined means the text does not fit the type. */
export function valueOf(draft: Pick<ParameterDraft, 'type' | 'text'>): FlowParameter['default'] | undefined {
  const text = draft.type === 'text' ? draft.text : draft.text.trim();
  if (text === '') return null;
  switch (draft.type) {
    case 'text':
      return text;
    case 'integer':
      return /^[+-]?\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
    case 'number':
      return Number.isFinite(Number(text)) ? Number(text) : undefined;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined;
    case 'timestamp':
      return /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?/.test(text) && !Number.isNaN(Date.parse(text.slice(0, 10))) ? text : undefined;
  }
}

/** The drafts as the document stores them; call it only when none has a problem. */
export const parametersOf = (drafts: readonly ParameterDraft[]): readonly FlowParameter[] =>
  drafts.map((d) => {
    const { label: _label, help: _help, group: _group, choices: _choices, ...kept } = d.kept;
    const words = Object.fromEntries((['label', 'help', 'group'] as const).flatMap((key) => (d[key].trim() === '' ? [] : [[key, d[key].trim()]])));
    const choices = choicesOf(d).map((text) => (d.type === 'integer' || d.type === 'number' ? Number(text) : text));
    return { ...kept, name: d.name, type: d.type, default: valueOf(d) ?? null, ...words, ...(choices.length > 0 ? { choices } : {}) };
  });

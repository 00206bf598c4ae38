import { fillNumber } from './numbers.ts';
import type { German } from './de/german.ts';
import { pluralForm, textParts, type NamesIn, type WordValue } from './fill-text.ts';
import type { Language } from './language.ts';

/** A text of the window, in English: the German catalogue holds them all, so a text that is not in it does not compile. */
export type Text = keyof German;

/** A text that is complete as it stands. */
export type PlainText = { [T in Text]: [NamesIn<T>] extends [never] ? T : never }[Text];

type Catalogue = Readonly<Record<string, string>>;

let current: { readonly language: Language; readonly texts: Catalogue | null } = { language: 'en', texts: null };

/** Speaks a language from now on; `texts` are null for English, the language the texts are written in. */
export function speak(language: Language, texts: Catalogue | null): void {
  current = { language, texts };
}

export const language = (): Language => current.language;

/** The text in the language of the window. */
export function t<const T extends Text>(text: T, ...values: [NamesIn<T>] extends [never] ? [] : [Readonly<Record<NamesIn<T>, WordValue>>]): string {
  return textParts<WordValue>(textOf(text), values[0] ?? {}, shownValue).join('');
}

/** What the catalogue has for a text, its values still to be put in. */
export function textOf(text: Text): string {
  if (current.texts === null) return text;
  const found = current.texts[text];
  if (found === undefined) throw new Error(`The text “${text}” is in no catalogue.`);
  return found;
}

/** A value as it stands in a text. */
export function shownValue(value: WordValue, forms: readonly string[] | null): string {
  if (forms === null) return typeof value === 'number' ? fillNumber(current.language, value) : value;
  if (typeof value !== 'number') throw new Error(`“${value}” is no number, so “${forms.join('|')}” has no form for it.`);
  return `${fillNumber(current.language, value)} ${pluralForm(current.language, value, forms)}`;
}

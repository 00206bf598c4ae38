import type { Language } from './language.ts';

/**
 * A text of the catalogue holds values by name: `{title}` is put in as it is, `{rows|row|rows}` as the number and then the form for it, in
 * the order of the language's plural forms: "1 row", "7,043 rows". What follows `##` tells two uses of a word apart and is not shown.
 */
const place = /\{(\w+)(?:\|([^{}]*))?\}/;

export type WordValue = string | number;

/** The names of the values a text needs. */
export type NamesIn<T extends string> = T extends `${string}{${infer Inside}}${infer Rest}` ? (Inside extends `${infer Name}|${string}` ? Name : Inside) | NamesIn<Rest> : never;

/** A text cut into what stands in it and the values between, in their order. */
export function textParts<V>(text: string, values: Readonly<Record<string, V>>, show: (value: V, forms: readonly string[] | null) => V): readonly (string | V)[] {
  const [shown = ''] = text.split('##');
  // The groups of the pattern stand between the pieces: text, name, forms, text, …
  const pieces = shown.split(place);
  return pieces.flatMap((piece, i): readonly (string | V)[] => {
    if (i % 3 === 0) return piece === '' ? [] : [piece];
    if (i % 3 === 2) return [];
    const value = values[piece];
    if (value === undefined) throw new Error(`The text “${text}” is given no ${piece}.`);
    return [show(value, pieces[i + 1]?.split('|') ?? null)];
  });
}

const rules = new Map<Language, Intl.PluralRules>();

/** The form of a word for a number. */
export function pluralForm(language: Language, count: number, forms: readonly string[]): string {
  const found = rules.get(language) ?? new Intl.PluralRules(language);
  rules.set(language, found);
  const form = forms[found.resolvedOptions().pluralCategories.indexOf(found.select(count))];
  if (form === undefined) throw new Error(`“${forms.join('|')}” has no form for ${count}.`);
  return form;
}

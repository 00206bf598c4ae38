import { isObject } from '../core/json.ts';
import type { FlowDocument } from '../document/document.ts';

const telling = /pass(word|wd|phrase)|secret|token|credential|(api|access|private|auth)[_-]?key/i;

/** Stands where a secret was. */
export const hiddenValue = '•••';

/** Whether a flow parameter is by its name one whose value is nobody's business. */
export const isSecretName = (name: string): boolean => telling.test(name);

/** Every text within a value without the secrets in `texts`, and as `clean` leaves it. */
export function hideIn<T>(value: T, texts: readonly string[], clean: (text: string) => string): T {
  const visit = (v: unknown): unknown => {
    if (typeof v === 'string') return clean(texts.reduce((text, secret) => text.replaceAll(secret, hiddenValue), v));
    if (Array.isArray(v)) return v.map(visit);
    return isObject(v) ? Object.fromEntries(Object.entries(v).map(([key, inner]) => [key, visit(inner)])) : v;
  };
  return visit(value) as T;
}

/** Names of the flow's secret parameters, and the texts that must not be written anywhere. */
export function secretParameters(document: FlowDocument, given: Readonly<Record<string, string>>): { readonly names: readonly string[]; readonly texts: readonly string[] } {
  const secret = document.parameters.filter((p) => p.type === 'text' && isSecretName(p.name));
  const texts = secret.flatMap((p) => [given[p.name], typeof p.default === 'string' ? p.default : undefined]);
  // A text of one or two letters is in every other word.
  return { names: secret.map((p) => p.name), texts: [...new Set(texts.filter((t): t is string => t !== undefined && t.length > 2))] };
}

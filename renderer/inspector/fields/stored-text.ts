import type { ParamSpec } from '../../../engine/definition/index.ts';
import { isRequired } from '../form/visible-params.ts';

/** What a text control stores when it shows this text: an empty one is no value, except where empty text is a value of its own. */
export function storedText(spec: ParamSpec, text: string): string | null | undefined {
  // No key types a tab into a field: it is written as in most programs, and shown so again.
  if (spec.kind === 'text' && text === '\\t') return '\t';
  if (text !== '') return text;
  if (spec.default === null) return null;
  if (spec.kind === 'text') return isRequired(spec) ? undefined : '';
  return undefined;
}

export const shownText = (value: unknown): string => (typeof value === 'string' ? (value === '\t' ? '\\t' : value) : '');

import type { ParamSpec, ParamSpecs } from '../../../engine/definition/index.ts';
import { effectiveValue, isEmpty, visibleParams } from './visible-params.ts';
import { language, t } from '../../words/words.ts';

export interface SummaryPart {
  readonly text: string;
  readonly role: 'column' | 'code' | 'word';
}

/**
 * One record of a list as a short phrase, columns first: `tenure · is between · 0 · 72`.
 * Settings left at their default are not told, except columns and the first choice, which carry the meaning.
 */
export function summarizeRecord(specs: ParamSpecs, record: Readonly<Record<string, unknown>>): readonly SummaryPart[] {
  const { main } = visibleParams(specs, record);
  const firstChoice = main.find(([, spec]) => spec.kind === 'choice')?.[0];
  const parts = main.flatMap(([name, spec]) => {
    const value = effectiveValue(spec, record[name]);
    const telling = name === firstChoice || isNamed(spec) || JSON.stringify(value) !== JSON.stringify(spec.default);
    if (!telling || isEmpty(value)) return [];
    return [{ part: partOf(spec, value), rank: isNamed(spec) ? 0 : name === firstChoice ? 1 : 2 }];
  });
  return parts.sort((a, b) => a.rank - b.rank).flatMap(({ part }) => (part ? [part] : []));
}

const isNamed = (spec: ParamSpec): boolean => spec.kind === 'column' || spec.kind === 'columns';

function partOf(spec: ParamSpec, value: unknown): SummaryPart | null {
  switch (spec.kind) {
    case 'column':
      return { text: String(value), role: 'column' };
    case 'columns':
      return { text: (value as readonly string[]).join(', '), role: 'column' };
    case 'choice': {
      const label = spec.options.find((o) => o.value === value)?.label ?? String(value);
      return { text: lowerFirst(label), role: 'word' };
    }
    case 'expression':
    case 'sql':
    case 'script':
    case 'type':
      return { text: String(value).replaceAll(/\s+/g, ' '), role: 'code' };
    case 'boolean':
      return value === true ? { text: lowerFirst(spec.label), role: 'word' } : null;
    case 'texts': {
      const items = value as readonly string[];
      return { text: items.length <= 3 ? items.join(', ') : t('{count|value|values}', { count: items.length }), role: 'code' };
    }
    case 'integer':
    case 'number':
      return { text: String(value), role: 'code' };
    case 'text':
    case 'file':
      return { text: String(value), role: 'word' };
    case 'table':
    case 'list':
      return null;
  }
}

/** As it stands within a phrase; German nouns keep their capitals there. */
function lowerFirst(text: string): string {
  if (language() === 'de') return text;
  const second = text[1];
  if (second !== undefined && second !== second.toLowerCase()) return text;
  return text.charAt(0).toLowerCase() + text.slice(1);
}

import type { ParamSpec } from '../../../engine/definition/index.ts';
import { isNeeded } from '../form/visible-params.ts';
import { t } from '../../words/words.ts';

/** What may be written for a setting, in words for the manual. */
export function kindWords(spec: ParamSpec): string {
  switch (spec.kind) {
    case 'text':
      return t('text');
    case 'texts':
      return t('several texts');
    case 'integer':
    case 'number':
      return `${spec.kind === 'integer' ? t('whole number') : t('number')}${rangeWords(spec.min, spec.max)}`;
    case 'boolean':
      return t('yes or no');
    case 'choice':
      return t('one of a list');
    case 'file':
      return spec.access === 'read' ? t('file to read') : t('file to write');
    case 'expression':
      return { value: t('expression'), condition: t('condition'), aggregate: t('aggregate expression') }[spec.gives];
    case 'column':
      return t('column');
    case 'columns':
      return t('columns');
    case 'type':
      return t('type');
    case 'sql':
      return t('SQL statement');
    case 'script':
      return spec.language === 'javascript' ? 'JavaScript' : 'Python';
    case 'table':
      return t('table');
    case 'list':
      return t('list of records, one per {noun}', { noun: spec.noun });
  }
}

function rangeWords(min: number | undefined, max: number | undefined): string {
  if (min !== undefined && max !== undefined) return `, ${t('{min} to {max}', { min: String(min), max: String(max) })}`;
  if (min !== undefined) return `, ${t('{min} or more', { min: String(min) })}`;
  return max === undefined ? '' : `, ${t('{max} or less', { max: String(max) })}`;
}

/** How a setting starts: `required`, `optional`, or its default. */
export function defaultWords(spec: ParamSpec): string {
  if (isNeeded(spec)) return t('required');
  if (spec.default === null) return t('optional');
  if (spec.kind === 'choice') return defaultText(spec.options.find((o) => o.value === spec.default)?.label ?? String(spec.default));
  if (spec.kind === 'boolean') return defaultText(spec.default ? t('yes') : t('no'));
  if (spec.kind === 'text') return defaultText(spec.default === '' ? t('empty') : String(spec.default));
  if (spec.kind === 'integer' || spec.kind === 'number') return defaultText(String(spec.default));
  return t('optional');
}

const defaultText = (value: string): string => t('default: {value}', { value });

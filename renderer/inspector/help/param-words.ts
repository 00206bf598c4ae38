import type { ParamSpec } from '../../../engine/definition/index.ts';
import { isRequired } from '../form/visible-params.ts';

/** What may be written for a setting, in words for the manual. */
export function kindWords(spec: ParamSpec): string {
  switch (spec.kind) {
    case 'text':
      return 'text';
    case 'texts':
      return 'several texts';
    case 'integer':
    case 'number':
      return `${spec.kind === 'integer' ? 'whole number' : 'number'}${rangeWords(spec.min, spec.max)}`;
    case 'boolean':
      return 'yes or no';
    case 'choice':
      return 'one of a list';
    case 'file':
      return spec.access === 'read' ? 'file to read' : 'file to write';
    case 'expression':
      return { value: 'expression', condition: 'condition', aggregate: 'aggregate expression' }[spec.gives];
    case 'column':
      return 'column';
    case 'columns':
      return 'columns';
    case 'type':
      return 'type';
    case 'sql':
      return 'SQL statement';
    case 'script':
      return spec.language === 'javascript' ? 'JavaScript' : 'Python';
    case 'table':
      return 'table';
    case 'list':
      return `list of records, one per ${spec.noun}`;
  }
}

function rangeWords(min: number | undefined, max: number | undefined): string {
  if (min !== undefined && max !== undefined) return `, ${min} to ${max}`;
  if (min !== undefined) return `, ${min} or more`;
  return max === undefined ? '' : `, ${max} or less`;
}

/** How a setting starts: `required`, `optional`, or its default. */
export function defaultWords(spec: ParamSpec): string {
  if (isRequired(spec)) return 'required';
  if (spec.default === null) return 'optional';
  if (spec.kind === 'choice') return `default: ${spec.options.find((o) => o.value === spec.default)?.label ?? String(spec.default)}`;
  if (spec.kind === 'boolean') return `default: ${spec.default ? 'yes' : 'no'}`;
  if (spec.kind === 'text') return spec.default === '' ? 'default: empty' : `default: ${spec.default}`;
  if (spec.kind === 'integer' || spec.kind === 'number') return `default: ${spec.default}`;
  return 'optional';
}

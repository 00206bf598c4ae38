import type { ParamSpec, ParamSpecs } from '../../../engine/definition/index.ts';

const short = new Set<ParamSpec['kind']>(['text', 'integer', 'number', 'boolean', 'choice', 'column', 'type']);

/**
 * How the records of a list are laid out: a line each where a record has few short fields, an open card where it has few
 * of any kind, else a line of summary that unfolds.
 */
export function listLayout(item: ParamSpecs): 'line' | 'card' | 'fold' {
  const specs = Object.values(item);
  const plain = specs.every((s) => !s.advanced && !s.showIf);
  if (plain && specs.length <= 2 && specs.every((s) => short.has(s.kind) && !s.help && !('multiline' in s && s.multiline))) return 'line';
  return specs.length <= 3 && specs.every((s) => s.kind !== 'list' && s.kind !== 'table') ? 'card' : 'fold';
}

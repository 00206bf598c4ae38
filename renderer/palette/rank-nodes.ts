import type { Schema } from '../../engine/core/schema.ts';
import { isNumericType } from '../../engine/core/schema.ts';
import type { AnyNodeDefinition, Catalog, Category, OutputPort } from '../../engine/definition/index.ts';

/** What a new node will be tied to: an output it reads, or an input it feeds, or nothing. */
export interface Fit {
  readonly output: { readonly kind: OutputPort['kind']; readonly schema: Schema | null } | null;
  readonly feeds: boolean;
  readonly insert: boolean;
  readonly emptyFlow: boolean;
}

/** Words people use that are in no title. */
const synonyms: Readonly<Partial<Record<Category, string>>> = {
  read: 'import load open input source',
  write: 'export save output sink',
  combine: 'merge vlookup lookup join append stack',
  reshape: 'group summarise summarize pivot transpose',
  rows: 'where order top',
  columns: 'compute calculate field rename',
  quality: 'validate test check assert',
  learn: 'model predict score machine learning onnx',
  script: 'code sql python',
  stream: 'live events tail',
};

/** Node types a person marked or added lately, the dearest first. */
export const usedTypes = ({ favourites, recent }: { readonly favourites: readonly string[]; readonly recent: readonly string[] }): readonly string[] => [...favourites, ...recent];

/** The node types that can be tied as asked and match the typed words, the likeliest first; of equal ones those that are `used` come first. */
export function rankNodes(catalog: Catalog, query: string, fit: Fit, used: readonly string[] = []): readonly AnyNodeDefinition[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const place = new Map([...used].toReversed().map((type, i) => [type, used.length - i]));
  const unused = used.length + 1;
  return [...catalog.values()]
    .map((definition, order) => ({ definition, order, fits: fitScore(definition, fit), found: matchScore(definition, words) }))
    .filter((c) => c.fits > 0 && c.found > 0)
    .sort((a, b) => b.found - a.found || b.fits - a.fits || (place.get(a.definition.type) ?? unused) - (place.get(b.definition.type) ?? unused) || a.order - b.order)
    .map((c) => c.definition);
}

function fitScore(definition: AnyNodeDefinition, fit: Fit): number {
  const reads = definition.inputs.length > 0;
  const gives = definition.outputs.length > 0;
  if (fit.insert) return reads && gives ? 2 : 0;
  if (fit.feeds) return gives ? (reads ? 1 : 2) : 0;
  if (!fit.output) return reads ? (fit.emptyFlow ? 1 : 2) : 2;
  if (!reads) return 0;
  if (fit.output.kind !== 'rows') return definition.category === 'write' ? 4 : 2;
  return 2 + schemaScore(definition, fit.output.schema);
}

/** Nodes whose settings ask for a kind of column the data has come before those that have nothing to work on. */
function schemaScore(definition: AnyNodeDefinition, schema: Schema | null): number {
  if (!schema) return 0;
  const numeric = schema.some((c) => isNumericType(c.type));
  const nested = schema.some((c) => c.type.endsWith('[]') || c.type.startsWith('STRUCT') || c.type.startsWith('MAP'));
  const text = JSON.stringify([definition.type, definition.title]).toLowerCase();
  if (/unnest|explode|flatten/.test(text)) return nested ? 3 : -1;
  if (definition.category === 'learn') return numeric ? 0.5 : -0.5;
  return definition.category === 'rows' || definition.category === 'columns' ? 1 : 0;
}

function matchScore(definition: AnyNodeDefinition, words: readonly string[]): number {
  const title = definition.title.toLowerCase();
  const whole = `${title} ${definition.type} ${definition.summary.toLowerCase()} ${synonyms[definition.category] ?? ''}`;
  let score = 1;
  for (const word of words) {
    if (title.startsWith(word)) score += 8;
    else if (title.split(/[\s(]+/).some((w) => w.startsWith(word))) score += 6;
    else if (title.includes(word)) score += 4;
    else if (whole.includes(word)) score += 1;
    else if (word.length > 1 && initialsOf(title).startsWith(word)) score += 3;
    else if (word.length > 3 && title.split(/[\s(]+/).some((w) => isSlip(word, w.slice(0, word.length + 1)) || isSlip(word, w.slice(0, word.length)))) score += 0.5;
    else return 0;
  }
  return score;
}

const initialsOf = (title: string): string => title.split(/[\s(-]+/).map((w) => w.charAt(0)).join('');

/** Whether one letter is wrong, missing or too many, or two have changed places. */
function isSlip(typed: string, meant: string): boolean {
  if (Math.abs(typed.length - meant.length) > 1) return false;
  let start = 0;
  while (start < typed.length && typed[start] === meant[start]) start++;
  let end = 0;
  while (end < typed.length - start && end < meant.length - start && typed.at(-1 - end) === meant.at(-1 - end)) end++;
  const [a, b] = [typed.slice(start, typed.length - end), meant.slice(start, meant.length - end)];
  return (a.length <= 1 && b.length <= 1) || (a.length === 2 && b.length === 2 && a[0] === b[1] && a[1] === b[0]);
}

import type { Schema } from '../../engine/core/schema.ts';
import { isNumericType } from '../../engine/core/schema.ts';
import { likeness, type AnyNodeDefinition, type Catalog, type OutputPort } from '../../engine/definition/index.ts';

/** What a new node will be tied to: an output it reads, or an input it feeds, or nothing. */
export interface Fit {
  readonly output: { readonly kind: OutputPort['kind']; readonly schema: Schema | null } | null;
  readonly feeds: boolean;
  readonly insert: boolean;
  readonly emptyFlow: boolean;
}

/** Node types a person marked or added lately, the dearest first. */
export const usedTypes = ({ favourites, recent }: { readonly favourites: readonly string[]; readonly recent: readonly string[] }): readonly string[] => [...favourites, ...recent];

/** The node types that can be tied as asked and match the typed words, the likeliest first; of equal ones those that are `used` come first. */
export function rankNodes(catalog: Catalog, query: string, fit: Fit, used: readonly string[] = []): readonly AnyNodeDefinition[] {
  const place = new Map([...used].toReversed().map((type, i) => [type, used.length - i]));
  const unused = used.length + 1;
  return [...catalog.values()]
    .map((definition, order) => ({ definition, order, fits: fitScore(definition, fit), found: likeness(definition, query) }))
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

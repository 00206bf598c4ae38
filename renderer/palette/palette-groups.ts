import type { AnyNodeDefinition, Catalog, Category } from '../../engine/definition/index.ts';
import { t, type PlainText } from '../words/words.ts';

export interface PaletteGroup {
  /** What the group is called in any language. */
  readonly key: string;
  /** Tells the same node in two groups apart; left out where the catalogue itself is listed. */
  readonly own?: string;
  readonly title: string;
  readonly nodes: readonly AnyNodeDefinition[];
}

const groups: readonly (readonly [PlainText, readonly Category[]])[] = [
  ['Sources', ['read']],
  ['Streams', ['stream']],
  ['Rows and columns', ['rows', 'columns']],
  ['Combine and reshape', ['combine', 'reshape']],
  ['Quality', ['quality']],
  ['Learn', ['learn']],
  ['Script', ['script']],
  ['Control', ['control']],
  ['Sinks and views', ['write']],
];

/** The catalogue under the headings of the palette, empty ones left out. */
export function paletteGroups(catalog: Catalog): readonly PaletteGroup[] {
  const all = [...catalog.values()];
  return groups.map(([title, categories]) => ({ key: title, title: t(title), nodes: all.filter((d) => categories.includes(d.category)) })).filter((g) => g.nodes.length > 0);
}

/** What a person marked, and what they added last that is not marked. */
export function ownGroups(catalog: Catalog, favourites: readonly string[], recent: readonly string[]): readonly PaletteGroup[] {
  const known = (types: readonly string[]) => types.flatMap((type) => catalog.get(type) ?? []);
  return [
    { key: 'Favourites', own: 'favourite', title: t('Favourites'), nodes: known(favourites) },
    { key: 'Recently used', own: 'recent', title: t('Recently used'), nodes: known(recent.filter((type) => !favourites.includes(type))) },
  ].filter((g) => g.nodes.length > 0);
}

import type { AnyNodeDefinition, Catalog, Category } from '../../engine/definition/index.ts';

export interface PaletteGroup {
  readonly title: string;
  readonly nodes: readonly AnyNodeDefinition[];
}

const groups: readonly (readonly [string, readonly Category[]])[] = [
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
  return groups.map(([title, categories]) => ({ title, nodes: all.filter((d) => categories.includes(d.category)) })).filter((g) => g.nodes.length > 0);
}

/** How well a text fits what was typed, 0 where it does not. */
export type Fit = (value: string, search: string, keywords?: string[]) => number;

/** The nodes that fit what was typed, the best `most` of them in the order of the flow; a list of all nodes of a large flow would be slow to make and too long to read. */
export function nodesCalled(nodes: readonly (readonly [id: string, title: string])[], search: string, most: number, fit: Fit): readonly (readonly [id: string, title: string])[] {
  if (nodes.length <= most) return nodes;
  if (search.trim() === '') return nodes.slice(0, most);
  const best = nodes
    .map((node, place) => ({ node, place, fit: fit(`node ${node[0]}`, search, [node[1]]) }))
    .filter((one) => one.fit > 0)
    .sort((a, b) => b.fit - a.fit || a.place - b.place)
    .slice(0, most);
  return best.sort((a, b) => a.place - b.place).map(({ node }) => node);
}

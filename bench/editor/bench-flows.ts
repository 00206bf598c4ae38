export const smallFlow = {
  millrace: 1,
  name: 'Small',
  parameters: [],
  nodes: { table: { type: 'inline-table', version: 1, params: { table: { columns: [{ name: 'n', type: 'INTEGER' }], rows: [['1']] } } } },
  edges: [],
  layout: { table: { x: 0, y: 0 } },
};

/** Chains of nine steps on a source each, in rows of 25 by 40 nodes: formulas, filters, sorts, and joins between neighbours. */
export function largeFlow(count: number): object {
  const nodes: Record<string, object> = {};
  const edges: { from: string; to: string }[] = [];
  const layout: Record<string, { x: number; y: number }> = {};
  const output = (type: string) => (type === 'filter-rows' ? 'passed' : type === 'distinct-rows' ? 'unique' : 'out');
  const kinds = ['generate-rows', 'formula', 'filter-rows', 'sort-rows', 'formula', 'filter-rows', 'limit-rows', 'formula', 'distinct-rows', 'filter-rows'] as const;
  for (let i = 0; i < count; i++) {
    const kind = kinds[i % kinds.length]!;
    nodes[`n${i}`] = { type: kind, version: 1, params: params(kind, i) };
    layout[`n${i}`] = { x: (i % 25) * 280, y: Math.floor(i / 25) * 130 };
    if (i % kinds.length !== 0) edges.push({ from: `n${i - 1}.${output(kinds[(i - 1) % kinds.length]!)}`, to: `n${i}.in` });
  }
  return { millrace: 1, name: 'Large', parameters: [], nodes, edges, layout };
}

function params(kind: string, i: number): object {
  switch (kind) {
    case 'generate-rows':
      return { rows: 1000 };
    case 'formula':
      return { columns: [{ name: `f${i}`, expression: `id * ${i} + 1` }] };
    case 'filter-rows':
      return { condition: `id > ${i}` };
    default:
      return {};
  }
}

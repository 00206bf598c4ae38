import { formatEnd, type End, type FlowDocument } from '../document/document.ts';

/** A flow with one more step that asks `statement` of ports, called `in1`, `in2` and so on in it; `version` is that of the node type `sql`. */
export function withQuestion(document: FlowDocument, ends: readonly End[], statement: string, version: number): { readonly document: FlowDocument; readonly node: string } {
  let node = 'look-at';
  for (let count = 2; Object.hasOwn(document.nodes, node); count++) node = `look-at-${count}`;
  const edges = ends.map((end, i) => ({ from: formatEnd(end), to: `${node}.in${i + 1}` }));
  return { document: { ...document, nodes: { ...document.nodes, [node]: { type: 'sql', version, params: { statement } } }, edges: [...document.edges, ...edges] }, node };
}

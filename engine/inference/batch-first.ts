import type { onnx } from 'onnx-proto';

import { graphNode } from './graph-parts.ts';

/** A recurrent layer whose tensors begin with the batch, as one whose tensors begin with the step or the direction, between operators that exchange them. */
export function batchFirst(node: onnx.INodeProto): onnx.INodeProto[] {
  const name = `${node.name || node.output!.find((output) => output !== '')!}/steps`;
  const before: onnx.INodeProto[] = [];
  const after: onnx.INodeProto[] = [];
  const exchanged = (value: string, place: number): string => {
    if (value === '' || ![0, 5, 6].includes(place)) return value;
    const to = `${name}/in${place}`;
    before.push(graphNode('Transpose', [value], [to], { perm: { ints: [1, 0, 2] } }));
    return to;
  };
  const given = (value: string, place: number): string => {
    if (value === '') return value;
    const from = `${name}/out${place}`;
    after.push(graphNode('Transpose', [from], [value], { perm: { ints: place === 0 ? [2, 0, 1, 3] : [1, 0, 2] } }));
    return from;
  };
  const layer = { ...node, input: (node.input ?? []).map(exchanged), output: (node.output ?? []).map(given), attribute: (node.attribute ?? []).filter((attribute) => attribute.name !== 'layout') };
  return [...before, layer, ...after];
}

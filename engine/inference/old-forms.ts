import proto from 'onnx-proto';
import type { onnx } from 'onnx-proto';

import * as field from './graph-fields.ts';
import { graphNode } from './graph-parts.ts';
import type { ProtobufField } from './protobuf-fields.ts';

const { ValueInfoProto } = proto.onnx;

const BROADCASTS = new Set(['Add', 'Sub', 'Mul', 'Div', 'Pow', 'And', 'Or', 'Xor', 'Greater', 'Less', 'Equal']);
/** Attributes of old forms that say how memory is used, or that a model is not being trained. */
const IDLE = ['consumed_inputs', 'is_test', 'broadcast', 'axis'];

/** Numbers of dimensions of the values a graph states them for. */
export function ranksOf(graphParts: readonly ProtobufField[]): Map<string, number> {
  const ranks = new Map<string, number>();
  for (const part of graphParts) {
    if (part.number === field.GRAPH_INPUT || part.number === field.GRAPH_VALUE_INFO || part.number === field.GRAPH_OUTPUT) {
      const value = ValueInfoProto.decode(part.value);
      const shape = value.type?.tensorType?.shape;
      if (shape != null) ranks.set(value.name, shape.dim?.length ?? 0);
    }
    if (part.number === field.GRAPH_INITIALIZER) {
      const tensor = proto.onnx.TensorProto.decode(part.value);
      ranks.set(tensor.name, tensor.dims.length);
    }
  }
  return ranks;
}

/** A node of version 6 as nodes of version 7; `same` where nothing differs, null where it cannot be written so. */
export function withOldForm(node: onnx.INodeProto, ranks: ReadonlyMap<string, number>): onnx.INodeProto[] | 'same' | null {
  const type = node.opType ?? '';
  const number = (name: string): number | null => {
    const attribute = node.attribute?.find((candidate) => candidate.name === name);
    return attribute === undefined ? null : Number(attribute.i ?? 0);
  };
  const plain: onnx.INodeProto = { ...node, attribute: (node.attribute ?? []).filter((attribute) => !IDLE.includes(attribute.name ?? '')) };
  if (type === 'BatchNormalization' || type === 'Dropout') {
    // In training these give other values; an exported model says that it is not.
    return number('is_test') === 1 || type === 'Dropout' ? [plain] : null;
  }
  if (type === 'Gemm') return [plain];
  if (type === 'PRelu') {
    const slope = ranks.get(node.input?.[1] ?? '');
    const data = ranks.get(node.input?.[0] ?? '');
    if (slope === undefined || slope > 1 || data === undefined) return slope === 0 ? 'same' : null;
    return data <= 2 ? [plain] : lengthened(plain, data - 2);
  }
  if (BROADCASTS.has(type)) {
    const axis = number('axis');
    if (axis === null || number('broadcast') !== 1) return [plain];
    const [left, right] = [ranks.get(node.input?.[0] ?? ''), ranks.get(node.input?.[1] ?? '')];
    if (left === undefined || right === undefined) return null;
    const trailing = left - (axis < 0 ? axis + left : axis) - right;
    return trailing <= 0 ? [plain] : lengthened(plain, trailing);
  }
  return node.attribute?.some((attribute) => attribute.name === 'consumed_inputs') === true ? [plain] : 'same';
}

/** The node with so many dimensions of size 1 put behind its second operand. */
function lengthened(node: onnx.INodeProto, trailing: number): onnx.INodeProto[] {
  const [first = '', second = ''] = node.input ?? [];
  const longer = `${node.output?.[0] ?? ''}/longer`;
  const axes = Array.from({ length: trailing }, (_, i) => i + 1);
  return [graphNode('Unsqueeze', [second], [longer], { axes: { ints: axes } }), { ...node, input: [first, longer] }];
}

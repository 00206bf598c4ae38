import proto from 'onnx-proto';
import type { onnx } from 'onnx-proto';

import { graphNode, integerTensor, tensorPort } from './graph-parts.ts';
import { carrierOf } from './model-types.ts';
import type { ElementType, ModelContainer } from './model-types.ts';
import { elementCode } from './type-text.ts';

const { AttributeProto, TensorProto } = proto.onnx;
const kinds = AttributeProto.AttributeType;
type Node = onnx.INodeProto;

/**
 * The runtime takes and gives tensors alone, so a sequence of tensors travels as all values one after the other, with what says where each
 * begins and ends: going in `values`, `sizes`, `shapes` and `count`, coming out `values`, `dims` and `ranks`. An optional also has `given`.
 */
export interface ContainerPort {
  readonly name: string;
  readonly elementType: ElementType;
  readonly container: ModelContainer;
}

export type PartName = 'values' | 'sizes' | 'shapes' | 'count' | 'dims' | 'ranks' | 'given';
export const partOf = (base: string, part: PartName): string => `${base}/${part}`;

/** Tensors to read for a container. */
export const fetchedParts = ({ container }: { readonly container: ModelContainer }): PartName[] => [
  'values',
  ...(container === 'optional' ? [] : (['dims', 'ranks'] as const)),
  ...(container === 'sequence' ? [] : (['given'] as const)),
];

const tensorType = (code: number): onnx.ITypeProto => ({ tensorType: { elemType: code } });
const sequenceType = (code: number): onnx.ITypeProto => ({ sequenceType: { elemType: tensorType(code) } });
const valueInfo = (name: string, type: onnx.ITypeProto): onnx.IValueInfoProto => ({ name, type });
const graphAttribute = (name: string, g: onnx.IGraphProto): onnx.IAttributeProto => ({ name, type: kinds.GRAPH, g });
const withGraphs = (node: Node, graphs: Readonly<Record<string, onnx.IGraphProto>>): Node => ({ ...node, attribute: [...(node.attribute ?? []), ...Object.entries(graphs).map(([name, g]) => graphAttribute(name, g))] });
const boolTensor = (name: string): onnx.ITensorProto => ({ name, dataType: TensorProto.DataType.BOOL, dims: [], rawData: Uint8Array.of(1) });
const emptyTensor = (name: string, code: number): onnx.ITensorProto => ({ name, dataType: code, dims: [0], ...(code === 8 ? {} : { rawData: new Uint8Array(0) }) });

/**
 * Operators that make a container out of its parts, and the parts as inputs of the graph. Loops that carry sequences came with version 13: before, the items are cut
 * from one tensor along its first dimension, so that they may differ in that alone. `depth` counts the levels of lists, that of the sequence included.
 */
export function containerInput(port: ContainerPort & { readonly depth: number }, base: string, opset: number): onnx.IGraphProto {
  const { elementType, container, name } = port;
  const [code, carrier] = [elementCode(elementType), elementCode(carrierOf(elementType))];
  const part = (of: PartName): string => partOf(base, of);
  const local = (of: string): string => `${base}/in/${of}`;
  const node: Node[] = [];
  const input: onnx.IValueInfoProto[] = [valueInfo(part('values'), tensorType(carrier))];
  const initializer: onnx.ITensorProto[] = [];
  let values = part('values');
  if (code !== carrier) {
    node.push(graphNode('Cast', [values], [local('cast')], { to: { int: code } }));
    values = local('cast');
  }
  if (container !== 'optional') {
    const made = container === 'sequence' ? name : local('sequence');
    if (opset < 13 && port.depth === 1) node.push(graphNode('SplitToSequence', [values], [made], { axis: { int: 0 }, keepdims: { int: 0 } }));
    else if (opset < 13) {
      input.push(tensorPort(part('sizes'), 'INT64', ['k']));
      node.push(graphNode('SplitToSequence', [values, part('sizes')], [made], { axis: { int: 0 } }));
    } else {
      input.push(tensorPort(part('sizes'), 'INT64', ['k']), tensorPort(part('shapes'), 'INT64', ['k', 'r']), tensorPort(part('count'), 'INT64', []));
      initializer.push(boolTensor(local('true')));
      node.push(
        graphNode('SplitToSequence', [values, part('sizes')], [local('flat')], { axis: { int: 0 } }),
        graphNode('SplitToSequence', [part('shapes')], [local('dims')], { axis: { int: 0 }, keepdims: { int: 0 } }),
        graphNode('SequenceEmpty', [], [local('empty')], { dtype: { int: code } }),
        withGraphs(graphNode('Loop', [part('count'), local('true'), local('empty')], [made]), { body: fillSequence(local, code, opset) }),
      );
    }
    values = made;
  }
  if (container !== 'sequence') {
    input.push(tensorPort(part('given'), 'BOOL', []));
    const type = container === 'optional' ? tensorType(code) : sequenceType(code);
    const optional = { optionalType: { elemType: type } };
    const branch = (of: string, inner: Node): onnx.IGraphProto => ({ name: of, node: [inner], output: [valueInfo(local(of), optional)] });
    const none: Node = { ...graphNode('Optional', [], [local('none')]), attribute: [{ name: 'type', type: kinds.TYPE_PROTO, tp: type }] };
    node.push(withGraphs(graphNode('If', [part('given')], [name]), { then_branch: branch('some', graphNode('Optional', [values], [local('some')])), else_branch: branch('none', none) }));
  }
  return { node, input, initializer };
}

function fillSequence(local: (of: string) => string, code: number, opset: number): onnx.IGraphProto {
  const shaped = graphNode('Reshape', [local('item'), local('shape')], [local('shaped')], opset >= 14 ? { allowzero: { int: 1 } } : {});
  return {
    name: 'fill',
    input: [tensorPort(local('i'), 'INT64', []), tensorPort(local('go'), 'BOOL', []), valueInfo(local('before'), sequenceType(code))],
    output: [tensorPort(local('on'), 'BOOL', []), valueInfo(local('after'), sequenceType(code))],
    node: [
      graphNode('Identity', [local('go')], [local('on')]),
      graphNode('SequenceAt', [local('flat'), local('i')], [local('item')]),
      graphNode('SequenceAt', [local('dims'), local('i')], [local('shape')]),
      shaped,
      graphNode('SequenceInsert', [local('before'), local('shaped')], [local('after')]),
    ],
  };
}

/** Operators that take a container apart, and the parts as outputs of the graph. */
export function containerOutput(port: ContainerPort, base: string): onnx.IGraphProto {
  const { elementType, container } = port;
  const [code, carrier] = [elementCode(elementType), elementCode(carrierOf(elementType))];
  const part = (of: PartName): string => partOf(base, of);
  const local = (of: string): string => `${base}/out/${of}`;
  const node: Node[] = [];
  const initializer: onnx.ITensorProto[] = [emptyTensor(local('nothing'), code)];
  let value = port.name;
  if (container !== 'sequence') {
    const type = container === 'optional' ? tensorType(code) : sequenceType(code);
    const blank = container === 'optional' ? graphNode('Identity', [local('nothing')], [local('blank')]) : graphNode('SequenceEmpty', [], [local('blank')], { dtype: { int: code } });
    const branch = (of: string, inner: Node): onnx.IGraphProto => ({ name: of, node: [inner], output: [valueInfo(local(of), type)] });
    node.push(graphNode('OptionalHasElement', [value], [part('given')]));
    node.push(withGraphs(graphNode('If', [part('given')], [local('value')]), { then_branch: branch('got', graphNode('OptionalGetElement', [value], [local('got')])), else_branch: branch('blank', blank) }));
    value = local('value');
  }
  if (container !== 'optional') {
    initializer.push(integerTensor(local('none'), [0], []), boolTensor(local('true')));
    node.push(
      graphNode('SequenceLength', [value], [local('length')]),
      withGraphs(graphNode('Loop', [local('length'), local('true'), local('nothing'), local('none'), local('none')], [local('values'), part('dims'), part('ranks')]), { body: readSequence(local, value, code) }),
    );
    value = local('values');
  }
  node.push(code === carrier ? graphNode('Identity', [value], [part('values')]) : graphNode('Cast', [value], [part('values')], { to: { int: carrier } }));
  const types: Record<PartName, number> = { values: carrier, dims: 7, ranks: 7, given: 9, sizes: 7, shapes: 7, count: 7 };
  return { node, initializer, output: fetchedParts(port).map((of) => valueInfo(part(of), tensorType(types[of]))) };
}

function readSequence(local: (of: string) => string, sequence: string, code: number): onnx.IGraphProto {
  const list = (name: string, type: number): onnx.IValueInfoProto => valueInfo(local(name), { tensorType: { elemType: type, shape: { dim: [{}] } } });
  return {
    name: 'read',
    initializer: [integerTensor(local('flat'), [1], [-1n])],
    input: [tensorPort(local('i'), 'INT64', []), tensorPort(local('go'), 'BOOL', []), list('values-before', code), list('dims-before', 7), list('ranks-before', 7)],
    output: [tensorPort(local('on'), 'BOOL', []), list('values-after', code), list('dims-after', 7), list('ranks-after', 7)],
    node: [
      graphNode('Identity', [local('go')], [local('on')]),
      graphNode('SequenceAt', [sequence, local('i')], [local('item')]),
      graphNode('Reshape', [local('item'), local('flat')], [local('items')]),
      graphNode('Shape', [local('item')], [local('shape')]),
      graphNode('Shape', [local('shape')], [local('rank')]),
      graphNode('Concat', [local('values-before'), local('items')], [local('values-after')], { axis: { int: 0 } }),
      graphNode('Concat', [local('dims-before'), local('shape')], [local('dims-after')], { axis: { int: 0 } }),
      graphNode('Concat', [local('ranks-before'), local('rank')], [local('ranks-after')], { axis: { int: 0 } }),
    ],
  };
}

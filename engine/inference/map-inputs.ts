import proto from 'onnx-proto';
import type { onnx } from 'onnx-proto';

import * as field from './graph-fields.ts';
import { graphNode, integerTensor } from './graph-parts.ts';
import { ModelError } from './model-error.ts';
import { delimitedField, joinedBytes, protobufFields } from './protobuf-fields.ts';
import type { ProtobufField } from './protobuf-fields.ts';
import { typeText } from './type-text.ts';

const { GraphProto, NodeProto, ValueInfoProto } = proto.onnx;

/** A model whose maps are tensors, and the keys that the columns of those tensors stand for, by input. */
export interface WithoutMaps {
  readonly bytes: Uint8Array;
  readonly keys: ReadonlyMap<string, MapKeys>;
}

export interface MapKeys {
  readonly names: readonly string[];
  /** What the keys are in the file. */
  readonly type: 'text' | 'integer';
}

/**
 * The runtime's binding takes no maps. A map that only DictVectorizer operators read comes as a tensor of its vocabulary instead, a column for each key
 * (0 or '' for a key that is not there), and the operators go. A model without maps is given back as it is; throws ModelError `model-unsupported` for other maps.
 */
export function withoutMaps(bytes: Uint8Array): WithoutMaps {
  const parts = protobufFields(bytes);
  const graphField = parts.find((part) => part.number === field.MODEL_GRAPH);
  const graphParts = graphField === undefined ? [] : protobufFields(graphField.value);
  const inputs = new Map<ProtobufField, onnx.ValueInfoProto>();
  for (const part of graphParts) {
    if (part.number !== field.GRAPH_INPUT) continue;
    const value = ValueInfoProto.decode(part.value);
    if (value.type?.mapType != null) inputs.set(part, value);
    else if (value.type?.sequenceType?.elemType?.mapType != null) throw noTensor(value, 'it is a sequence of maps');
  }
  if (inputs.size === 0) return { bytes, keys: new Map() };
  const nodes = graphParts.filter((part) => part.number === field.GRAPH_NODE).map((part) => ({ part, node: NodeProto.decode(part.value) }));
  const keys = new Map<string, MapKeys>();
  const replaced = new Map<ProtobufField, Uint8Array>();
  const rows = manyRows(graphParts) ? { dimParam: 'rows' } : { dimValue: 1 };
  for (const [part, value] of inputs) {
    const readers = nodes.filter(({ node }) => node.input.includes(value.name));
    const other = readers.find(({ node }) => node.opType !== 'DictVectorizer');
    if (readers.length === 0 || other !== undefined) throw noTensor(value, other === undefined ? 'nothing reads it' : `operator ${other.node.opType} reads it`);
    const vocabularies = readers.map(({ node }) => vocabularyOf(node));
    const names = [...new Set(vocabularies.flat())];
    keys.set(value.name, { names, type: Number(value.type?.mapType?.keyType) === 8 ? 'text' : 'integer' });
    const elemType = value.type?.mapType?.valueType?.tensorType?.elemType ?? 0;
    replaced.set(part, GraphProto.encode({ input: [{ name: value.name, type: { tensorType: { elemType, shape: { dim: [rows, { dimValue: names.length }] } } } }] }).finish());
    for (const [i, { part: reader, node }] of readers.entries()) replaced.set(reader, GraphProto.encode(chosenColumns(node, value.name, names, vocabularies[i]!)).finish());
  }
  const graph = graphParts.map((part) => replaced.get(part) ?? part.bytes);
  return { bytes: joinedBytes(parts.flatMap((part) => (part === graphField ? delimitedField(field.MODEL_GRAPH, graph) : [part.bytes]))), keys };
}

/** Whether the outputs leave room for more rows than the one that a map is. */
function manyRows(graphParts: readonly ProtobufField[]): boolean {
  const first = (type: onnx.ITypeProto | null | undefined): number => Number(type?.tensorType?.shape?.dim?.[0]?.dimValue ?? 0);
  return graphParts.filter((part) => part.number === field.GRAPH_OUTPUT).every((part) => first(ValueInfoProto.decode(part.value).type) <= 0);
}

function vocabularyOf(node: onnx.NodeProto): string[] {
  const texts = node.attribute.find((attribute) => attribute.name === 'string_vocabulary')?.strings ?? [];
  const numbers = node.attribute.find((attribute) => attribute.name === 'int64_vocabulary')?.ints ?? [];
  return texts.length > 0 ? texts.map((text) => new TextDecoder().decode(text)) : numbers.map(String);
}

/** What gives a reader its own keys in its own order. */
function chosenColumns(node: onnx.NodeProto, input: string, all: readonly string[], own: readonly string[]): onnx.IGraphProto {
  const output = node.output[0]!;
  if (own.length === all.length && own.every((name, i) => name === all[i])) return { node: [graphNode('Identity', [input], [output])] };
  const places = `${output}/keys`;
  return { node: [graphNode('Gather', [input, places], [output], { axis: { int: 1 } })], initializer: [integerTensor(places, [own.length], own.map((name) => BigInt(all.indexOf(name))))] };
}

function noTensor(value: onnx.ValueInfoProto, because: string): ModelError {
  return new ModelError(
    'model-unsupported',
    `Input "${value.name}" of the model is ${typeText(value.type)}, which columns fill only where DictVectorizer operators alone read it; ${because}.`,
    'Export the model from behind that step, with a tensor as its input.',
  );
}

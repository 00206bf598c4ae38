import proto from 'onnx-proto';
import type { onnx } from 'onnx-proto';

import * as field from './graph-fields.ts';
import type { ModelInputBinding } from './model-types.ts';
import { delimitedField, joinedBytes, protobufFields } from './protobuf-fields.ts';

const { GraphProto, NodeProto, TensorProto, ValueInfoProto } = proto.onnx;

/** A model ready to score: `feeds` gives the tensor to fill for each input, [width,N] when `isColumnar`. */
export interface PreparedModel {
  bytes: Uint8Array<ArrayBuffer>;
  feeds: Map<string, string>;
}

/** Whether columns are laid one after the other ([width,N]) and turned inside the model. */
export function isColumnar(input: ModelInputBinding): boolean {
  return input.width > 1 && input.columns.length > 1;
}

/**
 * Rewrites a model so that columns can be copied into it as they are: a Transpose (and Reshape) before every input of
 * several columns, ZipMap operators removed, only the tensors `outputs` left as outputs. Weights are not decoded.
 */
export function prepareModel(bytes: Uint8Array, inputs: readonly ModelInputBinding[], outputs: string[]): PreparedModel {
  const parts = protobufFields(bytes);
  const graphField = parts.find((part) => part.number === field.MODEL_GRAPH);
  if (graphField === undefined) throw new RangeError('The model has no graph.');
  const graphParts = protobufFields(graphField.value);
  const names = namesIn(graphParts);
  const unique = (name: string): string => {
    let free = name;
    while (names.has(free)) free += '_';
    names.add(free);
    return free;
  };
  const feeds = new Map(
    inputs.map((input) => [input.name, isColumnar(input) ? unique(`${input.name}/columns`) : input.name]),
  );
  const head: Uint8Array[] = [];
  for (const input of inputs) {
    if (isColumnar(input)) head.push(...turnedInput(input, feeds.get(input.name)!, unique));
  }
  const kept: Uint8Array[] = [];
  const known = new Map<string, Uint8Array>();
  for (const part of graphParts) {
    if (part.number === field.GRAPH_OUTPUT) known.set(ValueInfoProto.decode(part.value).name, part.bytes);
    else if (part.number === field.GRAPH_INPUT) kept.push(...renamedInput(part, feeds));
    else if (part.number !== field.GRAPH_NODE || NodeProto.decode(part.value).opType !== 'ZipMap')
      kept.push(part.bytes);
  }
  const tail = [...new Set(outputs)].map((output) => known.get(output) ?? scoreOutput(output));
  const graph = delimitedField(field.MODEL_GRAPH, [...head, ...kept, ...tail]);
  const rest = parts.filter((part) => part !== graphField).map((part) => part.bytes);
  return { bytes: joinedBytes([...rest, ...graph]), feeds };
}

function namesIn(graphParts: { number: number; value: Uint8Array }[]): Set<string> {
  const names = new Set<string>();
  for (const part of graphParts) {
    if (part.number === field.GRAPH_INPUT) names.add(ValueInfoProto.decode(part.value).name);
    if (part.number !== field.GRAPH_NODE) continue;
    for (const name of NodeProto.decode(part.value).output) names.add(name);
  }
  return names;
}

/** The encoded graph fields of `message`, ready to stand among a graph's other fields. */
function graphFields(message: onnx.IGraphProto): Uint8Array {
  return GraphProto.encode(message).finish();
}

function turnedInput(input: ModelInputBinding, feed: string, unique: (name: string) => string): Uint8Array[] {
  const reshaped = input.inner.length !== 1;
  const turned = reshaped ? unique(`${input.name}/rows`) : input.name;
  const transpose: onnx.INodeProto = {
    opType: 'Transpose',
    name: unique(`${input.name}/transpose`),
    input: [feed],
    output: [turned],
    attribute: [{ name: 'perm', type: proto.onnx.AttributeProto.AttributeType.INTS, ints: [1, 0] }],
  };
  if (!reshaped) return [graphFields({ node: [transpose] })];
  const shape = unique(`${input.name}/shape`);
  const dimensions = new BigInt64Array([-1n, ...input.inner.map(BigInt)]);
  const reshape: onnx.INodeProto = {
    opType: 'Reshape',
    name: unique(`${input.name}/reshape`),
    input: [turned, shape],
    output: [input.name],
  };
  const constant = TensorProto.create({
    name: shape,
    dataType: proto.onnx.TensorProto.DataType.INT64,
    dims: [dimensions.length],
    rawData: new Uint8Array(dimensions.buffer),
  });
  return [graphFields({ node: [transpose, reshape], initializer: [constant] })];
}

function renamedInput(part: { value: Uint8Array; bytes: Uint8Array }, feeds: Map<string, string>): Uint8Array[] {
  const value = ValueInfoProto.decode(part.value);
  const feed = feeds.get(value.name);
  if (feed === undefined || feed === value.name) return [part.bytes];
  const elemType = value.type?.tensorType?.elemType ?? 0;
  const dim = [{ dimParam: `${feed}/width` }, { dimParam: `${feed}/rows` }];
  return [graphFields({ input: [{ name: feed, type: { tensorType: { elemType, shape: { dim } } } }] })];
}

/** ZipMap takes float scores only, in [N,classes]. */
function scoreOutput(name: string): Uint8Array {
  const elemType = proto.onnx.TensorProto.DataType.FLOAT;
  return graphFields({ output: [{ name, type: { tensorType: { elemType } } }] });
}

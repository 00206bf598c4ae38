import proto from 'onnx-proto';
import type { onnx } from 'onnx-proto';

import { adaptedInput, carriedOutput, isAdapted, isCarried, isColumnar } from './adapted-ports.ts';
import { containerInput, containerOutput } from './container-ports.ts';
import type { ContainerPort } from './container-ports.ts';
import * as field from './graph-fields.ts';
import { withoutMaps } from './map-inputs.ts';
import { modernised } from './modern-graph.ts';
import { carrierOf } from './model-types.ts';
import type { ElementType, ModelContainer, ModelInputBinding, PlainType } from './model-types.ts';
import { delimitedField, joinedBytes, protobufFields } from './protobuf-fields.ts';
import type { ProtobufField } from './protobuf-fields.ts';
import { elementCode } from './type-text.ts';

const { GraphProto, NodeProto, OperatorSetIdProto, ValueInfoProto } = proto.onnx;

/** A tensor to be read after a run. */
export interface WantedOutput {
  output: string;
  elementType: ElementType;
  container?: ModelContainer;
}

/** A model ready to score: the names of the tensor to fill for each input and of the tensor to read for each output. */
export interface PreparedModel {
  bytes: Uint8Array<ArrayBuffer>;
  feeds: Map<string, string>;
  fetches: Map<string, string>;
  /** The version of the standard operators. */
  opset: number;
}

/**
 * Rewrites a model so that columns can be copied into it as they are: operators before every input of several columns (then
 * [width,N]) and around types that no column has, ZipMap operators removed, only `outputs` left as outputs. Weights are not decoded.
 */
export function prepareModel(bytes: Uint8Array, inputs: readonly ModelInputBinding[], outputs: readonly WantedOutput[]): PreparedModel {
  const parts = protobufFields(modernised(withoutMaps(bytes).bytes));
  const graphField = parts.find((part) => part.number === field.MODEL_GRAPH);
  if (graphField === undefined) throw new RangeError('The model has no graph.');
  const graphParts = protobufFields(graphField.value);
  const unique = uniqueNames(graphParts);
  const adapted = inputs.filter(isAdapted);
  const feeds = new Map(inputs.map((input) => [input.name, input.name]));
  for (const input of adapted) feeds.set(input.name, unique(`${input.name}/columns`));
  const fetches = new Map(outputs.map(({ output }) => [output, output]));
  for (const { output, elementType, container } of outputs) {
    if ((container !== undefined || isCarried(elementType)) && fetches.get(output) === output) fetches.set(output, unique(`${output}/values`));
  }

  const opset = Math.max(0, ...parts.filter((part) => part.number === field.MODEL_OPSET_IMPORT).map((part) => OperatorSetIdProto.decode(part.value)).filter((set) => (set.domain || 'ai.onnx') === 'ai.onnx').map((set) => Number(set.version)));
  const contained = (input: ModelInputBinding): input is ModelInputBinding & ContainerPort => input.container !== undefined;
  const head = adapted.map((input) => graphFields(contained(input) ? containerInput(input, feeds.get(input.name)!, opset) : adaptedInput(input, feeds.get(input.name)!, unique)));
  const kept: Uint8Array[] = [];
  const known = new Map<string, Uint8Array>();
  for (const part of graphParts) {
    if (part.number === field.GRAPH_OUTPUT) known.set(ValueInfoProto.decode(part.value).name, part.bytes);
    else if (part.number === field.GRAPH_INPUT) kept.push(fedInput(part, adapted, feeds));
    // A value that is given takes the place of the model's own; the runtime's binding takes no input that has one.
    else if (part.number === field.GRAPH_INITIALIZER && inputs.some((input) => input.name === constantName(part.value))) continue;
    else if (part.number !== field.GRAPH_NODE || NodeProto.decode(part.value).opType !== 'ZipMap')
      kept.push(part.bytes);
  }
  const wanted = new Map(outputs.map((output) => [output.output, output]));
  const tail = [...fetches].map(([output, fetch]) => {
    if (output === fetch) return known.get(output) ?? plainOutput(output, 'float32');
    const { elementType, container } = wanted.get(output)!;
    return container === undefined ? carried(output, fetch, elementType) : graphFields(containerOutput({ name: output, elementType, container }, fetch));
  });
  const graph = delimitedField(field.MODEL_GRAPH, [...head, ...kept, ...tail]);
  const rest = parts.filter((part) => part !== graphField).map((part) => part.bytes);
  return { bytes: joinedBytes([...rest, ...graph]), feeds, fetches, opset };
}

/** Gives names that no value of the graph has. */
function uniqueNames(graphParts: ProtobufField[]): (name: string) => string {
  const names = new Set<string>();
  for (const part of graphParts) {
    if (part.number === field.GRAPH_INPUT) names.add(ValueInfoProto.decode(part.value).name);
    if (part.number === field.GRAPH_INITIALIZER) names.add(constantName(part.value));
    if (part.number === field.GRAPH_NODE) for (const name of NodeProto.decode(part.value).output) names.add(name);
  }
  return (name) => {
    let free = name;
    while (names.has(free)) free += '_';
    names.add(free);
    return free;
  };
}

function constantName(tensor: Uint8Array): string {
  const name = protobufFields(tensor).find((part) => part.number === field.TENSOR_NAME);
  return new TextDecoder().decode(name?.value);
}

/** The encoded graph fields of `message`, ready to stand among a graph's other fields. */
function graphFields(message: onnx.IGraphProto): Uint8Array {
  return GraphProto.encode(message).finish();
}

function fedInput(part: ProtobufField, adapted: ModelInputBinding[], feeds: Map<string, string>): Uint8Array {
  const value = ValueInfoProto.decode(part.value);
  const input = adapted.find((candidate) => candidate.name === value.name);
  if (input === undefined) return part.bytes;
  // The parts of a container are inputs of their own.
  if (input.container !== undefined) return new Uint8Array(0);
  const name = feeds.get(input.name)!;
  const elemType = isCarried(input.elementType) ? elementCode(carrierOf(input.elementType)) : (value.type?.tensorType?.elemType ?? 0);
  const shape = isColumnar(input) ? { dim: [{ dimValue: input.width }, {}] } : value.type?.tensorType?.shape;
  return graphFields({ input: [{ name, type: { tensorType: { elemType, ...(shape == null ? {} : { shape }) } } }] });
}

function carried(output: string, fetch: string, elementType: ElementType): Uint8Array {
  return joinedBytes([graphFields({ node: [carriedOutput(output, fetch, elementType)] }), plainOutput(fetch, carrierOf(elementType))]);
}

/** An output without a stated shape: what ZipMap reads, and what a Cast gives. */
function plainOutput(name: string, type: PlainType): Uint8Array {
  return graphFields({ output: [{ name, type: { tensorType: { elemType: elementCode(type) } } }] });
}

import proto from 'onnx-proto';
import type { onnx } from 'onnx-proto';

import * as field from './graph-fields.ts';
import { batchFirst } from './batch-first.ts';
import { delimitedField, joinedBytes, protobufFields } from './protobuf-fields.ts';
import type { ProtobufField } from './protobuf-fields.ts';
import { ranksOf, withOldForm } from './old-forms.ts';

const { GraphProto, ModelProto, NodeProto, OperatorSetIdProto } = proto.onnx;

/** The first version of the standard operators that the runtime has whole. */
const OLDEST = 7;
/** The newest version of the file format that the runtime opens. A later one has types and fields more; what of them a model uses, the runtime refuses by itself. */
const NEWEST_FORMAT = 13;
/** The newest version of the standard operators that the runtime takes for released, and the newest one whose changes are known here. */
const NEWEST = 26;
const NEWEST_KNOWN = 28;
/** Operators that changed after version 26. A model without them means the same in both. */
const CHANGED_SINCE = new Set(['BitShift', 'Cast', 'CausalConvWithState', 'Celu', 'Compress', 'DepthToSpace', 'DequantizeLinear', 'Einsum', 'LinearAttention', 'Mod', 'OneHot', 'Optional', 'OptionalGetElement', 'OptionalHasElement', 'QuantizeLinear', 'Range', 'ReduceLogSum', 'ReduceLogSumExp', 'ReverseSequence', 'SpaceToDepth', 'SwiGLU', 'Unique']);
/** Operators the runtime has up to version 21; version 22 only admits bfloat16 to them. */
const NOT_YET_22 = new Set(['RoiAlign', 'RandomUniformLike', 'Bernoulli']);

/**
 * Writes forms that the runtime lacks as forms that it has: operators from before version 7, recurrent layers with the batch first, and
 * versions that changed nothing. A model without such forms is given back as it is; what cannot be rewritten is left for the runtime to refuse.
 */
export function modernised(bytes: Uint8Array): Uint8Array {
  return withModernGraph(withKnownFormat(bytes));
}

function withKnownFormat(bytes: Uint8Array): Uint8Array {
  const parts = protobufFields(bytes);
  const version = parts.find((part) => part.number === field.MODEL_IR_VERSION);
  if ((version?.varint ?? 0) <= NEWEST_FORMAT) return bytes;
  const known = ModelProto.encode({ irVersion: NEWEST_FORMAT }).finish();
  return joinedBytes(parts.map((part) => (part === version ? known : part.bytes)));
}

function withModernGraph(bytes: Uint8Array): Uint8Array {
  const parts = protobufFields(bytes);
  const imports = parts.filter((part) => part.number === field.MODEL_OPSET_IMPORT).map((part) => ({ part, set: OperatorSetIdProto.decode(part.value) }));
  const standard = imports.find(({ set }) => (set.domain || 'ai.onnx') === 'ai.onnx');
  const graphField = parts.find((part) => part.number === field.MODEL_GRAPH);
  if (standard === undefined || graphField === undefined) return bytes;
  const given = Number(standard.set.version ?? 0);
  const graphParts = protobufFields(graphField.value);
  const nodes = new Map(graphParts.filter((part) => part.number === field.GRAPH_NODE).map((part) => [part, NodeProto.decode(part.value)]));
  let version = given;
  if (given === 22 && [...nodes.values()].some((node) => NOT_YET_22.has(node.opType))) version = 21;
  if (given > NEWEST && given <= NEWEST_KNOWN && !parts.some((part) => part.number === field.MODEL_FUNCTIONS) && !usesAny(nodes.values(), CHANGED_SINCE)) version = NEWEST;
  const rewritten = new Map<ProtobufField, onnx.INodeProto[]>();
  if (given < OLDEST) {
    const ranks = ranksOf(graphParts);
    for (const [part, node] of nodes) {
      const now = withOldForm(node, ranks);
      // One form that is not known keeps the model as it is.
      if (now === null) return bytes;
      if (now !== 'same') rewritten.set(part, now);
    }
    version = OLDEST;
  }
  for (const [part, node] of nodes) if (['RNN', 'GRU', 'LSTM'].includes(node.opType) && node.attribute.some((a) => a.name === 'layout' && Number(a.i) === 1)) rewritten.set(part, batchFirst(node));
  if (version === given && rewritten.size === 0) return bytes;
  const graph = graphParts.map((part) => (rewritten.has(part) ? GraphProto.encode({ node: rewritten.get(part)! }).finish() : part.bytes));
  const set = OperatorSetIdProto.encode({ domain: standard.set.domain ?? '', version }).finish();
  return joinedBytes(parts.flatMap((part) => (part === graphField ? delimitedField(field.MODEL_GRAPH, graph) : part === standard.part ? delimitedField(field.MODEL_OPSET_IMPORT, [set]) : [part.bytes])));
}

/** Whether one of the operators stands in the graph, its branches and loops included. */
function usesAny(nodes: Iterable<onnx.INodeProto>, operators: ReadonlySet<string>): boolean {
  for (const node of nodes) {
    if (operators.has(node.opType ?? '')) return true;
    for (const attribute of node.attribute ?? []) if ([attribute.g, ...(attribute.graphs ?? [])].some((inner) => usesAny(inner?.node ?? [], operators))) return true;
  }
  return false;
}

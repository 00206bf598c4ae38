import type { onnx } from 'onnx-proto';

type Node = onnx.INodeProto;

/** Operators through which a missing value goes as it is: NaN stays NaN, and texts only move. */
const CARRIES = new Set(['Identity', 'Cast', 'Concat', 'Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Transpose', 'Gather', 'Slice', 'Split', 'Expand', 'FeatureVectorizer', 'ArrayFeatureExtractor', 'Scaler', 'Add', 'Sub', 'Mul', 'Div']);
const TREES = new Set(['TreeEnsembleClassifier', 'TreeEnsembleRegressor', 'TreeEnsemble']);
/** Numbers of the types that have a NaN, in the file. */
const FLOATS = new Set([1, 10, 11, 16]);
/** Operands of which only the first is data; what comes after says where or how. */
const FIRST_ONLY = new Set(['Reshape', 'Squeeze', 'Unsqueeze', 'Gather', 'Slice', 'Split', 'Expand', 'ArrayFeatureExtractor']);

/**
 * Inputs whose missing values (NaN, or an empty text) all end in an operator made for them: an Imputer for NaN, a tree ensemble with branches
 * for missing values, a choice by IsNaN, or an encoder that knows unknown texts. Everything that depends on such an input is looked at; one use that is none of these is enough for no, and an input that nothing reads takes anything.
 */
export function inputsThatTakeMissing(inputs: readonly string[], graph: onnx.IGraphProto): Set<string> {
  const nodes = graph.node ?? [];
  const readers = new Map<string, Node[]>();
  for (const node of nodes) for (const name of namesRead(node)) readers.set(name, [...(readers.get(name) ?? []), node]);
  const outputs = new Set((graph.output ?? []).map((value) => value.name ?? ''));
  return new Set(inputs.filter((input) => takesMissing(input, readers, outputs)));
}

/** Names a node reads, those read inside its branches and loops included. */
function namesRead(node: Node): Set<string> {
  const names = new Set(node.input ?? []);
  for (const attribute of node.attribute ?? []) for (const graph of [attribute.g, ...(attribute.graphs ?? [])]) for (const inner of graph?.node ?? []) for (const name of namesRead(inner)) names.add(name);
  names.delete('');
  return names;
}

function takesMissing(input: string, readers: ReadonlyMap<string, readonly Node[]>, outputs: ReadonlySet<string>): boolean {
  const carried = new Set([input]);
  // A set grows while it is walked through, and every name comes once.
  for (const name of carried) {
    if (outputs.has(name)) return false;
    for (const node of readers.get(name) ?? []) {
      if (isEnd(node, carried, readers)) continue;
      if (carries(node) && !(FIRST_ONLY.has(node.opType ?? '') && node.input?.[0] !== name)) for (const output of node.output ?? []) carried.add(output);
      else return false;
    }
  }
  return true;
}

/** A number that becomes an integer is no longer missing, but garbage. */
const carries = (node: Node): boolean => CARRIES.has(node.opType ?? '') && (node.opType !== 'Cast' || FLOATS.has(Number(node.attribute?.find((a) => a.name === 'to')?.i ?? 0)));

function isEnd(node: Node, carried: ReadonlySet<string>, readers: ReadonlyMap<string, readonly Node[]>): boolean {
  const attribute = (name: string): onnx.IAttributeProto | undefined => node.attribute?.find((candidate) => candidate.name === name);
  const type = node.opType ?? '';
  if (type === 'Imputer') return Number.isNaN(attribute('replaced_value_float')?.f ?? 0);
  if (TREES.has(type)) return (attribute('nodes_missing_value_tracks_true')?.ints ?? []).some((track) => Number(track) === 1);
  if (type === 'OneHotEncoder') return (attribute('cats_strings')?.strings?.length ?? 0) > 0 && Number(attribute('zeros')?.i ?? 1) === 1;
  if (type === 'IsNaN') return true;
  if (type !== 'Where') return false;
  // Its condition asks whether the very value is NaN.
  return [...carried].some((name) => readers.get(name)?.some((reader) => reader.opType === 'IsNaN' && reader.output?.[0] === node.input?.[0]));
}

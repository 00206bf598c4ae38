import type { onnx } from 'onnx-proto';

import { labelsOfNode, labelsOfTensor } from './class-labels.ts';
import { readSkeleton } from './read-skeleton.ts';
import { inputsThatTakeMissing } from './takes-missing.ts';
import { shapeOf, typeText } from './type-text.ts';

/** One input or output as the file states it. */
export interface PortAccount {
  readonly name: string;
  /** `tensor(float32)`, `sequence(map(int64, tensor(float32)))`, … */
  readonly type: string;
  /** A number where the size is fixed, a name or null where it is free; null when the file states no shape. */
  readonly shape: readonly (number | string | null)[] | null;
  /** The graph shows that it takes missing values here: NaN, or an empty text. */
  readonly takesMissing?: true;
  /** Class names of the columns, where the model carries them. */
  readonly classes?: readonly string[];
}

/** Everything an ONNX file says of itself, whether or not it can be used here. */
export interface ModelAccount {
  readonly irVersion: number;
  readonly producer: string;
  readonly producerVersion: string;
  readonly domain: string;
  readonly modelVersion: number;
  readonly graph: string;
  readonly description: string;
  readonly opsets: readonly { readonly domain: string; readonly version: number }[];
  readonly inputs: readonly PortAccount[];
  readonly outputs: readonly PortAccount[];
  /** Inputs that need no column, since the model has values of its own for them. */
  readonly defaults?: readonly PortAccount[];
  /** Operators of the graph, its branches, loops and functions, with how often each stands there. */
  readonly operators: readonly { readonly domain: string; readonly name: string; readonly count: number }[];
  readonly functions: readonly string[];
  /** Files that hold weights, as the model names them. */
  readonly externalData: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Reads everything but the weights of a file; throws ModelError `model-corrupt` when it is no model. */
export function accountOfModel(bytes: Uint8Array): ModelAccount {
  const { model, graph, constants, externalFiles } = readSkeleton(bytes);
  const nodes = graph.node ?? [];
  const counts = new Map<string, { domain: string; name: string; count: number }>();
  const functions = model.functions ?? [];
  for (const node of [...nodes, ...functions.flatMap((f) => f.node ?? [])]) countOperators(node, counts);
  const inputs = (graph.input ?? []).filter((value) => !constants.has(value.name ?? '')).map(portOf);
  const defaults = Number(model.irVersion) < 4 ? [] : (graph.input ?? []).filter((value) => constants.has(value.name ?? '')).map(portOf);
  const missing = inputsThatTakeMissing(inputs.map((port) => port.name), graph);
  return {
    irVersion: Number(model.irVersion),
    producer: model.producerName ?? '',
    producerVersion: model.producerVersion ?? '',
    domain: model.domain ?? '',
    modelVersion: Number(model.modelVersion ?? 0),
    graph: graph.name ?? '',
    description: model.docString || graph.docString || '',
    opsets: (model.opsetImport ?? []).map((set) => ({ domain: domainOf(set.domain), version: Number(set.version) })),
    inputs: inputs.map((port) => (missing.has(port.name) ? { ...port, takesMissing: true } : port)),
    outputs: (graph.output ?? []).map((value) => {
      const classes = classesOf(value, nodes);
      return { ...portOf(value), ...(classes === null ? {} : { classes }) };
    }),
    ...(defaults.length === 0 ? {} : { defaults }),
    operators: [...counts.values()].sort((a, b) => (`${a.domain}.${a.name}` < `${b.domain}.${b.name}` ? -1 : 1)),
    functions: functions.map((f) => f.name ?? ''),
    externalData: [...externalFiles],
    metadata: Object.fromEntries((model.metadataProps ?? []).map((entry) => [entry.key ?? '', entry.value ?? ''])),
  };
}

/** The domain by its written name: the standard one may be left empty. */
const domainOf = (domain: string | null | undefined): string => domain || 'ai.onnx';

function portOf(value: onnx.IValueInfoProto): PortAccount {
  return { name: value.name ?? '', type: typeText(value.type), shape: shapeOf(value.type) };
}

function classesOf(value: onnx.IValueInfoProto, nodes: onnx.INodeProto[]): string[] | null {
  const zipMap = nodes.find((node) => node.opType === 'ZipMap' && node.output?.includes(value.name ?? ''));
  if (zipMap !== undefined) return labelsOfNode(zipMap);
  return (value.type?.tensorType?.shape?.dim?.length ?? 2) > 1 ? labelsOfTensor(value.name ?? '', nodes) : null;
}

function countOperators(node: onnx.INodeProto, counts: Map<string, { domain: string; name: string; count: number }>): void {
  const domain = domainOf(node.domain);
  const name = node.opType ?? '';
  const entry = counts.get(`${domain}.${name}`) ?? { domain, name, count: 0 };
  entry.count += 1;
  counts.set(`${domain}.${name}`, entry);
  for (const attribute of node.attribute ?? []) {
    for (const graph of [attribute.g, ...(attribute.graphs ?? [])]) for (const inner of graph?.node ?? []) countOperators(inner, counts);
  }
}

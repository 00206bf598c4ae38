import type { onnx } from 'onnx-proto';

import { fixedBatchOf } from '../relation/fix-dimensions.ts';
import { labelsOfNode, labelsOfTensor } from './class-labels.ts';
import { withoutMaps } from './map-inputs.ts';
import type { WithoutMaps } from './map-inputs.ts';
import { ModelError } from './model-error.ts';
import type { ElementType, ModelContainer, ModelDescription, ModelOutput, ModelPort } from './model-types.ts';
import { inputsThatTakeMissing } from './takes-missing.ts';
import { readSkeleton } from './read-skeleton.ts';
import { elementName, shapeOf, typeText } from './type-text.ts';

/** Element types that a column can carry. */
const ELEMENT_TYPES: ReadonlySet<string> = new Set<ElementType>([
  'float32', 'float64', 'float16', 'int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64', 'bool', 'string',
  'bfloat16', 'float8e4m3fn', 'float8e4m3fnuz', 'float8e5m2', 'float8e5m2fnuz', 'float4e2m1', 'int4', 'uint4', 'int2', 'uint2',
]);

const DEFAULT_DOMAINS = new Set(['', 'ai.onnx']);

/** Reads what an ONNX file says about itself, its weights skipped; throws ModelError `model-corrupt` or `model-unsupported`. */
export function describeModel(bytes: Uint8Array, hash: string): ModelDescription {
  const { bytes: plain, keys } = mapsAsTensors(bytes);
  const { model, graph, constants, externalFiles } = readSkeleton(plain);
  if (externalFiles.size > 0) throw weightsOutside();
  const nodes = graph.node ?? [];
  const ports = (graph.input ?? []).filter((input) => !constants.has(input.name ?? '')).map((input): ModelPort => (keys.has(input.name ?? '') ? { ...describeInput(input), keys: keys.get(input.name ?? '')! } : describeInput(input)));
  const defaults = overridable(graph.input ?? [], constants, Number(model.irVersion));
  const missing = inputsThatTakeMissing(ports.map((port) => port.name), graph);
  const inputs = ports.map((port) => (missing.has(port.name) ? { ...port, takesMissing: true } : port));
  return {
    hash,
    bytes: bytes.length,
    opset: Number(model.opsetImport.find((set) => DEFAULT_DOMAINS.has(set.domain ?? ''))?.version ?? 0),
    irVersion: Number(model.irVersion),
    producer: [model.producerName, model.producerVersion].filter(Boolean).join(' '),
    metadata: Object.fromEntries((model.metadataProps ?? []).map((entry) => [entry.key ?? '', entry.value ?? ''])),
    inputs,
    outputs: (graph.output ?? []).map((output) => describeOutput(output, nodes)),
    ...(defaults.length === 0 ? {} : { defaults }),
    operators: [...new Set(nodes.map(operatorName))].sort(),
    fixedBatch: fixedBatchOf(inputs),
  };
}

/** The first version of the format in which a weight that is also listed among the inputs means one that may be given; before, all of them were listed. */
const OVERRIDES_FROM = 4;

function overridable(inputs: readonly onnx.IValueInfoProto[], constants: ReadonlySet<string>, irVersion: number): readonly ModelPort[] {
  if (irVersion < OVERRIDES_FROM) return [];
  // Of a type that no column has, the model's own value stays.
  return inputs.flatMap((input) => (constants.has(input.name ?? '') && ELEMENT_TYPES.has(elementName(input.type?.tensorType?.elemType)) ? [describeInput(input)] : []));
}

/** What is no protobuf at all is told by what reads the skeleton. */
function mapsAsTensors(bytes: Uint8Array): WithoutMaps {
  try {
    return withoutMaps(bytes);
  } catch (cause) {
    if (cause instanceof ModelError) throw cause;
    return { bytes, keys: new Map() };
  }
}

function unsupported(message: string, advice: string): ModelError {
  return new ModelError('model-unsupported', message, advice);
}

function weightsOutside(): ModelError {
  return unsupported(
    'The model keeps weights in other files in a way that cannot be read here.',
    'Save it as one file, for example with onnx.save_model(model, path, save_as_external_data=False).',
  );
}

function operatorName(node: onnx.INodeProto): string {
  const domain = node.domain ?? '';
  return DEFAULT_DOMAINS.has(domain) ? (node.opType ?? '') : `${domain}.${node.opType ?? ''}`;
}

function describeInput(value: onnx.IValueInfoProto): ModelPort {
  const name = value.name ?? '';
  const tensor = value.type?.tensorType;
  if (tensor != null) return describeTensor(name, 'Input', tensor);
  const contained = containedTensor(value.type);
  if (contained !== null) return { ...describeTensor(name, 'Input', contained.tensor), container: contained.container };
  throw unsupported(
    `Input "${name}" of the model is ${typeText(value.type)}, which cannot be filled from columns.`,
    'Export the model with inputs that are tensors, or sequences of tensors.',
  );
}

/** The tensors inside a sequence or an optional value; null for anything else. */
function containedTensor(type: onnx.ITypeProto | null | undefined): { container: ModelContainer; tensor: onnx.TypeProto.ITensor } | null {
  const optional = type?.optionalType?.elemType;
  const inner = optional?.tensorType ?? (optional ?? type)?.sequenceType?.elemType?.tensorType;
  if (inner == null) return null;
  return { container: optional == null ? 'sequence' : optional.tensorType != null ? 'optional' : 'optional-sequence', tensor: inner };
}

function describeTensor(name: string, role: 'Input' | 'Output', tensor: onnx.TypeProto.ITensor): ModelPort {
  const shape = shapeOf({ tensorType: tensor });
  return { name, elementType: elementTypeOf(name, role, tensor.elemType), ranked: shape !== null, shape: shape ?? [] };
}

function elementTypeOf(name: string, role: 'Input' | 'Output', code: number | null | undefined): ElementType {
  const label = elementName(code);
  if (ELEMENT_TYPES.has(label)) return label as ElementType;
  throw unsupported(
    `${role} "${name}" of the model holds ${label} values, which no column can carry.`,
    'Export the model with a cast to float32 or int64 at this point.',
  );
}

function describeOutput(value: onnx.IValueInfoProto, nodes: onnx.INodeProto[]): ModelOutput {
  const name = value.name ?? '';
  const type = value.type;
  if (type?.tensorType != null) {
    const port = describeTensor(name, 'Output', type.tensorType);
    const classes = port.shape.length > 1 || !port.ranked ? labelsOfTensor(name, nodes) : null;
    return { ...port, kind: 'tensor', tensor: name, classes };
  }
  const map = type?.sequenceType?.elemType?.mapType ?? type?.mapType;
  if (map != null) {
    const zipMap = nodes.find((node) => node.opType === 'ZipMap' && node.output?.includes(name));
    const classes = zipMap === undefined ? null : labelsOfNode(zipMap);
    return {
      name,
      elementType: elementTypeOf(name, 'Output', map.valueType?.tensorType?.elemType),
      shape: zipMap === undefined ? [] : [null, classes?.length ?? null],
      ranked: zipMap !== undefined,
      kind: type?.mapType == null ? 'sequence-map' : 'map',
      tensor: zipMap?.input?.[0] ?? name,
      classes,
    };
  }
  const contained = containedTensor(type);
  if (contained !== null) return { ...describeTensor(name, 'Output', contained.tensor), kind: 'sequence', container: contained.container, tensor: name, classes: null };
  throw unsupported(
    `Output "${name}" of the model has no type that a column can carry.`,
    'Export the model with tensor outputs and their types written into the file.',
  );
}

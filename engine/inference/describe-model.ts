import proto from 'onnx-proto';
import type { onnx } from 'onnx-proto';

import { labelsOfNode, labelsOfTensor } from './class-labels.ts';
import * as field from './graph-fields.ts';
import { ModelError } from './model-error.ts';
import type { ElementType, ModelDescription, ModelOutput, ModelPort } from './model-types.ts';
import { delimitedField, joinedBytes, protobufFields } from './protobuf-fields.ts';

const ELEMENT_TYPES: Record<number, ElementType> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  8: 'string',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  12: 'uint32',
  13: 'uint64',
};

const DEFAULT_DOMAINS = new Set(['', 'ai.onnx']);

interface Skeleton {
  model: onnx.ModelProto;
  constants: Set<string>;
}

/** Reads what an ONNX file says about itself, its weights skipped; throws ModelError `model-corrupt` or `model-unsupported`. */
export function describeModel(bytes: Uint8Array, hash: string): ModelDescription {
  const { model, constants } = readSkeleton(bytes);
  const graph = model.graph;
  if (graph == null || (graph.output ?? []).length === 0 || (model.opsetImport ?? []).length === 0)
    throw corrupt('it holds no graph');
  const nodes = graph.node ?? [];
  const inputs = (graph.input ?? []).filter((input) => !constants.has(input.name ?? '')).map(describeInput);
  return {
    hash,
    bytes: bytes.length,
    opset: Number(model.opsetImport.find((set) => DEFAULT_DOMAINS.has(set.domain ?? ''))?.version ?? 0),
    irVersion: Number(model.irVersion),
    producer: [model.producerName, model.producerVersion].filter(Boolean).join(' '),
    metadata: Object.fromEntries((model.metadataProps ?? []).map((entry) => [entry.key ?? '', entry.value ?? ''])),
    inputs,
    outputs: (graph.output ?? []).map((output) => describeOutput(output, nodes)),
    operators: [...new Set(nodes.map(operatorName))].sort(),
    fixedBatch: fixedBatchOf(inputs),
  };
}

function corrupt(reason: string, cause?: unknown): ModelError {
  return new ModelError(
    'model-corrupt',
    `The file is not a readable ONNX model: ${reason}.`,
    'Choose an .onnx file, or export the model again; a download may have been cut short.',
    { cause },
  );
}

function unsupported(message: string, advice: string): ModelError {
  return new ModelError('model-unsupported', message, advice);
}

/** Decodes everything but the weights, which may be gigabytes and are not needed to describe a model. */
function readSkeleton(bytes: Uint8Array): Skeleton {
  const constants = new Set<string>();
  try {
    const parts: Uint8Array[] = [];
    for (const entry of protobufFields(bytes)) {
      if (entry.number === field.MODEL_GRAPH) {
        const kept: Uint8Array[] = [];
        for (const part of protobufFields(entry.value)) {
          if (part.number === field.GRAPH_INITIALIZER) constants.add(readConstant(part.value));
          else if (part.number === field.GRAPH_SPARSE_INITIALIZER) constants.add(readSparseConstant(part.value));
          else kept.push(part.bytes);
        }
        parts.push(...delimitedField(field.MODEL_GRAPH, kept));
      } else parts.push(entry.bytes);
    }
    return { model: proto.onnx.ModelProto.decode(joinedBytes(parts)), constants };
  } catch (cause) {
    if (cause instanceof ModelError) throw cause;
    throw corrupt(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function readConstant(tensor: Uint8Array): string {
  let name = '';
  for (const part of protobufFields(tensor)) {
    if (part.number === field.TENSOR_NAME) name = new TextDecoder().decode(part.value);
    if (part.number === field.TENSOR_DATA_LOCATION && part.varint === 1) {
      throw unsupported(
        'The model keeps its weights in separate files.',
        'Save it as one file, for example with onnx.save_model(model, path, save_as_external_data=False).',
      );
    }
  }
  return name;
}

function readSparseConstant(tensor: Uint8Array): string {
  const values = protobufFields(tensor).find((part) => part.number === field.SPARSE_VALUES);
  return values === undefined ? '' : readConstant(values.value);
}

function operatorName(node: onnx.INodeProto): string {
  const domain = node.domain ?? '';
  return DEFAULT_DOMAINS.has(domain) ? (node.opType ?? '') : `${domain}.${node.opType ?? ''}`;
}

function describeInput(value: onnx.IValueInfoProto): ModelPort {
  const tensor = value.type?.tensorType;
  if (tensor == null) {
    throw unsupported(
      `Input "${value.name ?? ''}" of the model is not a tensor.`,
      'Export the model with tensor inputs; sequences, maps and optional inputs cannot be fed from columns.',
    );
  }
  return describeTensor(value.name ?? '', 'Input', tensor);
}

function describeTensor(name: string, role: 'Input' | 'Output', tensor: onnx.TypeProto.ITensor): ModelPort {
  const dimensions = tensor.shape?.dim;
  return {
    name,
    elementType: elementTypeOf(name, role, tensor.elemType),
    ranked: tensor.shape != null,
    shape: (dimensions ?? []).map((dimension) => {
      if (dimension.dimParam) return dimension.dimParam;
      const size = dimension.dimValue == null ? 0 : Number(dimension.dimValue);
      // Converters write -1 and 0 for "any" as well as leaving the dimension empty.
      return size > 0 ? size : null;
    }),
  };
}

function elementTypeOf(name: string, role: 'Input' | 'Output', code: number | null | undefined): ElementType {
  const elementType = ELEMENT_TYPES[code ?? 0];
  if (elementType !== undefined) return elementType;
  const label =
    Object.entries(proto.onnx.TensorProto.DataType).find(([, value]) => value === code)?.[0] ?? `type ${code ?? 0}`;
  throw unsupported(
    `${role} "${name}" of the model holds ${label.toLowerCase()} values, which no column can carry.`,
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
  const element = type?.sequenceType?.elemType?.tensorType;
  if (element != null) return { ...describeTensor(name, 'Output', element), kind: 'sequence', tensor: name, classes: null };
  throw unsupported(
    `Output "${name}" of the model has no type that a column can carry.`,
    'Export the model with tensor outputs and their types written into the file.',
  );
}

function fixedBatchOf(inputs: ModelPort[]): number | null {
  const sizes = inputs.filter((input) => input.shape.length > 0).map((input) => input.shape[0]);
  const [first] = sizes;
  return typeof first === 'number' && sizes.every((size) => size === first) ? first : null;
}

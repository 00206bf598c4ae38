import proto from 'onnx-proto';
import type { onnx } from 'onnx-proto';

import * as field from './graph-fields.ts';
import { ModelError } from './model-error.ts';
import { delimitedField, joinedBytes, protobufFields } from './protobuf-fields.ts';
import { wrongKind } from './wrong-kind.ts';

/** A model without its weights. */
export interface Skeleton {
  model: onnx.ModelProto;
  graph: onnx.IGraphProto;
  /** Names of the weights, which may also stand among the inputs. */
  constants: Set<string>;
  /** Files named by weights that are kept outside, in order of appearance. */
  externalFiles: Set<string>;
}

/** Decodes everything but the weights, which may be gigabytes and are not needed to describe a model; throws ModelError `model-corrupt`. */
export function readSkeleton(bytes: Uint8Array): Skeleton {
  const constants = new Set<string>();
  const externalFiles = new Set<string>();
  const takeTensor = (tensor: Uint8Array): void => {
    let name = '';
    let outside = false;
    let location = '';
    for (const part of protobufFields(tensor)) {
      if (part.number === field.TENSOR_NAME) name = new TextDecoder().decode(part.value);
      if (part.number === field.TENSOR_DATA_LOCATION) outside = part.varint === 1;
      if (part.number === field.TENSOR_EXTERNAL_DATA) {
        const { key, value } = proto.onnx.StringStringEntryProto.decode(part.value);
        if (key === 'location') location = value;
      }
    }
    constants.add(name);
    if (outside) externalFiles.add(location);
  };
  let model: onnx.ModelProto;
  try {
    const parts: Uint8Array[] = [];
    for (const entry of protobufFields(bytes)) {
      if (entry.number === field.MODEL_GRAPH) {
        const kept: Uint8Array[] = [];
        for (const part of protobufFields(entry.value)) {
          if (part.number === field.GRAPH_INITIALIZER) takeTensor(part.value);
          else if (part.number === field.GRAPH_SPARSE_INITIALIZER) {
            const values = protobufFields(part.value).find((inner) => inner.number === field.SPARSE_VALUES);
            if (values !== undefined) takeTensor(values.value);
          } else kept.push(part.bytes);
        }
        parts.push(...delimitedField(field.MODEL_GRAPH, kept));
      } else parts.push(entry.bytes);
    }
    model = proto.onnx.ModelProto.decode(joinedBytes(parts));
  } catch (cause) {
    throw corrupt(bytes, cause instanceof RangeError && /call stack/.test(cause.message) ? 'its parts are nested too deeply' : cause instanceof Error ? cause.message : String(cause), cause);
  }
  const { graph } = model;
  if (graph == null || (graph.output ?? []).length === 0 || (model.opsetImport ?? []).length === 0)
    throw corrupt(bytes, 'it holds no graph');
  return { model, graph, constants, externalFiles };
}

function corrupt(bytes: Uint8Array, reason: string, cause?: unknown): ModelError {
  const other = wrongKind(bytes);
  if (other !== null) return new ModelError('model-corrupt', `The file is no ONNX model: it ${other.what}.`, other.advice, { cause });
  return new ModelError(
    'model-corrupt',
    `The file is not a readable ONNX model: ${reason}.`,
    'Choose an .onnx file, or export the model again; a download may have been cut short.',
    { cause },
  );
}

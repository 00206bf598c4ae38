import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import proto from 'onnx-proto';

import * as field from './graph-fields.ts';
import { ModelError } from './model-error.ts';
import { delimitedField, joinedBytes, protobufFields } from './protobuf-fields.ts';
import type { ProtobufField } from './protobuf-fields.ts';

/** A model with all its weights inside. */
export interface ModelFile {
  readonly bytes: Uint8Array;
  /** Absolute paths of the files beside it that hold weights. */
  readonly besides: readonly string[];
}

/** No more can lie in one array for the runtime. */
const MOST_BYTES = 2 ** 31 - 1;

/**
 * Reads a model and puts the weights it keeps in files beside it where they belong, so that what is checked, hashed and run is one thing.
 * Throws ModelError when such a file is missing, too short, or not below the folder of the model; an error of the file system when the model cannot be read.
 */
export async function readModel(path: string): Promise<ModelFile> {
  const bytes = await readFile(path);
  const outside = outsideTensors(bytes);
  if (outside.size === 0) return { bytes, besides: [] };
  const files = new Map<string, { path: string; bytes: Uint8Array }>();
  let total = bytes.length;
  for (const { location } of outside.values()) {
    if (files.has(location)) continue;
    const found = await fileBeside(path, location);
    total += found.bytes.length;
    if (total > MOST_BYTES) throw new ModelError('model-unsupported', 'The model and its weights are larger than 2 GiB together.', 'Use a smaller model, or one with weights of fewer bits.');
    files.set(location, found);
  }
  const whole = protobufFields(bytes).flatMap((part) => {
    if (part.number !== field.MODEL_GRAPH) return [part.bytes];
    const graph = protobufFields(part.value).flatMap((inner) => {
      const tensor = outside.get(inner.bytes.byteOffset);
      return tensor === undefined ? [inner.bytes] : withWeights(inner, tensor, files.get(tensor.location)!.bytes);
    });
    return delimitedField(field.MODEL_GRAPH, graph);
  });
  return { bytes: joinedBytes(whole), besides: [...files.values()].map((file) => file.path) };
}

interface OutsideTensor {
  readonly location: string;
  readonly offset: number;
  readonly length: number | null;
}

/** The weights kept in other files, by the place of their field in the memory of the model. Empty for what is no model. */
function outsideTensors(bytes: Uint8Array): Map<number, OutsideTensor> {
  const found = new Map<number, OutsideTensor>();
  try {
    for (const part of protobufFields(bytes)) {
      if (part.number !== field.MODEL_GRAPH) continue;
      for (const inner of protobufFields(part.value)) {
        if (inner.number !== field.GRAPH_INITIALIZER) continue;
        const fields = protobufFields(inner.value);
        if (!fields.some((entry) => entry.number === field.TENSOR_DATA_LOCATION && entry.varint === 1)) continue;
        const told = new Map(fields.filter((entry) => entry.number === field.TENSOR_EXTERNAL_DATA).map((entry) => {
          const { key, value } = proto.onnx.StringStringEntryProto.decode(entry.value);
          return [key, value];
        }));
        found.set(inner.bytes.byteOffset, { location: told.get('location') ?? '', offset: Number(told.get('offset') ?? 0), length: told.has('length') ? Number(told.get('length')) : null });
      }
    }
  } catch (cause) {
    // The description says of such a file that it is no model.
    if (cause instanceof RangeError) return new Map();
    throw cause;
  }
  return found;
}

async function fileBeside(model: string, location: string): Promise<{ path: string; bytes: Uint8Array }> {
  const folder = dirname(await realpath(model));
  const foreign = (target: string): boolean => {
    const way = relative(folder, target);
    return way === '' || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
  };
  const named = join(folder, location);
  const refused = new ModelError('model-unsupported', `The model keeps weights in "${location}", which is not below its own folder.`, 'Put the file beside the model and export it with a name alone.');
  if (isAbsolute(location) || foreign(named)) throw refused;
  try {
    if (foreign(await realpath(named))) throw refused;
    if ((await stat(named)).size > MOST_BYTES) throw new ModelError('model-unsupported', `The weights in "${location}" are larger than 2 GiB.`, 'Use a smaller model, or one with weights of fewer bits.');
    return { path: named, bytes: await readFile(named) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (error instanceof ModelError || code === undefined) throw error;
    throw new ModelError('model-missing', `The model keeps weights in "${location}", which ${code === 'ENOENT' ? 'is not beside it' : `cannot be read (${code})`}.`, 'Put that file into the folder of the model, as it was exported.');
  }
}

function withWeights(tensor: ProtobufField, { location, offset, length }: OutsideTensor, file: Uint8Array): Uint8Array[] {
  const end = length === null ? file.length : offset + length;
  if (!(Number.isSafeInteger(offset) && offset >= 0 && Number.isSafeInteger(end) && end >= offset)) throw new ModelError('model-corrupt', `The model names no possible place for the weights in "${location}" (from byte ${offset} to ${end}).`, 'Export the model again.');
  if (end > file.length) throw new ModelError('model-corrupt', `The weights in "${location}" end at byte ${file.length} where the model expects them up to ${end}.`, 'The two files do not belong together, or a download was cut short: take both from one export.');
  const kept = protobufFields(tensor.value).filter((part) => ![field.TENSOR_DATA_LOCATION, field.TENSOR_EXTERNAL_DATA, field.TENSOR_RAW_DATA].includes(part.number));
  return delimitedField(field.GRAPH_INITIALIZER, [...kept.map((part) => part.bytes), ...delimitedField(field.TENSOR_RAW_DATA, [file.subarray(offset, end)])]);
}

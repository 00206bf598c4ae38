import type { onnx } from 'onnx-proto';

/** Names of ONNX element types by their number in the file; the runtime may know fewer. */
const ELEMENT_NAMES: readonly string[] = [
  'undefined', 'float32', 'uint8', 'int8', 'uint16', 'int16', 'int32', 'int64', 'string', 'bool', 'float16', 'float64',
  'uint32', 'uint64', 'complex64', 'complex128', 'bfloat16', 'float8e4m3fn', 'float8e4m3fnuz', 'float8e5m2',
  'float8e5m2fnuz', 'uint4', 'int4', 'float4e2m1', 'float8e8m0', 'uint2', 'int2',
];

/** The name of an element type, or its number where ONNX has added one since. */
export const elementName = (code: number | null | undefined): string => ELEMENT_NAMES[code ?? 0] ?? `type ${code}`;

/** What a value of the graph is, as `tensor(float32)`, `sequence(map(int64, tensor(float32)))` or `unknown`. */
export function typeText(type: onnx.ITypeProto | null | undefined): string {
  if (type?.tensorType != null) return `tensor(${elementName(type.tensorType.elemType)})`;
  if (type?.sparseTensorType != null) return `sparse_tensor(${elementName(type.sparseTensorType.elemType)})`;
  if (type?.sequenceType != null) return `sequence(${typeText(type.sequenceType.elemType)})`;
  if (type?.optionalType != null) return `optional(${typeText(type.optionalType.elemType)})`;
  if (type?.mapType != null) return `map(${elementName(type.mapType.keyType)}, ${typeText(type.mapType.valueType)})`;
  return 'unknown';
}

/** The dimensions a file states: a number where the size is fixed, a name or null where it is free; null for no shape at all. */
export function shapeOf(type: onnx.ITypeProto | null | undefined): (number | string | null)[] | null {
  const dimensions = (type?.tensorType ?? type?.sparseTensorType)?.shape?.dim;
  if (type?.tensorType?.shape == null && type?.sparseTensorType?.shape == null) return null;
  return (dimensions ?? []).map((dimension) => {
    if (dimension.dimParam) return dimension.dimParam;
    const size = dimension.dimValue == null ? null : Number(dimension.dimValue);
    // Converters write -1 for "any" as well as leaving the dimension empty.
    return size === null || size < 0 ? null : size;
  });
}

/** The number of an element type in the file; 0 for none. */
export const elementCode = (name: string): number => Math.max(0, ELEMENT_NAMES.indexOf(name));

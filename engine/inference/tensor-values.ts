import { carrierOf } from './model-types.ts';
import type { ElementType, MissingValue, PlainType } from './model-types.ts';

export type NumberArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array;

/** Values of one column or one tensor as they lie in memory: bool is one byte; types that no column has travel as their carrier. */
export type Values = NumberArray | string[];

interface NumberArrayConstructor {
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): NumberArray;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): NumberArray;
}

const ARRAYS: Record<Exclude<PlainType, 'string'>, NumberArrayConstructor> = {
  float32: Float32Array,
  float64: Float64Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
};

/** The array class whose memory is that of the column type of an element type. */
export function arrayOf(elementType: Exclude<ElementType, 'string'>): NumberArrayConstructor {
  return ARRAYS[carrierOf(elementType) as Exclude<PlainType, 'string'>];
}

/** New values of a length: zeros, or empty strings. */
export function blankValues(elementType: ElementType, length: number): Values {
  return elementType === 'string' ? Array<string>(length).fill('') : new (arrayOf(elementType))(length);
}

/** What stands for a missing number in an array: NaN for a model that knows it, else 0. */
export const missingNumber = (values: Values, missing: MissingValue): number =>
  (values instanceof BigInt64Array || values instanceof BigUint64Array ? 0n : missing === 'pass' && (values instanceof Float32Array || values instanceof Float64Array) ? NaN : 0) as number;

/** Values `from` up to `to`; a view when they are numbers. */
export function valuesBetween(values: Values, from: number, to: number): Values {
  return Array.isArray(values) ? values.slice(from, to) : values.subarray(from, to);
}

/** Writes `source` into `target` at an index; both hold the same element type. */
export function copyValues(target: Values, source: Values, at: number): void {
  if (Array.isArray(target))
    for (let index = 0; index < source.length; index++) target[at + index] = source[index] as string;
  else (target as Float32Array).set(source as Float32Array, at);
}

import proto from 'onnx-proto';
import type { onnx } from 'onnx-proto';

import { carrierOf } from './model-types.ts';
import type { ElementType, ModelInputBinding } from './model-types.ts';
import { elementCode } from './type-text.ts';

const { AttributeProto, TensorProto } = proto.onnx;

/** Whether values of a type go through a Cast. */
export const isCarried = (elementType: ElementType): boolean => carrierOf(elementType) !== elementType;

/** Whether columns are laid one after the other ([width,N]) and turned inside the model. */
export function isColumnar(input: ModelInputBinding): boolean {
  return input.width > 1 && input.columns.length > 1;
}

/** Whether an input has to be reached through operators put before it. */
export function isAdapted(input: ModelInputBinding): boolean {
  return isColumnar(input) || isCarried(input.elementType) || input.container !== undefined;
}

/** Operators and constants that lead from tensor `feed` to an input: Cast for types that no column has, Transpose and Reshape for columns. */
export function adaptedInput(
  input: ModelInputBinding,
  feed: string,
  unique: (name: string) => string,
): onnx.IGraphProto {
  const node: onnx.INodeProto[] = [];
  const initializer: onnx.ITensorProto[] = [];
  let last = feed;
  const add = (opType: string, inputs: string[], attribute: onnx.IAttributeProto[] = []): void => {
    const output = unique(`${input.name}/${opType}`);
    node.push({ opType, name: output, input: [last, ...inputs], output: [output], attribute });
    last = output;
  };
  if (isCarried(input.elementType)) add('Cast', [], [castTo(elementCode(input.elementType))]);
  if (isColumnar(input)) {
    add('Transpose', [], [{ name: 'perm', type: AttributeProto.AttributeType.INTS, ints: [1, 0] }]);
    if (input.inner.length !== 1) {
      const shape = unique(`${input.name}/dimensions`);
      initializer.push(integers(shape, [-1, ...input.inner]));
      add('Reshape', [shape]);
    }
  }
  node.at(-1)!.output = [input.name];
  return { node, initializer };
}

/** A Cast that makes the values of a tensor those of its carrier, which every platform can read. */
export function carriedOutput(output: string, fetch: string, elementType: ElementType): onnx.INodeProto {
  return {
    opType: 'Cast',
    name: fetch,
    input: [output],
    output: [fetch],
    attribute: [castTo(elementCode(carrierOf(elementType)))],
  };
}

function castTo(type: number): onnx.IAttributeProto {
  return { name: 'to', type: AttributeProto.AttributeType.INT, i: type };
}

function integers(name: string, values: number[]): onnx.ITensorProto {
  const rawData = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  return { name, dataType: TensorProto.DataType.INT64, dims: [values.length], rawData };
}

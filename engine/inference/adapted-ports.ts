import proto from 'onnx-proto';
import type { onnx } from 'onnx-proto';

import type { ModelInputBinding } from './model-types.ts';

const { AttributeProto, TensorProto } = proto.onnx;

/** Whether columns are laid one after the other ([width,N]) and turned inside the model. */
export function isColumnar(input: ModelInputBinding): boolean {
  return input.width > 1 && input.columns.length > 1;
}

/** Whether an input has to be reached through operators put before it. */
export function isAdapted(input: ModelInputBinding): boolean {
  return isColumnar(input) || input.elementType === 'float16';
}

/** Operators and constants that lead from tensor `feed` to an input: Cast for half numbers, Transpose and Reshape for columns. */
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
  if (input.elementType === 'float16') add('Cast', [], [castTo(TensorProto.DataType.FLOAT16)]);
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

/** A Cast that makes the half numbers of a tensor floats, which every platform can read. */
export function widenedOutput(output: string, fetch: string): onnx.INodeProto {
  return {
    opType: 'Cast',
    name: fetch,
    input: [output],
    output: [fetch],
    attribute: [castTo(TensorProto.DataType.FLOAT)],
  };
}

function castTo(type: number): onnx.IAttributeProto {
  return { name: 'to', type: AttributeProto.AttributeType.INT, i: type };
}

function integers(name: string, values: number[]): onnx.ITensorProto {
  const rawData = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  return { name, dataType: TensorProto.DataType.INT64, dims: [values.length], rawData };
}

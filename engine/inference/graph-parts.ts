import proto from 'onnx-proto';
import type { onnx } from 'onnx-proto';

const { AttributeProto, ModelProto, TensorProto } = proto.onnx;
const elementTypes = TensorProto.DataType;
const attributeTypes = AttributeProto.AttributeType;
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

export type ElementType = keyof typeof onnx.TensorProto.DataType;

/** A tensor a graph takes or gives; a text in `shape` is the name of a size that is free. */
export function tensorPort(name: string, type: ElementType, shape: readonly (number | string)[]): onnx.IValueInfoProto {
  return { name, type: { tensorType: { elemType: elementTypes[type], shape: { dim: shape.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size })) } } } };
}

/** What a ZipMap gives: per row a map from class to probability. */
export const classMapPort = (name: string, key: 'STRING' | 'INT64'): onnx.IValueInfoProto => ({
  name,
  type: { sequenceType: { elemType: { mapType: { keyType: elementTypes[key], valueType: { tensorType: { elemType: elementTypes.FLOAT } } } } } },
});

export const floatTensor = (name: string, dims: readonly number[], values: ArrayLike<number>): onnx.ITensorProto => ({ name, dataType: elementTypes.FLOAT, dims: [...dims], rawData: new Uint8Array(Float32Array.from(values).buffer) });

export const integerTensor = (name: string, dims: readonly number[], values: readonly bigint[]): onnx.ITensorProto => ({ name, dataType: elementTypes.INT64, dims: [...dims], rawData: new Uint8Array(BigInt64Array.from(values).buffer) });

export const textTensor = (name: string, dims: readonly number[], values: readonly string[]): onnx.ITensorProto => ({ name, dataType: elementTypes.STRING, dims: [...dims], stringData: values.map(encode) });

/** Value of a node's attribute with its ONNX kind, since 1 may be an INT or a FLOAT. */
export type AttributeValue =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly text: string }
  | { readonly ints: readonly number[] | readonly bigint[] }
  | { readonly floats: readonly number[] }
  | { readonly texts: readonly string[] };

/** A node of the default domain, or of `ai.onnx.ml` for classical machine learning. */
export function graphNode(opType: string, input: readonly string[], output: readonly string[], attributes: Readonly<Record<string, AttributeValue>> = {}, domain: '' | 'ai.onnx.ml' = ''): onnx.INodeProto {
  return { opType, input: [...input], output: [...output], domain, attribute: Object.entries(attributes).map(([name, value]) => attributeOf(name, value)) };
}

function attributeOf(name: string, value: AttributeValue): onnx.IAttributeProto {
  if ('int' in value) return { name, type: attributeTypes.INT, i: value.int };
  if ('float' in value) return { name, type: attributeTypes.FLOAT, f: value.float };
  if ('text' in value) return { name, type: attributeTypes.STRING, s: encode(value.text) };
  if ('ints' in value) return { name, type: attributeTypes.INTS, ints: value.ints.map(Number) };
  if ('floats' in value) return { name, type: attributeTypes.FLOATS, floats: [...value.floats] };
  return { name, type: attributeTypes.STRINGS, strings: value.texts.map(encode) };
}

/** The bytes of a model of opset 17 with ONNX-ML 3, which every runtime of the last years reads. */
export function modelFile(graph: onnx.IGraphProto, metadata: Readonly<Record<string, string>>): Uint8Array {
  return ModelProto.encode({
    irVersion: 8,
    producerName: 'millrace',
    opsetImport: [
      { domain: '', version: 17 },
      { domain: 'ai.onnx.ml', version: 3 },
    ],
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    graph,
  }).finish();
}

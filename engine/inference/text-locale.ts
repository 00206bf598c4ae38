import proto from 'onnx-proto';

import * as field from './graph-fields.ts';
import { delimitedField, joinedBytes, protobufFields } from './protobuf-fields.ts';

const { AttributeProto, GraphProto, NodeProto } = proto.onnx;

/** A model whose text operators change the case of letters by another locale of the system. */
export function withLocale(bytes: Uint8Array, locale: string): Uint8Array<ArrayBuffer> {
  const attribute = { name: 'locale', type: AttributeProto.AttributeType.STRING, s: new TextEncoder().encode(locale) };
  return joinedBytes(
    protobufFields(bytes).flatMap((part) => {
      if (part.number !== field.MODEL_GRAPH) return [part.bytes];
      const graph = protobufFields(part.value).map((inner) => {
        if (inner.number !== field.GRAPH_NODE) return inner.bytes;
        const node = NodeProto.decode(inner.value);
        if (node.opType !== 'StringNormalizer') return inner.bytes;
        return GraphProto.encode({ node: [{ ...node, attribute: [...node.attribute.filter((a) => a.name !== 'locale'), attribute] }] }).finish();
      });
      return delimitedField(field.MODEL_GRAPH, graph);
    }),
  );
}

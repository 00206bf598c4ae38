import type { onnx } from 'onnx-proto';

type Node = onnx.INodeProto;

const CLASSIFIERS = new Set(['LinearClassifier', 'TreeEnsembleClassifier', 'SVMClassifier']);
const KEEPS_COLUMNS = new Set(['Normalizer', 'Cast', 'Identity', 'Softmax', 'Scaler', 'Sigmoid', 'Clip']);
const LABEL_ATTRIBUTES = ['classlabels_strings', 'classlabels_int64s', 'classlabels_ints'];

/** The class labels a node carries in its attributes (ZipMap and the classifiers), or null. */
export function labelsOfNode(node: Node): string[] | null {
  for (const attribute of node.attribute ?? []) {
    if (!LABEL_ATTRIBUTES.includes(attribute.name ?? '')) continue;
    const strings = (attribute.strings ?? []).map((label) => new TextDecoder().decode(label));
    if (strings.length > 0) return strings;
    const numbers = (attribute.ints ?? []).map((label) => label.toString());
    if (numbers.length > 0) return numbers;
  }
  return null;
}

/** The labels of a score tensor's columns, found by following it back to the classifier that made it; null when there is none. */
export function labelsOfTensor(tensor: string, nodes: Node[]): string[] | null {
  let name: string | undefined = tensor;
  for (let step = 0; step < nodes.length && name !== undefined; step++) {
    const wanted: string = name;
    const node: Node | undefined = nodes.find((candidate) => candidate.output?.includes(wanted));
    if (node === undefined) return null;
    const type = node.opType ?? '';
    if (CLASSIFIERS.has(type)) return node.output?.[1] === wanted ? labelsOfNode(node) : null;
    if (!KEEPS_COLUMNS.has(type)) return null;
    name = node.input?.[0];
  }
  return null;
}

import { floats, modelBytes, node, tensorPort } from '../../engine/inference/model-fixtures.ts';

/** A network of dense layers of these sizes, ReLU between and a sigmoid behind them; its input `x` is `[N, sizes[0]]`, its output `y`. */
export function network(sizes: readonly number[]): Uint8Array {
  const weights = (from: number, to: number) =>
    Float32Array.from({ length: from * to }, (_, index) => Math.sin(index * 12.9898 + from) / Math.sqrt(from));
  const last = sizes.length - 2;
  const layers = sizes.slice(0, -1).map((from, layer) => {
    const to = sizes[layer + 1]!;
    const input = layer === 0 ? 'x' : `h${layer - 1}`;
    return {
      initializer: [
        floats(`w${layer}`, [from, to], weights(from, to)),
        floats(`b${layer}`, [to], new Float32Array(to)),
      ],
      node: [
        node('Gemm', [input, `w${layer}`, `b${layer}`], [`g${layer}`]),
        layer === last ? node('Sigmoid', [`g${layer}`], ['y']) : node('Relu', [`g${layer}`], [`h${layer}`]),
      ],
    };
  });
  return modelBytes({
    input: [tensorPort('x', 'FLOAT', ['N', sizes[0]!])],
    output: [tensorPort('y', 'FLOAT', ['N', 1])],
    initializer: layers.flatMap((layer) => layer.initializer),
    node: layers.flatMap((layer) => layer.node),
  });
}

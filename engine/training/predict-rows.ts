import { softmaxOf } from './fit-boosting.ts';
import { isolationScores } from './fit-isolation-forest.ts';
import { nearestCentres } from './fit-k-means.ts';
import type { FittedModel, Link } from './fitted-model.ts';
import { addTree } from './tree.ts';

/** What a model says of prepared columns: `outputs` numbers per row. For classes their probabilities, for clusters the cluster and the distance to its centre, for anomalies the score. */
export interface Predictions {
  readonly outputs: number;
  readonly values: Float64Array;
}

export function predictRows(model: FittedModel, columns: readonly Float32Array[]): Predictions {
  const rows = columns[0]?.length ?? 0;
  switch (model.kind) {
    case 'isolation':
      return { outputs: 1, values: isolationScores(columns, model.trees, model.usual) };
    case 'centres': {
      const { codes, distances } = nearestCentres(columns, model.centres);
      const values = new Float64Array(rows * 2);
      codes.forEach((code, r) => values.set([code, Math.sqrt(distances[r]!)], r * 2));
      return { outputs: 2, values };
    }
    case 'linear': {
      const outputs = model.weights.length;
      const raw = new Float64Array(rows * outputs);
      model.weights.forEach((weights, k) => {
        for (let r = 0; r < rows; r++) {
          let sum = model.intercepts[k]!;
          for (let c = 0; c < columns.length; c++) sum += weights[c]! * columns[c]![r]!;
          raw[r * outputs + k] = sum;
        }
      });
      return linked(raw, outputs, model.link);
    }
    case 'trees': {
      const outputs = model.base.length;
      const raw = new Float64Array(rows * outputs);
      for (let i = 0; i < raw.length; i++) raw[i] = model.base[i % outputs]!;
      model.trees.forEach((tree, i) => addTree(tree, columns, rows, raw, model.combine === 'mean' ? 1 / model.trees.length : 1, model.outputOf[i], outputs));
      return linked(raw, outputs, model.link);
    }
  }
}

function linked(raw: Float64Array, outputs: number, link: Link): Predictions {
  switch (link) {
    case 'identity':
    case 'shares':
      return { outputs, values: raw };
    case 'softmax':
      return { outputs, values: softmaxOf(raw, outputs) };
    case 'sigmoid': {
      const values = new Float64Array(raw.length * 2);
      raw.forEach((score, r) => {
        const share = 1 / (1 + Math.exp(-score));
        values.set([1 - share, share], r * 2);
      });
      return { outputs: 2, values };
    }
  }
}

/** The most probable class of every row. */
export function likeliest({ outputs, values }: Predictions): Int32Array {
  const codes = new Int32Array(values.length / outputs);
  for (let r = 0; r < codes.length; r++) {
    let best = 0;
    for (let k = 1; k < outputs; k++) if (values[r * outputs + k]! > values[r * outputs + best]!) best = k;
    codes[r] = best;
  }
  return codes;
}

import type { FittedModel } from './fitted-model.ts';
import { minimise } from './minimise.ts';
import type { Steps } from './pulse.ts';

/** Logistic regression with an L2 penalty `regularisation` / 2 · |w|² beside the summed log loss, intercepts free; softmax for more than two classes. */
export function* fitLogistic(columns: readonly Float32Array[], codes: Int32Array, classes: number, regularisation: number): Steps<FittedModel> {
  const [rows, width] = [codes.length, columns.length];
  const outputs = classes > 2 ? classes : 1;
  const size = width + 1;
  const scores = new Float64Array(rows * outputs);
  const objective = (x: Float64Array, gradient: Float64Array): number => {
    for (let k = 0; k < outputs; k++) {
      for (let r = 0; r < rows; r++) scores[r * outputs + k] = x[k * size + width]!;
      for (let c = 0; c < width; c++) {
        const weight = x[k * size + c]!;
        const column = columns[c]!;
        if (weight !== 0) for (let r = 0; r < rows; r++) scores[r * outputs + k]! += weight * column[r]!;
      }
    }
    let loss = outputs === 1 ? binaryLoss(scores, codes) : manyLoss(scores, codes, outputs);
    gradient.fill(0);
    for (let k = 0; k < outputs; k++) {
      for (let c = 0; c < width; c++) {
        const column = columns[c]!;
        let sum = 0;
        for (let r = 0; r < rows; r++) sum += scores[r * outputs + k]! * column[r]!;
        const weight = x[k * size + c]!;
        gradient[k * size + c] = (sum + regularisation * weight) / rows;
        loss += (regularisation / 2) * weight * weight;
      }
      let sum = 0;
      for (let r = 0; r < rows; r++) sum += scores[r * outputs + k]!;
      gradient[k * size + width] = sum / rows;
    }
    return loss / rows;
  };
  const found = yield* minimise(objective, new Float64Array(outputs * size), 1e-7, 1000);
  const parts = Array.from({ length: outputs }, (_, k) => found.subarray(k * size, (k + 1) * size));
  return { kind: 'linear', weights: parts.map((part) => part.slice(0, width)), intercepts: parts.map((part) => part[width]!), link: outputs === 1 ? 'sigmoid' : 'softmax' };
}

/** Summed log loss; the scores become its gradient. */
function binaryLoss(scores: Float64Array, codes: Int32Array): number {
  let loss = 0;
  for (let r = 0; r < codes.length; r++) {
    const score = scores[r]!;
    const truth = codes[r]!;
    loss += Math.max(score, 0) - score * truth + Math.log1p(Math.exp(-Math.abs(score)));
    scores[r] = 1 / (1 + Math.exp(-score)) - truth;
  }
  return loss;
}

function manyLoss(scores: Float64Array, codes: Int32Array, outputs: number): number {
  let loss = 0;
  for (let r = 0; r < codes.length; r++) {
    const at = r * outputs;
    let most = -Infinity;
    for (let k = 0; k < outputs; k++) most = Math.max(most, scores[at + k]!);
    let sum = 0;
    for (let k = 0; k < outputs; k++) sum += Math.exp(scores[at + k]! - most);
    loss += most + Math.log(sum) - scores[at + codes[r]!]!;
    for (let k = 0; k < outputs; k++) scores[at + k] = Math.exp(scores[at + k]! - most) / sum - (codes[r] === k ? 1 : 0);
  }
  return loss;
}

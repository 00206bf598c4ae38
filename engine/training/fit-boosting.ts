import { binFeatures } from './bin-features.ts';
import type { FittedModel } from './fitted-model.ts';
import type { Lesson } from './fit-trees.ts';
import { growTree, type GrowLimits } from './grow-tree.ts';
import type { Steps } from './pulse.ts';
import { Random } from './random.ts';
import type { TrainingSettings } from '../core/training-spec.ts';
import { addTree, type Tree } from './tree.ts';

/** Trees that each mend what those before them left wrong: squared error for numbers, log loss for classes, one tree per round and output. */
export function* fitBoosting(columns: readonly Float32Array[], lesson: Lesson, settings: TrainingSettings, seed: number): Steps<FittedModel> {
  const binned = binFeatures(columns);
  const rows = binned.rows;
  const outputs = lesson.kind === 'class' && lesson.classes > 2 ? lesson.classes : 1;
  const base = baseScores(lesson, outputs);
  const raw = new Float64Array(rows * outputs);
  for (let i = 0; i < raw.length; i++) raw[i] = base[i % outputs]!;
  const limits: GrowLimits = { maxDepth: settings.maxDepth, maxLeaves: settings.maxLeaves, columnsPerSplit: columns.length, minRows: settings.minLeafRows, minHessian: 1e-3, lambda: settings.regularisation };
  const gradients = new Float64Array(rows);
  const hessians = lesson.kind === 'class' ? new Float64Array(rows) : null;
  const trees: Tree[] = [];
  const outputOf: number[] = [];
  const random = new Random(seed);
  for (let round = 0; round < settings.trees; round++) {
    const shares = outputs > 1 ? softmaxOf(raw, outputs) : raw;
    for (let k = 0; k < outputs; k++) {
      yield { done: round * outputs + k, of: settings.trees * outputs, unit: 'trees', loss: () => meanLoss(lesson, raw, outputs) };
      slopes(lesson, shares, outputs, k, gradients, hessians);
      const grown = growTree(binned, Int32Array.from({ length: rows }, (_, i) => i), { outputs: 1, gradients, hessians }, limits, random.fork(round * outputs + k));
      const tree = { ...grown, values: grown.values.map((value) => value * settings.learningRate) };
      addTree(tree, columns, rows, raw, 1, k, outputs);
      trees.push(tree);
      outputOf.push(k);
    }
  }
  return { kind: 'trees', trees, outputOf, base, combine: 'sum', link: lesson.kind === 'number' ? 'identity' : outputs === 1 ? 'sigmoid' : 'softmax' };
}

/** What is said before the first tree: the mean, or the logarithm of how frequent each class is. */
function baseScores(lesson: Lesson, outputs: number): number[] {
  if (lesson.kind === 'number') return [lesson.values.reduce((sum, value) => sum + value, 0) / Math.max(1, lesson.values.length)];
  const counts = new Float64Array(lesson.classes);
  for (const code of lesson.codes) counts[code]!++;
  const share = (k: number): number => Math.min(Math.max(counts[k]! / lesson.codes.length, 1e-15), 1 - 1e-15);
  if (outputs === 1) return [Math.log(share(1) / (1 - share(1)))];
  return Array.from({ length: outputs }, (_, k) => Math.log(share(k)));
}

function slopes(lesson: Lesson, scores: Float64Array, outputs: number, k: number, gradients: Float64Array, hessians: Float64Array | null): void {
  for (let row = 0; row < gradients.length; row++) {
    if (lesson.kind === 'number') {
      gradients[row] = scores[row]! - lesson.values[row]!;
      continue;
    }
    const share = outputs === 1 ? 1 / (1 + Math.exp(-scores[row]!)) : scores[row * outputs + k]!;
    const truth = outputs === 1 ? lesson.codes[row]! : lesson.codes[row] === k ? 1 : 0;
    gradients[row] = share - truth;
    hessians![row] = share * (1 - share);
  }
}

/** Mean squared error of numbers, mean log loss of classes. */
function meanLoss(lesson: Lesson, raw: Float64Array, outputs: number): number {
  let sum = 0;
  if (lesson.kind === 'number') for (const [row, value] of lesson.values.entries()) sum += (raw[row]! - value) ** 2;
  else if (outputs === 1) for (const [row, code] of lesson.codes.entries()) sum += Math.max(raw[row]!, 0) - raw[row]! * code + Math.log1p(Math.exp(-Math.abs(raw[row]!)));
  else {
    const shares = softmaxOf(raw, outputs);
    for (const [row, code] of lesson.codes.entries()) sum -= Math.log(Math.max(shares[row * outputs + code]!, 1e-15));
  }
  return sum / Math.max(1, raw.length / outputs);
}

/** Softmax of every row. */
export function softmaxOf(raw: Float64Array, outputs: number): Float64Array {
  const shares = new Float64Array(raw.length);
  for (let at = 0; at < raw.length; at += outputs) {
    let most = -Infinity;
    for (let k = 0; k < outputs; k++) most = Math.max(most, raw[at + k]!);
    let sum = 0;
    for (let k = 0; k < outputs; k++) sum += shares[at + k] = Math.exp(raw[at + k]! - most);
    for (let k = 0; k < outputs; k++) shares[at + k]! /= sum;
  }
  return shares;
}

import { binFeatures } from './bin-features.ts';
import type { Slopes } from './find-split.ts';
import type { FittedModel } from './fitted-model.ts';
import { growTree, type GrowLimits } from './grow-tree.ts';
import type { Steps } from './pulse.ts';
import { Random } from './random.ts';
import type { TrainingSettings } from '../core/training-spec.ts';
import type { Target } from './training-table.ts';
import type { Tree } from './tree.ts';

/** What trees learn: class codes, or numbers. */
export type Lesson = { readonly kind: 'class'; readonly codes: Int32Array; readonly classes: number } | { readonly kind: 'number'; readonly values: Float64Array };

/** What some of the rows teach. */
export function lessonOf(target: Target | null, rows: Int32Array): Lesson | null {
  if (target === null) return null;
  if (target.kind === 'number') return { kind: 'number', values: Float64Array.from(rows, (row) => target.values[row]!) };
  return { kind: 'class', codes: rows.map((row) => target.codes[row]!), classes: target.labels.length };
}

/** One tree that sees everything. */
export function* fitTree(columns: readonly Float32Array[], lesson: Lesson, settings: TrainingSettings, seed: number): Steps<FittedModel> {
  const binned = binFeatures(columns);
  yield { done: 0, of: 1, unit: 'trees' };
  const rows = Int32Array.from({ length: binned.rows }, (_, i) => i);
  const tree = growTree(binned, rows, leafSlopes(lesson), plainLimits(settings, columns.length), new Random(seed));
  return { kind: 'trees', trees: [tree], outputOf: [0], base: zeros(tree.outputs), combine: 'mean', link: lesson.kind === 'class' ? 'shares' : 'identity' };
}

/** Trees that each see rows drawn with replacement and, at every split, some of the columns; their mean is the answer. */
export function* fitForest(columns: readonly Float32Array[], lesson: Lesson, settings: TrainingSettings, seed: number): Steps<FittedModel> {
  const binned = binFeatures(columns);
  const slopes = leafSlopes(lesson);
  // The usual choice: the square root of the number of columns for classes, all of them for numbers.
  const columnsPerSplit = lesson.kind === 'class' ? Math.max(1, Math.floor(Math.sqrt(columns.length))) : columns.length;
  const limits = { ...plainLimits(settings, columnsPerSplit), columnsPerSplit };
  const random = new Random(seed);
  const trees: Tree[] = [];
  for (let i = 0; i < settings.trees; i++) {
    yield { done: i, of: settings.trees, unit: 'trees' };
    const own = random.fork(i);
    const rows = Int32Array.from({ length: binned.rows }, () => own.integer(binned.rows));
    trees.push(growTree(binned, rows, slopes, limits, own));
  }
  return { kind: 'trees', trees, outputOf: trees.map(() => 0), base: zeros(slopes.outputs), combine: 'mean', link: lesson.kind === 'class' ? 'shares' : 'identity' };
}

const zeros = (count: number): number[] => Array.from({ length: count }, () => 0);

const plainLimits = (settings: TrainingSettings, columns: number): GrowLimits => ({
  maxDepth: settings.maxDepth,
  maxLeaves: 0,
  columnsPerSplit: columns,
  minRows: Math.max(1, settings.minLeafRows),
  minHessian: 0,
  lambda: 0,
});

/** Slopes whose best leaf value is the mean; for classes that of one-hot codes, whose splits are those of the Gini impurity. */
function leafSlopes(lesson: Lesson): Slopes {
  if (lesson.kind === 'number') return { outputs: 1, gradients: lesson.values.map((value) => -value), hessians: null };
  const gradients = new Float64Array(lesson.codes.length * lesson.classes);
  lesson.codes.forEach((code, row) => (gradients[row * lesson.classes + code] = -1));
  return { outputs: lesson.classes, gradients, hessians: null };
}

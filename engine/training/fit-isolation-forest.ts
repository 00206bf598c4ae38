import type { FittedModel } from './fitted-model.ts';
import type { Steps } from './pulse.ts';
import { Random } from './random.ts';
import type { TrainingSettings } from '../core/training-spec.ts';
import { addTree, TreeBuilder, type Tree } from './tree.ts';

const mostSampled = 256;

/** Trees that cut small samples at random places; rows that are alone after few cuts are anomalies (Liu, Ting, Zhou 2008). */
export function* fitIsolationForest(columns: readonly Float32Array[], settings: TrainingSettings, seed: number): Steps<FittedModel> {
  const rows = columns[0]?.length ?? 0;
  const sampled = Math.min(mostSampled, rows);
  const deepest = Math.ceil(Math.log2(Math.max(2, sampled)));
  const random = new Random(seed);
  const trees: Tree[] = [];
  for (let i = 0; i < settings.trees; i++) {
    yield { done: i, of: settings.trees, unit: 'trees' };
    const own = random.fork(i);
    const all = Int32Array.from({ length: rows }, (_, r) => r);
    const builder = new TreeBuilder(1);
    cut(columns, own.shuffle(all, sampled).subarray(0, sampled), 0, deepest, builder, own);
    trees.push(builder.done());
  }
  const usual = usualLength(sampled);
  const scores = isolationScores(columns, trees, usual);
  return { kind: 'isolation', trees, usual, threshold: settings.contamination > 0 ? topShare(scores, settings.contamination) : 0.5 };
}

/** 2 ^ (-mean path length / usual), near 1 for rows that are easily told from all others. */
export function isolationScores(columns: readonly Float32Array[], trees: readonly Tree[], usual: number): Float64Array {
  const sums = new Float64Array(columns[0]?.length ?? 0);
  for (const tree of trees) addTree(tree, columns, sums.length, sums, 1 / trees.length);
  return sums.map((length) => 2 ** (-length / usual));
}

function cut(columns: readonly Float32Array[], rows: Int32Array, depth: number, deepest: number, builder: TreeBuilder, random: Random): number {
  const node = builder.leaf([depth + usualLength(rows.length)]);
  if (depth >= deepest || rows.length <= 1) return node;
  const varied = columns.flatMap((column, c) => {
    let [low, high] = [Infinity, -Infinity];
    for (const row of rows) {
      low = Math.min(low, column[row]!);
      high = Math.max(high, column[row]!);
    }
    return high > low ? [{ c, low, high }] : [];
  });
  if (varied.length === 0) return node;
  const { c, low, high } = varied[random.integer(varied.length)]!;
  // Rounded down into the range, so that both sides get a row.
  const drawn = Math.fround(low + random.next() * (high - low));
  const threshold = drawn < high ? drawn : low;
  const left = cut(columns, rows.filter((row) => columns[c]![row]! <= threshold), depth + 1, deepest, builder, random);
  const right = cut(columns, rows.filter((row) => columns[c]![row]! > threshold), depth + 1, deepest, builder, random);
  builder.split(node, c, threshold, left, right);
  return node;
}

/** Mean length of an unsuccessful search in a binary search tree of `rows` entries. */
function usualLength(rows: number): number {
  if (rows <= 1) return 0;
  if (rows === 2) return 1;
  return 2 * (Math.log(rows - 1) + 0.5772156649015329) - (2 * (rows - 1)) / rows;
}

function topShare(scores: Float64Array, share: number): number {
  const sorted = scores.slice().sort();
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * (1 - share))))] ?? 0.5;
}

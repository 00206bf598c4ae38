import type { Tree } from './tree.ts';

/** What was learned, over prepared columns. */
export type FittedModel =
  /** Raw scores are `base` plus the sum (or the mean) of what the trees give: tree i adds its numbers from output `outputOf[i]`. */
  | { readonly kind: 'trees'; readonly trees: readonly Tree[]; readonly outputOf: readonly number[]; readonly base: readonly number[]; readonly combine: 'sum' | 'mean'; readonly link: Link }
  /** Raw scores are weights · x + intercepts; `weights` holds one row of numbers per output. */
  | { readonly kind: 'linear'; readonly weights: readonly Float64Array[]; readonly intercepts: readonly number[]; readonly link: Link }
  | { readonly kind: 'centres'; readonly centres: readonly Float64Array[] }
  /** Mean path length to a leaf; the score is 2 ^ (-length / `usual`), an anomaly from `threshold` on. */
  | { readonly kind: 'isolation'; readonly trees: readonly Tree[]; readonly usual: number; readonly threshold: number };

/** From raw scores to what is said: a number as it is, the probability of the second of two classes, or those of all classes. */
export type Link = 'identity' | 'sigmoid' | 'softmax' | 'shares';

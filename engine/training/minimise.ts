import type { Steps } from './pulse.ts';

/** Value of a function at `x`, with its gradient written into `gradient`. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

const memory = 10;

/** Finds a minimum of a smooth convex function from `start` by the L-BFGS method, until no part of the gradient exceeds `tolerance`. */
export function* minimise(objective: Objective, start: Float64Array, tolerance: number, mostRounds: number): Steps<Float64Array> {
  let x = start.slice();
  let gradient = new Float64Array(x.length);
  let value = objective(x, gradient);
  const steps: Float64Array[] = [];
  const changes: Float64Array[] = [];
  for (let round = 0; round < mostRounds; round++) {
    const reached = value;
    yield { done: round, of: mostRounds, unit: 'rounds', loss: () => reached };
    if (gradient.every((g) => Math.abs(g) <= tolerance)) break;
    const direction = descent(gradient, steps, changes);
    let slope = dot(direction, gradient);
    if (slope >= 0) {
      for (let i = 0; i < x.length; i++) direction[i] = -gradient[i]!;
      slope = dot(direction, gradient);
    }
    let size = steps.length === 0 ? Math.min(1, 1 / Math.sqrt(-slope)) : 1;
    const next = new Float64Array(x.length);
    const nextGradient = new Float64Array(x.length);
    let nextValue = Infinity;
    for (let attempt = 0; attempt < 40; attempt++, size /= 2) {
      for (let i = 0; i < x.length; i++) next[i] = x[i]! + size * direction[i]!;
      nextValue = objective(next, nextGradient);
      if (nextValue <= value + 1e-4 * size * slope) break;
    }
    // No step gets lower in double precision: this is the minimum.
    if (!(nextValue < value)) break;
    const step = next.map((v, i) => v - x[i]!);
    const change = nextGradient.map((g, i) => g - gradient[i]!);
    if (dot(step, change) > 1e-12 * dot(change, change)) {
      steps.push(step);
      changes.push(change);
      if (steps.length > memory) {
        steps.shift();
        changes.shift();
      }
    }
    [x, gradient, value] = [next, nextGradient, nextValue];
  }
  return x;
}

function descent(gradient: Float64Array, steps: readonly Float64Array[], changes: readonly Float64Array[]): Float64Array {
  const q = gradient.slice();
  const alphas: number[] = [];
  for (let i = steps.length - 1; i >= 0; i--) {
    const alpha = dot(steps[i]!, q) / dot(steps[i]!, changes[i]!);
    alphas[i] = alpha;
    for (let j = 0; j < q.length; j++) q[j]! -= alpha * changes[i]![j]!;
  }
  const last = steps.length - 1;
  const scale = last < 0 ? 1 : dot(steps[last]!, changes[last]!) / dot(changes[last]!, changes[last]!);
  for (let j = 0; j < q.length; j++) q[j]! *= scale;
  for (let i = 0; i < steps.length; i++) {
    const beta = dot(changes[i]!, q) / dot(steps[i]!, changes[i]!);
    for (let j = 0; j < q.length; j++) q[j]! += (alphas[i]! - beta) * steps[i]![j]!;
  }
  for (let j = 0; j < q.length; j++) q[j] = -q[j]!;
  return q;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

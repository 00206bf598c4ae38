import type { BindingProblem } from './binding-problem.ts';
import type { ModelDescription, ModelPort } from './model-description.ts';

/** The batch size when a model takes only that one: the first dimension of every input, where it is the same number. */
export function fixedBatchOf(inputs: readonly ModelPort[]): number | null {
  const sizes = inputs.filter((input) => input.container === undefined && input.shape.length > 0).map((input) => input.shape[0]);
  const [first] = sizes;
  return typeof first === 'number' && sizes.every((size) => size === first) ? first : null;
}

/** A model with sizes in the place of its free dimensions of these names, or the problem that it has no such dimension. */
export function fixDimensions(description: ModelDescription, sizes: Readonly<Record<string, number>>): { description: ModelDescription } | { problem: BindingProblem } {
  const free = new Set([...description.inputs, ...description.outputs].flatMap((port) => port.shape.filter((size) => typeof size === 'string')));
  for (const name of Object.keys(sizes)) {
    if (free.has(name)) continue;
    const known = [...free].map((size) => `"${size}"`).join(', ');
    return { problem: { code: 'model-inputs', dimension: name, message: `The model has no free dimension "${name}"; ${known === '' ? 'none of its dimensions has a name' : `it has ${known}`}.` } };
  }
  const fixed = <P extends ModelPort>(port: P): P => ({ ...port, shape: port.shape.map((size) => (typeof size === 'string' ? (Object.hasOwn(sizes, size) ? sizes[size]! : size) : size)) });
  const inputs = description.inputs.map(fixed);
  return { description: { ...description, inputs, outputs: description.outputs.map(fixed), fixedBatch: fixedBatchOf(inputs) } };
}

import { levelsOfContainer } from './model-types.ts';
import type { ModelInputBinding, ModelPort } from './model-types.ts';

/** An input that is filled as it stands, without columns to turn; its tensors have `given` dimensions where it does not state how many. */
export function directInput({ name, elementType, container, ranked, shape }: ModelPort, given = 2): ModelInputBinding {
  const depth = container === undefined ? 0 : levelsOfContainer(container) + (ranked ? shape.length : given);
  return { name, elementType, width: 0, inner: [], columns: [], depth, lift: 0, shape: [], missing: 'skip', ...(container === undefined ? {} : { container }) };
}

import type { RowShape } from './bind-outputs.ts';
import { levelsOfContainer } from './model-call.ts';
import type { ModelInputBinding } from './model-call.ts';
import type { ModelDescription, ModelOutputPort, ModelPort } from './model-description.ts';

/** The description with the ranks that its trial showed for outputs without a stated shape, where the columns fill the inputs as the trial did. */
export function withTriedRanks(description: ModelDescription, bindings: readonly ModelInputBinding[], rows: RowShape): ModelDescription {
  const open = description.inputs.flatMap((port, index) => (port.ranked ? [] : [rankOfColumns(port, bindings[index]!, rows)]));
  const tried = description.tried?.find(({ given }) => (given === null ? open.length === 0 : open.length > 0 && open.every((rank) => rank === given)));
  if (tried === undefined) return description;
  return { ...description, outputs: description.outputs.map((output) => (Object.hasOwn(tried.outputs, output.tensor) ? withRank(output, tried.outputs[output.tensor]!, rows) : output)) };
}

/** The rank of the tensors that columns make for an input that states none. */
function rankOfColumns({ container }: ModelPort, { columns, depth, lift }: ModelInputBinding, { whole }: RowShape): number | null {
  if (container !== undefined) return depth - levelsOfContainer(container);
  if (columns.length > 1) return 2;
  return whole ? lift + depth : depth === 0 ? 2 : depth + 1;
}

function withRank(output: ModelOutputPort, { rank, rows: firstIsRows }: { readonly rank: number; readonly rows: boolean }, { whole, lifted }: RowShape): ModelOutputPort {
  if (output.ranked) return output;
  // An output that has no dimension for the rows is not taken apart by one.
  if (output.container === undefined && (!whole || lifted) && !(rank > 0 && firstIsRows)) return output;
  return { ...output, ranked: true, shape: Array<null>(rank).fill(null), classes: rank > 1 ? output.classes : null };
}

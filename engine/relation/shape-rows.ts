import type { BindingProblem } from './binding-problem.ts';
import type { RowShape } from './bind-outputs.ts';
import type { ModelInputBinding } from './model-call.ts';
import type { ModelPort } from './model-description.ts';

type Pair = readonly [port: ModelPort, binding: ModelInputBinding];

/** Levels a column gives of a tensor; columns side by side give one. */
const given = ({ columns, depth }: ModelInputBinding): number => (columns.length > 1 ? 1 : depth);

const isWhole = ([port, binding]: Pair): boolean => port.container !== undefined || (port.ranked && binding.columns.length === 1 && binding.depth === port.shape.length);

/**
 * Decides how a row meets the model: as an entry of the first dimension of every input, or, when some column holds a whole
 * tensor or the first dimensions differ, as a call of its own.
 */
export function shapeRows(ports: readonly ModelPort[], bindings: readonly ModelInputBinding[]): { inputs: ModelInputBinding[]; rows: RowShape } | { problem: BindingProblem } {
  const pairs = ports.map((port, index): Pair => [port, bindings[index]!]);
  const firsts = new Set(ports.filter((port) => port.container === undefined && port.shape.length > 0 && typeof port.shape[0] === 'number').map((port) => port.shape[0]));
  const reason = pairs.find(isWhole);
  if (reason === undefined && firsts.size <= 1 && pairs.length > 0) return { inputs: [...bindings], rows: { whole: false, lifted: false } };
  const inputs: ModelInputBinding[] = [];
  let lifted = false;
  for (const pair of pairs) {
    const [port, binding] = pair;
    if (isWhole(pair) || !port.ranked) inputs.push(binding);
    else {
      const [first] = port.shape;
      const missing = port.shape.length - given(binding);
      if (missing !== 1 || (typeof first === 'number' && first !== 1)) return { problem: unequal(pair, reason) };
      lifted = true;
      inputs.push({ ...binding, lift: 1 });
    }
  }
  return { inputs, rows: { whole: true, lifted } };
}

function unequal([port, { columns }]: Pair, reason: Pair | undefined): BindingProblem {
  const because = reason === undefined ? 'the inputs of the model start with dimensions of different sizes' : `input "${reason[0].name}" of the model takes one for each row`;
  return {
    code: 'model-inputs',
    input: port.name,
    message: `Input "${port.name}" of the model cannot be filled: it takes a whole tensor of the shape [${port.shape.map((size) => size ?? '?').join(', ')}] for each row, because ${because}; give it a column with lists of ${port.shape.length} levels instead of ${columns.map(({ column }) => `"${column}"`).join(', ')}.`,
  };
}

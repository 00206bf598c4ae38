import type { ModelOutputBinding } from './model-call.ts';
import { levelsOfContainer, sqlTypeOf } from './model-call.ts';
import type { ModelDescription, ModelOutputPort } from './model-description.ts';

/** An output of the model that gives no column, and why. */
export interface SkippedOutput {
  output: string;
  reason: string;
}

/** How rows meet the model. */
export interface RowShape {
  /** Each row is a call of its own with whole tensors. */
  readonly whole: boolean;
  /** With `whole`: some input was given a first dimension of size 1 for the row, so outputs have one too. */
  readonly lifted: boolean;
}

const batches: RowShape = { whole: false, lifted: false };

/** Lays the outputs out as columns: `label`, `probability_<class>` for classifiers, the output's own name for anything else. */
export function bindOutputs(
  description: ModelDescription,
  prefix: string,
  rows: RowShape = batches,
): { outputs: ModelOutputBinding[]; skipped: SkippedOutput[] } {
  const outputs: ModelOutputBinding[] = [];
  const skipped: SkippedOutput[] = [];
  const label = labelOutput(description);
  for (const output of description.outputs) {
    const reason = reasonToSkip(output, rows);
    if (reason === null) outputs.push(...bindOutput(output, output === label ? 'label' : output.name, prefix, rows));
    else skipped.push({ output: output.name, reason });
  }
  return { outputs: withUniqueColumns(outputs), skipped };
}

function classScores(output: ModelOutputPort): readonly string[] | null {
  if (output.classes === null) return null;
  const columns = output.shape[1];
  return typeof columns === 'number' && columns !== output.classes.length ? null : output.classes;
}

function labelOutput(description: ModelDescription): ModelOutputPort | undefined {
  if (!description.outputs.some((output) => output.kind === 'sequence-map' || classScores(output) !== null))
    return undefined;
  return description.outputs.find(
    (output) => output.kind === 'tensor' && /^(string|u?int)/.test(output.elementType) && isScalar(output),
  );
}

/** One value per row; a shape nobody states may hold more, so it is not taken for one. */
function isScalar(output: ModelOutputPort): boolean {
  return output.ranked && output.shape.length > 0 && output.shape.slice(1).every((size) => size === 1);
}

function reasonToSkip(output: ModelOutputPort, { whole }: RowShape): string | null {
  if (output.kind === 'sequence') return whole ? null : 'it is a sequence or an optional value, which belongs to a row only where each row is a call of its own: give the inputs whole tensors, as lists';
  if (output.kind !== 'tensor' && output.tensor === output.name) return 'it is a map that no ZipMap operator made';
  if (!whole && output.ranked && output.shape.length === 0) return 'it is one value for all rows together';
  return null;
}

/** Whether the first dimension of an output is there for the rows, so that it goes when a row is called alone. */
const losesFirst = (output: { readonly shape: ModelOutputPort['shape']; readonly ranked: boolean }): boolean =>
  output.ranked && output.shape.length > 0 && (typeof output.shape[0] !== 'number' || output.shape[0] === 1);

function bindOutput(output: ModelOutputPort, name: string, prefix: string, { whole, lifted }: RowShape): ModelOutputBinding[] {
  const common = {
    output: output.tensor,
    elementType: output.elementType,
    sqlType: sqlTypeOf(output.elementType),
    ranked: output.ranked,
    first: output.container === undefined && whole && lifted && losesFirst(output),
    ...(output.container === undefined ? {} : { container: output.container }),
  };
  if (output.container !== undefined) {
    const depth = levelsOfContainer(output.container) + (output.ranked ? output.shape.length : 1);
    return [{ ...common, sqlType: `${common.sqlType}${'[]'.repeat(depth)}`, column: `${prefix}${name}`, index: null, depth }];
  }
  const asRow = !whole || common.first;
  const classes = asRow ? classScores(output) : null;
  if (classes !== null) {
    return classes.map((label, index) => ({ ...common, column: `${prefix}probability_${label}`, index, depth: 0 }));
  }
  if (asRow && isScalar(output)) return [{ ...common, column: `${prefix}${name}`, index: null, depth: 0 }];
  const depth = !output.ranked ? 1 : output.shape.length - (asRow ? 1 : 0);
  return [{ ...common, sqlType: `${common.sqlType}${'[]'.repeat(depth)}`, column: `${prefix}${name}`, index: null, depth }];
}

/** Field names of a STRUCT are compared without case: a repeated one gets a number. */
function withUniqueColumns(outputs: ModelOutputBinding[]): ModelOutputBinding[] {
  const taken = new Set<string>();
  return outputs.map((output) => {
    let column = output.column;
    for (let count = 2; taken.has(column.toLowerCase()); count++) column = `${output.column}_${count}`;
    taken.add(column.toLowerCase());
    return { ...output, column };
  });
}

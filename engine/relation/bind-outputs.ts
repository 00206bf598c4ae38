import type { ModelOutputBinding } from './model-call.ts';
import { sqlTypeOf } from './model-call.ts';
import type { ModelDescription, ModelOutputPort } from './model-description.ts';

/** An output of the model that gives no column, and why. */
export interface SkippedOutput {
  output: string;
  reason: string;
}

/** Lays the outputs out as columns: `label`, `probability_<class>` for classifiers, the output's own name for anything else. */
export function bindOutputs(
  description: ModelDescription,
  prefix: string,
): { outputs: ModelOutputBinding[]; skipped: SkippedOutput[] } {
  const outputs: ModelOutputBinding[] = [];
  const skipped: SkippedOutput[] = [];
  const label = labelOutput(description);
  for (const output of description.outputs) {
    const reason = reasonToSkip(output);
    if (reason === null) outputs.push(...bindOutput(output, output === label ? 'label' : output.name, prefix));
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

function reasonToSkip(output: ModelOutputPort): string | null {
  if (output.kind === 'sequence') return 'it is a sequence of tensors';
  if (output.kind !== 'tensor' && output.tensor === output.name) return 'it is a map that no ZipMap operator made';
  if (output.ranked && output.shape.length === 0) return 'it is one value for all rows together';
  return null;
}

function bindOutput(output: ModelOutputPort, name: string, prefix: string): ModelOutputBinding[] {
  const common = { output: output.tensor, elementType: output.elementType, sqlType: sqlTypeOf(output.elementType) };
  const classes = classScores(output);
  if (classes !== null) {
    return classes.map((label, index) => ({ ...common, column: `${prefix}probability_${label}`, index, list: false }));
  }
  if (isScalar(output)) return [{ ...common, column: `${prefix}${name}`, index: null, list: false }];
  return [{ ...common, sqlType: `${common.sqlType}[]`, column: `${prefix}${name}`, index: null, list: true }];
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

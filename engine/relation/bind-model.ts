import type { Schema } from '../core/schema.ts';
import type { ImageSettings } from './bind-image.ts';
import { bindInputs, withGivenDefaults } from './bind-inputs.ts';
import type { BindingProblem } from './binding-problem.ts';
import { bindOutputs } from './bind-outputs.ts';
import type { SkippedOutput } from './bind-outputs.ts';
import { fixDimensions } from './fix-dimensions.ts';
import { plainSession } from './model-call.ts';
import type { ModelCall, ModelInputBinding, ModelSession, NullPolicy } from './model-call.ts';
import type { ModelDescription } from './model-description.ts';
import { withTriedRanks } from './tried-ranks.ts';

export interface BindingOptions {
  /** Columns by input name, for inputs that cannot or should not be matched by themselves. */
  mapping?: Record<string, string[]>;
  /** Inputs that take images. */
  images?: readonly ImageSettings[];
  /** Sizes of free dimensions, by their names in the file. */
  dimensions?: Readonly<Record<string, number>>;
  /** Put before every result column; empty by default. */
  prefix?: string;
  nulls?: NullPolicy;
  /** Texts of the values that stand in for missing ones, by column; they come before the policy. */
  fill?: Readonly<Record<string, string>>;
  onFailure?: ModelCall['onFailure'];
  told?: ModelCall['told'];
  session?: ModelSession;
  path?: string;
}

/** Decides which columns feed a model and which columns it gives, or says the first thing that hinders it. */
export function bindModel(
  given: ModelDescription,
  columns: Schema,
  options: BindingOptions = {},
): { call: ModelCall; skipped: SkippedOutput[] } | { problem: BindingProblem } {
  const fixed = fixDimensions(withGivenDefaults(given, columns, options.mapping ?? {}), options.dimensions ?? {});
  if ('problem' in fixed) return fixed;
  const { description } = fixed;
  const bound = bindInputs(description, columns, options.mapping ?? {}, options.images ?? []);
  if ('problem' in bound) return bound;
  const { outputs, skipped } = bindOutputs(withTriedRanks(description, bound.inputs, bound.rows), options.prefix ?? '', bound.rows);
  if (outputs.length === 0) {
    const reasons = skipped.map(({ output, reason }) => `"${output}": ${reason}`).join('; ');
    return {
      problem: {
        code: 'model-unsupported',
        message: `No output of the model can become a column (${reasons}); export it with tensor outputs.`,
      },
    };
  }
  return {
    call: {
      path: options.path ?? '',
      hash: description.hash,
      inputs: bound.inputs.map((input) => withMissing(input, description, options.nulls ?? 'null', options.fill ?? {})),
      outputs,
      onFailure: options.onFailure ?? 'fail',
      told: options.told ?? null,
      session: options.session ?? plainSession,
      fixedBatch: description.fixedBatch,
      whole: bound.rows.whole,
    },
    skipped,
  };
}

/** How the missing values of an input are met. A type without NaN has no missing value to pass on: such a row is not scored. */
function withMissing(input: ModelInputBinding, description: ModelDescription, nulls: NullPolicy, fill: Readonly<Record<string, string>>): ModelInputBinding {
  // No image stands in for one that is missing.
  if (input.image !== undefined) return input;
  const port = description.inputs.find(({ name }) => name === input.name)!;
  const known = /^b?float(?!4)|^string$/.test(input.elementType);
  const passes = known && (nulls === 'pass' || (nulls === 'auto' && port.takesMissing === true));
  return {
    ...input,
    columns: input.columns.map((column) => (Object.hasOwn(fill, column.column) ? { ...column, fill: fill[column.column]! } : column)),
    // What a map lacks is 0 to the model it was made for.
    missing: passes ? 'pass' : nulls === 'zero' || (nulls === 'auto' && port.keys !== undefined) ? 'zero' : 'skip',
  };
}

import type { Schema } from '../../../engine/core/schema.ts';
import { findColumn, freshName } from '../../../engine/core/schema.ts';
import { errorColumns, noFailures } from '../../../engine/definition/index.ts';
import type { Built } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { binary, call, column, isNotNull, isNull, isTrue, literal, or } from '../../../engine/expression/expression.ts';
import type { ModelCall } from '../../../engine/relation/model-call.ts';
import { modelArguments, modelResults } from '../../../engine/relation/model-call.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { input, shared } from '../../../engine/relation/relation.ts';

/** Names, that no column has, for what the model tells of a row it refuses. */
export function toldNames(schema: Schema): [string, string, string] {
  const taken = schema.map((c) => c.name);
  const fresh = (wanted: string): string => {
    const name = freshName(taken, wanted);
    taken.push(name);
    return name;
  };
  return [fresh('_model_error_code'), fresh('_model_error_column'), fresh('_model_error_message')];
}

interface Ports {
  readonly rejects: boolean;
  readonly keepInputs: boolean;
}

/** The scored rows, those with a missing value where they are rejected, and those the model refuses where they are told apart. */
export function modelPorts(schema: Schema, modelCall: ModelCall, { rejects, keepInputs }: Ports): Built {
  const incomplete = or(...missingValues(modelCall, schema));
  const from: Relation = rejects ? { op: 'filter', from: input('in'), condition: { op: 'not', item: incomplete } } : input('in');
  const rejected: Relation = rejects ? { op: 'filter', from: input('in'), condition: incomplete } : { op: 'values', schema, rows: [] };
  const { told } = modelCall;
  if (told === null) return { outputs: { out: { op: 'model', from, call: modelCall, keepInputs }, rejected, errors: noFailures(input('in')) } };
  const read = keepInputs ? [] : [...new Set(modelArguments(modelCall).map((argument) => findColumn(schema, argument.column)!.name))];
  const [code] = told;
  const sound: Relation = { op: 'filter', from: shared('scored'), condition: isNull(column(code)) };
  const refused: Relation = { op: 'filter', from: shared('scored'), condition: isNotNull(column(code)) };
  return {
    shared: { scored: { op: 'model', from, call: modelCall, keepInputs: true } },
    outputs: {
      out: { op: 'extend', from: sound, columns: [], without: [...read, ...told] },
      rejected,
      errors: { op: 'extend', from: refused, columns: errorColumns.map((name, i) => ({ name, value: column(told[i]!) })), without: modelResults(modelCall).map((result) => result.column) },
    },
  };
}

/** One condition per column the model reads and that nothing stands in for: it is NULL, an empty text for a number, or a list with a NULL in it. */
function missingValues(modelCall: ModelCall, schema: Schema): readonly Expression[] {
  const read = new Map(modelArguments(modelCall).map((argument) => [argument.column, argument]));
  return [...read.values()].filter((argument) => argument.fill === undefined).flatMap((argument) => {
    const value = column(argument.column);
    const list = findColumn(schema, argument.column)?.type.endsWith(']') === true;
    if (list) return [isNull(value), isTrue(binary(call('list_count', value), '<', call('len', value)))];
    return [isNull(argument.written === true ? call('nullif', call('trim', value), literal('')) : value)];
  });
}

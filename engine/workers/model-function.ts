import duckdb from '@duckdb/node-bindings';
import { BOOLEAN, BIGINT, DOUBLE, DuckDBScalarFunction, FLOAT, INTEGER, LIST, SMALLINT, STRUCT, TINYINT } from '@duckdb/node-api';
import { UBIGINT, UINTEGER, USMALLINT, UTINYINT, VARCHAR } from '@duckdb/node-api';
import type { DuckDBConnection, DuckDBType } from '@duckdb/node-api';

import { ModelError } from '../inference/model-error.ts';
import type { ElementType, ModelCall, NullPolicy } from '../inference/model-types.ts';
import { createScorer } from '../inference/scorer.ts';
import type { Scorer } from '../inference/scorer.ts';
import { createArgumentReader } from './model-function-input.ts';
import type { ArgumentReader } from './model-function-input.ts';
import { writeResult } from './model-function-output.ts';

const TYPES: Record<ElementType, DuckDBType> = {
  float32: FLOAT,
  float64: DOUBLE,
  float16: FLOAT,
  int8: TINYINT,
  int16: SMALLINT,
  int32: INTEGER,
  int64: BIGINT,
  uint8: UTINYINT,
  uint16: USMALLINT,
  uint32: UINTEGER,
  uint64: UBIGINT,
  bool: BOOLEAN,
  string: VARCHAR,
};

/** A model that DuckDB can call; `rows` is how many rows it has been asked for, `failure` the last error it gave DuckDB. */
export interface ModelFunction {
  rows(): number;
  failure(): ModelError | null;
  close(): void;
}

/**
 * Registers `name(col1, …)`: the arguments are `modelArguments(call)`, the result a STRUCT of the output columns. A row with
 * a NULL argument gives a NULL struct unless the policy is `zero`, and never reaches the model. After `close` a call fails.
 */
export async function registerModelFunction(
  connection: DuckDBConnection,
  name: string,
  call: ModelCall,
  bytes: Uint8Array,
): Promise<ModelFunction> {
  const scorer = await createScorer(bytes, call);
  const readers = call.inputs.flatMap((input) => input.columns.map((column) => createArgumentReader(input, column.sqlType)));
  const work = new DuckDBScalarFunction();
  work.setName(name);
  for (const [type, list] of argumentTypes(call)) work.addParameter(list ? LIST(type) : type);
  work.setReturnType(STRUCT(Object.fromEntries(call.outputs.map((output) => [output.column, resultType(output)]))));
  work.setSpecialHandling();
  let rows = 0;
  let failure: ModelError | null = null;
  // The wrapper of the public API builds an object per vector and call; the raw binding is 2–3 times cheaper here.
  duckdb.scalar_function_set_function(work.scalar_function, (info, input, output) => {
    try {
      const count = duckdb.data_chunk_get_size(input);
      scoreChunk(scorer, readers, call, input, output, count);
      rows += count;
    } catch (cause) {
      if (cause instanceof ModelError) failure = cause;
      duckdb.scalar_function_set_error(info, cause instanceof Error ? cause.message : String(cause));
    }
  });
  connection.registerScalarFunction(work);
  return {
    rows: () => rows,
    failure: () => failure,
    close: () => scorer.release(),
  };
}

function argumentTypes(call: ModelCall): [DuckDBType, boolean][] {
  return call.inputs.flatMap((input) =>
    input.columns.map((column): [DuckDBType, boolean] => [TYPES[input.elementType], column.sqlType.endsWith('[]')]),
  );
}

function resultType(output: { elementType: ElementType; list: boolean }): DuckDBType {
  const type = TYPES[output.elementType];
  return output.list ? LIST(type) : type;
}

function scoreChunk(
  scorer: Scorer,
  readers: ArgumentReader[],
  call: ModelCall,
  input: duckdb.DataChunk,
  output: duckdb.Vector,
  count: number,
): void {
  const columns = readers.map((reader, index) => reader(duckdb.data_chunk_get_vector(input, index), count, call.nulls));
  const complete = completeRows(columns, count, call.nulls);
  const scored = complete === null ? scorer.run(columns.map((column) => column.all()), count) : scorer.run(columns.map((column) => column.some(complete)), complete.length);
  writeResult(output, call.outputs, scored, complete, count);
}

/** The rows that have no NULL, or null when that is all of them. */
function completeRows(columns: { missing: Uint8Array | null }[], count: number, nulls: NullPolicy): Uint32Array | null {
  const masks = nulls === 'zero' ? [] : columns.flatMap((column) => column.missing ?? []);
  if (masks.length === 0) return null;
  const rows = new Uint32Array(count);
  let length = 0;
  for (let row = 0; row < count; row++) {
    if (masks.every((mask) => mask[row] === 0)) rows[length++] = row;
  }
  return rows.subarray(0, length);
}

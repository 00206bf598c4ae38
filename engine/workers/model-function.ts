import duckdb from '@duckdb/node-bindings';
import {
  BIGINT,
  BLOB,
  BOOLEAN,
  DOUBLE,
  DuckDBScalarFunction,
  FLOAT,
  INTEGER,
  LIST,
  SMALLINT,
  STRUCT,
  TINYINT,
} from '@duckdb/node-api';
import { UBIGINT, UINTEGER, USMALLINT, UTINYINT, VARCHAR } from '@duckdb/node-api';
import { quotedIdentifier } from '@duckdb/node-api';
import type { DuckDBConnection, DuckDBType } from '@duckdb/node-api';

import { ModelError } from '../inference/model-error.ts';
import { carrierOf, sqlTypeOf, tellsRefused } from '../inference/model-types.ts';
import type { ElementType, ModelCall, ModelInputBinding, PlainType } from '../inference/model-types.ts';
import { createChunkScorer } from './chunk-scorer.ts';
import type { ScoringPlace } from './scoring-place.ts';

const TYPES: Record<PlainType, DuckDBType> = {
  float32: FLOAT,
  float64: DOUBLE,
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
  /** How many of them reached the model and were not refused. */
  scored(): number;
  failure(): ModelError | null;
  close(): void;
}

/**
 * Registers `name(col1, …)`: the arguments are `modelArguments(call)` and what `tellsRefused`, the result a STRUCT of `modelResults`. A row
 * with a NULL for an input that skips those has NULL outputs and never reaches the model. After `close` a call fails.
 * The name is known on this connection only. Each mention is evaluated: take several fields through a subquery.
 */
export async function registerModelFunction(
  connection: DuckDBConnection,
  name: string,
  call: ModelCall,
  bytes: Uint8Array,
  place: ScoringPlace,
): Promise<ModelFunction> {
  const packed = { ...call, inputs: call.inputs.map(packedInput) };
  const { score, release } = await createChunkScorer(bytes, call, packed, place);
  const isPacked = packed.inputs.some((input, index) => input !== call.inputs[index]);
  const work = new DuckDBScalarFunction();
  work.setName(isPacked ? packedName(name) : name);
  for (const input of packed.inputs) work.addParameter(input.image === undefined ? listedType(input) : input.image.from === 'path' ? VARCHAR : BLOB);
  // A function of no argument would be called for one row of many.
  if (packed.inputs.length === 0) work.addParameter(TINYINT);
  if (tellsRefused(call)) work.addParameter(VARCHAR);
  const fields: [string, DuckDBType][] = call.outputs.map((output) => [output.column, listedType(output)]);
  for (const column of call.told ?? []) fields.push([column, VARCHAR]);
  work.setReturnType(STRUCT(Object.fromEntries(fields)));
  work.setSpecialHandling();
  // Otherwise a filter on the score is pushed below it: rows are scored twice, and rows an earlier filter removed too.
  work.setVolatile();
  let rows = 0;
  let scored = 0;
  let failure: ModelError | null = null;
  // The wrapper of the public API builds an object per vector and call; the raw binding does without.
  duckdb.scalar_function_set_function(work.scalar_function, (info, input, output) => {
    try {
      const count = duckdb.data_chunk_get_size(input);
      scored += score(input, output, count);
      rows += count;
    } catch (cause) {
      if (cause instanceof ModelError) failure = cause;
      duckdb.scalar_function_set_error(info, cause instanceof Error ? cause.message : String(cause));
    }
  });
  connection.registerScalarFunction(work);
  if (isPacked) await connection.run(packingMacro(name, call));
  return {
    rows: () => rows,
    scored: () => scored,
    failure: () => failure,
    close: release,
  };
}

/**
 * Several columns for one tensor become one LIST argument. The binding copies every vector it hands over, at about 2 µs
 * each and twice if they have to be laid side by side here; DuckDB lays them out in its own threads.
 */
function packedInput(input: ModelInputBinding): ModelInputBinding {
  if (input.columns.length === 1) return input;
  return { ...input, depth: 1, columns: [{ column: input.name, sqlType: `${sqlTypeOf(input.elementType)}[]` }] };
}

function packedName(name: string): string {
  return `${name}(packed)`;
}

/** A LIST rather than an ARRAY, because `array_value` is fifty times slower than `list_value`. */
function packingMacro(name: string, call: ModelCall): string {
  const parameters: string[] = [];
  const packedArguments = call.inputs.map((input) => {
    const values = input.columns.map((column) => {
      parameters.push(`p${parameters.length}`);
      return `CAST(${parameters.at(-1)} AS ${column.sqlType})`;
    });
    return values.length === 1 ? values[0] : `list_value(${values.join(', ')})`;
  });
  if (tellsRefused(call)) {
    parameters.push(`p${parameters.length}`);
    packedArguments.push(parameters.at(-1));
  }
  return `CREATE OR REPLACE TEMP MACRO ${quotedIdentifier(name)}(${parameters.join(', ')}) AS ${quotedIdentifier(packedName(name))}(${packedArguments.join(', ')})`;
}

/** The type of a value, in as many levels of lists as it stands in. */
function listedType({ elementType, depth }: { elementType: ElementType; depth: number }): DuckDBType {
  let type = TYPES[carrierOf(elementType)];
  for (let level = 0; level < depth; level++) type = LIST(type);
  return type;
}

import duckdb from '@duckdb/node-bindings';
import { BIGINT, BLOB, BOOLEAN, DOUBLE, DuckDBScalarFunction, DuckDBStructType, FLOAT, INTEGER, LIST, MAP, SMALLINT, TINYINT, UBIGINT, UINTEGER, USMALLINT, UTINYINT, VARCHAR } from '@duckdb/node-api';
import type { DuckDBConnection, DuckDBType } from '@duckdb/node-api';
import type { ScriptCall } from '../relation/script-call.ts';
import { scriptType, type ScriptType } from '../relation/script-type.ts';
import { callScript } from '../scripting/call-script.ts';
import { hearMessages } from '../scripting/hear-messages.ts';
import { Sandbox } from '../scripting/sandbox.ts';
import { ScriptError } from '../scripting/script-error.ts';
import { encodeInput } from './script-input.ts';
import { writeCarried } from './script-output.ts';

/** A script that DuckDB can call; `failure` is the last error it gave DuckDB. */
export interface ScriptFunction {
  failure(): ScriptError | null;
  close(): void;
}

/**
 * Registers `name(input1, …)` on the connection: arguments in the types that carry the columns, the result as scriptResultType says.
 * While a script runs this thread hears nothing, so `isCancelled` is asked after the messages that wait have been handed out.
 */
export async function registerScriptFunction(connection: DuckDBConnection, name: string, call: ScriptCall, isCancelled: () => boolean): Promise<ScriptFunction> {
  const sandbox = await Sandbox.open(call, {
    now: () => performance.now(),
    isCancelled() {
      hearMessages();
      return isCancelled();
    },
  });
  const inputs = call.inputs.map((c) => scriptType(c.type));
  const result = resultType(call);
  const work = new DuckDBScalarFunction();
  work.setName(name);
  for (const type of inputs) work.addParameter(duckdbType(type));
  work.setReturnType(duckdbType(result));
  work.setSpecialHandling();
  // A condition on the result must not be computed before an earlier filter has taken rows away, nor a second time.
  work.setVolatile();
  let failure: ScriptError | null = null;
  duckdb.scalar_function_set_function(work.scalar_function, (info, input, output) => {
    try {
      const count = duckdb.data_chunk_get_size(input);
      const { text, buffers } = encodeInput(inputs, input, count);
      writeCarried(output, result, callScript(sandbox, call, text, buffers, count));
    } catch (cause) {
      if (cause instanceof ScriptError) failure = cause;
      duckdb.scalar_function_set_error(info, cause instanceof Error ? cause.message : String(cause));
    }
  });
  connection.registerScalarFunction(work);
  return { failure: () => failure, close: () => sandbox.close() };
}

/** What the function returns, in the terms of carried values. */
export function resultType({ gives, outputs }: Pick<ScriptCall, 'gives' | 'outputs'>): ScriptType {
  const row: ScriptType = { kind: 'struct', fields: outputs.map((c) => ({ name: c.name, type: scriptType(c.type) })) };
  const value: ScriptType = gives === 'keep' ? { kind: 'boolean' } : gives === 'columns' ? row : { kind: 'list', item: row };
  const text: ScriptType = { kind: 'text' };
  return { kind: 'struct', fields: [{ name: 'value', type: value }, { name: 'code', type: text }, { name: 'column', type: text }, { name: 'message', type: text }] };
}

const plainTypes = { boolean: BOOLEAN, int8: TINYINT, int16: SMALLINT, int32: INTEGER, int64: BIGINT, uint8: UTINYINT, uint16: USMALLINT, uint32: UINTEGER, uint64: UBIGINT, float32: FLOAT, float64: DOUBLE, bytes: BLOB, text: VARCHAR, spelled: VARCHAR, decimal: VARCHAR, big: VARCHAR } as const;

/** A type in which values are carried, as the database's client knows it. */
export function duckdbType(type: ScriptType): DuckDBType {
  switch (type.kind) {
    case 'list':
      return LIST(duckdbType(type.item));
    case 'map':
      return MAP(duckdbType(type.key), duckdbType(type.value));
    case 'struct':
      // Not from an object, which would put a field called 2024 before the others.
      return new DuckDBStructType(type.fields.map((field) => field.name), type.fields.map((field) => duckdbType(field.type)));
    default:
      return plainTypes[type.kind];
  }
}

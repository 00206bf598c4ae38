import duckdb from '@duckdb/node-bindings';
import { DuckDBScalarFunction, VARCHAR } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { jsonSchemaJudge } from '../quality/json-schema.ts';
import type { JsonSchemaCall } from '../relation/script-call.ts';
import type { Carried } from '../scripting/fit-value.ts';
import { missingRows, readValues } from './model-function-input.ts';
import { duckdbType, resultType } from './script-function.ts';
import { writeCarried } from './script-output.ts';

/** Registers `name(text)` on the connection, its result as scriptResultType says: whether the text is JSON of the schema, and why not. `pause` may throw to end it. Throws the Error of a schema that is none. */
export function registerJsonSchemaFunction(connection: DuckDBConnection, name: string, call: JsonSchemaCall, pause: () => void): void {
  const judge = jsonSchemaJudge(JSON.parse(call.schema));
  const result = resultType(call);
  const work = new DuckDBScalarFunction();
  work.setName(name);
  work.addParameter(VARCHAR);
  work.setReturnType(duckdbType(result));
  work.setSpecialHandling();
  // Several conditions on the result would have each text judged once for each.
  work.setVolatile();
  duckdb.scalar_function_set_function(work.scalar_function, (info, input, output) => {
    try {
      const count = duckdb.data_chunk_get_size(input);
      const vector = duckdb.data_chunk_get_vector(input, 0);
      const missing = missingRows(vector, count);
      const texts = readValues(vector, 'string', count, missing) as readonly string[];
      const results = texts.map((text, i): Carried => {
        if (missing !== null && missing[i] === 1) return [null, null, null, null];
        pause();
        const reason = judge(text);
        return [reason === null, null, null, reason];
      });
      writeCarried(output, result, results);
    } catch (cause) {
      duckdb.scalar_function_set_error(info, cause instanceof Error ? cause.message : String(cause));
    }
  });
  connection.registerScalarFunction(work);
}

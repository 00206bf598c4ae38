import duckdb from '@duckdb/node-bindings';
import { DuckDBScalarFunction, VARCHAR } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { JsonSchemaCall, XmlCall } from '../relation/script-call.ts';
import type { Carried } from '../scripting/fit-value.ts';
import { missingRows, readValues } from './model-function-input.ts';
import { duckdbType, resultType } from './script-function.ts';
import { writeCarried } from './script-output.ts';

export interface TextFunction {
  /** What one text gives, carried as scriptResultType says; NULL gives NULL in all parts and is not asked about. */
  of(text: string): Carried;
  /** May throw to end the statement. */
  pause(): void;
  /** Told of what ended it. */
  onFailure?(cause: unknown): void;
}

/** Registers `name(text)` on the connection: one text in, a result with its trouble out. */
export function registerTextFunction(connection: DuckDBConnection, name: string, call: JsonSchemaCall | XmlCall, { of, pause, onFailure }: TextFunction): void {
  const result = resultType(call);
  const work = new DuckDBScalarFunction();
  work.setName(name);
  work.addParameter(VARCHAR);
  work.setReturnType(duckdbType(result));
  work.setSpecialHandling();
  // Several conditions on the result would have each text looked at once for each.
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
        return of(text);
      });
      writeCarried(output, result, results);
    } catch (cause) {
      onFailure?.(cause);
      duckdb.scalar_function_set_error(info, cause instanceof Error ? cause.message : String(cause));
    }
  });
  connection.registerScalarFunction(work);
}

import type { DuckDBConnection } from '@duckdb/node-api';
import { jsonSchemaJudge } from '../quality/json-schema.ts';
import type { JsonSchemaCall } from '../relation/script-call.ts';
import { registerTextFunction } from './text-function.ts';

/** Registers `name(text)` on the connection, its result as scriptResultType says: whether the text is JSON of the schema, and why not. `pause` may throw to end it. Throws the Error of a schema that is none. */
export function registerJsonSchemaFunction(connection: DuckDBConnection, name: string, call: JsonSchemaCall, pause: () => void): void {
  const judge = jsonSchemaJudge(JSON.parse(call.schema));
  registerTextFunction(connection, name, call, {
    of(text) {
      const reason = judge(text);
      return [reason === null, null, null, reason];
    },
    pause,
  });
}

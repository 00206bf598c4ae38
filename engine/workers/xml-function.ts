import duckdb from '@duckdb/node-bindings';
import { DuckDBScalarFunction, VARCHAR } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { RecordParser } from '../io/record-parser.ts';
import { recordValues } from '../io/xml-rows.ts';
import { XmlTrouble } from '../io/xml-trouble.ts';
import type { XmlCall } from '../relation/script-call.ts';
import type { Carried } from '../scripting/fit-value.ts';
import { missingRows, readValues } from './model-function-input.ts';
import { duckdbType, resultType } from './script-function.ts';
import { writeCarried } from './script-output.ts';

/** Most characters of one text. */
const longest = 67_108_864;

/** Registers `name(text)` on the connection, its result as scriptResultType says; `failure` is the trouble that stopped a run. `pause` may throw to end it. */
export function registerXmlFunction(connection: DuckDBConnection, name: string, call: XmlCall, pause: () => void): { failure(): string | null } {
  const result = resultType(call);
  const work = new DuckDBScalarFunction();
  work.setName(name);
  work.addParameter(VARCHAR);
  work.setReturnType(duckdbType(result));
  work.setSpecialHandling();
  // A condition on the result would have each text parsed once more.
  work.setVolatile();
  let failure: string | null = null;
  duckdb.scalar_function_set_function(work.scalar_function, (info, input, output) => {
    try {
      const count = duckdb.data_chunk_get_size(input);
      const vector = duckdb.data_chunk_get_vector(input, 0);
      const missing = missingRows(vector, count);
      const texts = readValues(vector, 'string', count, missing) as readonly string[];
      const results = texts.map((text, i): Carried => {
        if (missing !== null && missing[i] === 1) return [null, null, null, null];
        pause();
        return parsed(text, call);
      });
      writeCarried(output, result, results);
    } catch (cause) {
      if (cause instanceof XmlTrouble) failure = cause.message;
      duckdb.scalar_function_set_error(info, cause instanceof Error ? cause.message : String(cause));
    }
  });
  connection.registerScalarFunction(work);
  return { failure: () => failure };
}

/** The rows of one text, or what is wrong with it. */
function parsed(text: string, { record, fields, inputs, stops }: XmlCall): Carried {
  try {
    const parser = new RecordParser(record, longest);
    // Before a declaration XML allows nothing, and texts that were cut out of others begin with line breaks.
    const records = [...parser.write(text.trimStart()), ...parser.close()];
    return [records.map((one) => recordValues(one, fields) as Carried), null, null, null];
  } catch (error) {
    if (!(error instanceof XmlTrouble) || stops) throw error;
    return [null, 'xml-invalid', inputs[0]!.name, error.message];
  }
}

import type { DuckDBConnection } from '@duckdb/node-api';
import { RecordParser } from '../io/record-parser.ts';
import { recordValues } from '../io/xml-rows.ts';
import { XmlTrouble } from '../io/xml-trouble.ts';
import type { XmlCall } from '../relation/script-call.ts';
import type { Carried } from '../scripting/fit-value.ts';
import { registerTextFunction } from './text-function.ts';

/** Most characters of one text. */
const longest = 67_108_864;

/** Registers `name(text)` on the connection, its result as scriptResultType says; `failure` is the trouble that stopped a run. `pause` may throw to end it. */
export function registerXmlFunction(connection: DuckDBConnection, name: string, call: XmlCall, pause: () => void): { failure(): string | null } {
  let failure: string | null = null;
  registerTextFunction(connection, name, call, {
    of: (text) => parsed(text, call),
    pause,
    onFailure(cause) {
      if (cause instanceof XmlTrouble) failure = cause.message;
    },
  });
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

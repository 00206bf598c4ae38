import duckdb from '@duckdb/node-bindings';
import { DuckDBScalarFunction, DuckDBStructType, LIST, VARCHAR, type DuckDBConnection } from '@duckdb/node-api';
import { Field, RecordBatch, Schema as ArrowSchema, Struct, Table, makeData, tableFromIPC, tableToIPC, type Data } from 'apache-arrow';
import type { JobPython } from '../plan/job.ts';
import { tableType, type TableType } from '../relation/table-type.ts';
import { PythonClient, failureText, tooMuchMemory } from '../scripting/python/python-client.ts';
import type { PythonReply } from '../scripting/python/python-messages.ts';
import { ScriptError } from '../scripting/script-error.ts';
import { ListEntries } from './model-function-input.ts';
import { validityOf, writeLevel, writeTexts, writeValidity } from './model-function-output.ts';
import type { ScriptFunction } from './script-function.ts';
import { dataOfVector } from './table-from-vector.ts';
import { writeData } from './table-to-vector.ts';
import { arrowTableType, duckdbTableType, rowTypeOf } from './table-types.ts';

export interface PythonFunction extends ScriptFunction {
  /** What the script has printed. */
  printed(): string;
}

/** Registers `name(rows)` on the connection: a list of rows is given to the script as a table; the result as scriptResultType says. */
export function registerPythonFunction(connection: DuckDBConnection, { name, call, folder }: JobPython, isCancelled: () => boolean): PythonFunction {
  const given = tableType(call.inputs[0]!.type);
  if (given.kind !== 'list' || given.item.kind !== 'struct') throw new Error('A script of Python takes lists of rows.');
  const rowType = given.item;
  const result = rowTypeOf(call.outputs);
  const { interpreter, code, frame, seconds, megabytes } = call;
  const columns = tableToIPC(new Table(schemaOf(result)), 'stream');
  const client = new PythonClient({ interpreter, folder, code, frame, seconds, megabytes, columns }, isCancelled);
  let failure: ScriptError | null = null;
  let printed = '';
  const work = new DuckDBScalarFunction();
  work.setName(name);
  work.addParameter(duckdbTableType(given));
  work.setReturnType(new DuckDBStructType(['value', 'code', 'column', 'message'], [LIST(duckdbTableType(result)), VARCHAR, VARCHAR, VARCHAR]));
  work.setSpecialHandling();
  // A condition on the result must not be computed before an earlier filter has taken rows away, nor a second time.
  work.setVolatile();
  duckdb.scalar_function_set_function(work.scalar_function, (info, input, output) => {
    try {
      const count = duckdb.data_chunk_get_size(input);
      if (count === 0) return;
      const lists = duckdb.data_chunk_get_vector(input, 0);
      const entries = new ListEntries(lists, count);
      const tables = Array.from({ length: count }, (_, row) => [entries.start(row), entries.length(row)] as const);
      const reply = client.run({ tables, rows: streamOf(rowType, dataOfVector(rowType, duckdb.list_vector_get_child(lists), duckdb.list_vector_get_size(lists))) });
      printed = `${printed}${reply.printed}`.slice(0, 16_384);
      if (reply.tables.some((t) => 'message' in t && t.memory)) throw tooMuchMemory(megabytes);
      const failed = reply.tables.find((t) => 'message' in t);
      if (call.stops && failed && 'message' in failed) throw new ScriptError(`The script failed: ${messageOf(failed)}${/[.!?]$/.test(messageOf(failed)) ? '' : '.'}`, 'Change the script, or send the rows to Errors.', failed.line);
      writeReply(output, result, reply);
    } catch (cause) {
      if (cause instanceof ScriptError) failure = cause;
      duckdb.scalar_function_set_error(info, cause instanceof Error ? cause.message : String(cause));
    }
  });
  connection.registerScalarFunction(work);
  return { failure: () => failure, printed: () => printed, close: () => client.close() };
}

type Row = Extract<TableType, { kind: 'struct' }>;

const schemaOf = (type: Row): ArrowSchema => new ArrowSchema(type.fields.map((f) => new Field(f.name, arrowTableType(f.type), true)));

/** Rows as one Arrow stream in a buffer of its own. */
function streamOf(type: Row, data: Data): Uint8Array {
  const schema = schemaOf(type);
  const batch = new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: data.length, nullCount: 0, children: data.children as Data[] }));
  const bytes = tableToIPC(data.length === 0 ? new Table(schema) : new Table(schema, [batch]), 'stream');
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
}

const messageOf = (failed: Extract<PythonReply & { kind: 'tables' }, object>['tables'][number]): string => {
  if (!('message' in failed)) return '';
  return failed.column === null ? failureText(failed) : `"${failed.column}" ${failureText(failed)}`;
};

function writeReply(output: duckdb.Vector, result: Row, { tables, rows }: Extract<PythonReply, { kind: 'tables' }>): void {
  const count = tables.length;
  const { batches } = tableFromIPC(rows);
  if (batches.length > 1) throw new ScriptError('A column of texts in what the script gives has more than 2 GB.', 'Give fewer rows at a time, by groups.');
  const entries = new BigUint64Array(count * 2);
  const sound: number[] = [];
  let size = 0;
  for (const [i, told] of tables.entries()) {
    const length = 'rows' in told ? told.rows : 0;
    if ('rows' in told) sound.push(i);
    entries[i * 2] = BigInt(size);
    entries[i * 2 + 1] = BigInt(length);
    size += length;
  }
  writeValidity(output, null, count);
  const value = duckdb.struct_vector_get_child(output, 0);
  writeValidity(value, sound.length === count ? null : validityOf(Uint32Array.from(sound), count), count);
  writeLevel(value, entries, size, (child) => writeData(child, result, batches[0]!.data as unknown as Data));
  const texts = (of: (failed: Exclude<(typeof tables)[number], { rows: number }>) => string | null): (string | undefined)[] => tables.map((told) => ('rows' in told ? undefined : (of(told) ?? undefined)));
  writeTexts(duckdb.struct_vector_get_child(output, 1), texts((f) => (f.column === null ? 'script-failed' : 'value-unreadable')));
  writeTexts(duckdb.struct_vector_get_child(output, 2), texts((f) => f.column));
  writeTexts(duckdb.struct_vector_get_child(output, 3), texts(messageOf));
}

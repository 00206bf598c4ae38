import type { RegisteredModel } from '../core/registered-model.ts';
import type { JsonObject } from '../core/json.ts';
import type { Schema } from '../core/schema.ts';
import type { DelimitedOptions, ExcelOptions, JsonLayout, ScanSource } from '../relation/relation.ts';
import type { DatabaseRef, DatabaseSource } from '../relation/database-ref.ts';
import type { LakehouseChoice, LakehouseFormat, LakehouseState } from '../relation/lakehouse.ts';
import type { ExtensionName } from '../relation/extensions.ts';
import type { ExecutionProvider } from '../relation/model-call.ts';
import type { ModelDescription } from '../relation/model-description.ts';
import type { ObjectStore } from '../relation/object-store.ts';
import type { XmlField } from '../relation/xml-reading.ts';
import type { RestRequest } from '../relation/rest-request.ts';
import type { PythonFrame, ScriptForm, ScriptUnit } from '../relation/script-call.ts';

/** Something about the outside world that a node must know before it can say what its outputs are. A `store` is the one that `path` leads to; where there are `endings`, a folder stands for all files below it with one of them. */
export type Need =
  | { readonly kind: 'delimited'; readonly path: string; readonly given: Partial<DelimitedOptions>; readonly allText: boolean; readonly types: Readonly<Record<string, string>>; readonly endings?: readonly string[]; readonly files?: FileColumns; readonly store?: ObjectStore }
  | { readonly kind: 'json'; readonly path: string; readonly layout: 'auto' | JsonLayout; /** Lines that are no JSON are left out of account. */ readonly lenient?: boolean; readonly endings?: readonly string[]; readonly files?: FileColumns; readonly store?: ObjectStore }
  | { readonly kind: 'parquet'; readonly path: string; /** The columns of all files together. */ readonly unionByName?: boolean; readonly endings?: readonly string[]; readonly files?: FileColumns; readonly store?: ObjectStore }
  /** Only that the file is there and holds text. */
  | { readonly kind: 'lines'; readonly path: string; readonly encoding: Extract<ScanSource, { format: 'lines' }>['encoding']; readonly compression: DelimitedOptions['compression'] | null; readonly endings?: readonly string[]; readonly files?: FileColumns }
  | { readonly kind: 'arrow'; readonly path: string; readonly endings?: readonly string[] }
  | { readonly kind: 'rest'; readonly request: RestRequest }
  | { readonly kind: 'excel'; readonly path: string; readonly options: ExcelOptions; readonly endings?: readonly string[] }
  /** Columns of the records of an XML file, found out where none are named. */
  | { readonly kind: 'xml'; readonly path: string; readonly record: string; readonly fields: readonly XmlField[] }
  /** Columns of a state of a Delta or Iceberg table, and which state it is. */
  | { readonly kind: 'lakehouse'; readonly format: LakehouseFormat; readonly path: string; readonly choice: LakehouseChoice; readonly store?: ObjectStore }
  /** Columns of a table or query; for a table, also whether it is there at all. */
  | { readonly kind: 'table'; readonly database: DatabaseRef; readonly from: DatabaseSource; /** A database or table that is not there yet is no trouble. */ readonly mayLack: boolean }
  /** That an extension of the database is installed. */
  | { readonly kind: 'extension'; readonly name: ExtensionName }
  /** `provider` is what it is to run on, the processor when left out. */
  | { readonly kind: 'model'; readonly path: string; readonly provider?: ExecutionProvider }
  /** The file that `model@stage` or `model@version` stands for. */
  | { readonly kind: 'registered'; readonly reference: string }
  /** The rules of a suite of expectations or a data contract: of the table called `table` where it describes several; `severity` is what a broken one does. */
  | { readonly kind: 'rules'; readonly path: string; readonly table: string | null; readonly severity: 'warn' | 'reject' | 'fail' }
  /** The text of another flow. */
  | { readonly kind: 'flow'; readonly path: string }
  /** That a script parses. */
  | { readonly kind: 'script'; readonly code: string; readonly unit: ScriptUnit }
  /** That a script is trusted, and an interpreter is there that can run it. */
  | { readonly kind: 'python'; readonly code: string; readonly interpreter: string; readonly frame: PythonFrame };

/** What was found out, by the binder, for a need of the same kind; `pattern` is what a folder stands for. */
export type Fact =
  | { readonly kind: 'delimited'; readonly pattern?: string; readonly schema: Schema; readonly options: DelimitedOptions; readonly partitions?: Schema; /** As in FileScan. */ readonly staged?: string; /** How the file is read where that was found out and is not the usual, in words. */ readonly note?: string }
  | { readonly kind: 'json'; readonly pattern?: string; readonly schema: Schema; readonly layout: JsonLayout; readonly partitions?: Schema }
  | { readonly kind: 'parquet'; readonly pattern?: string; readonly schema: Schema; readonly partitions?: Schema; /** What is read otherwise than it is written, in words. */ readonly note?: string }
  | { readonly kind: 'lines'; readonly pattern?: string; readonly compression: DelimitedOptions['compression']; readonly partitions?: Schema; /** As in FileScan. */ readonly staged?: string }
  | { readonly kind: 'arrow'; readonly pattern?: string; readonly schema: Schema; /** As in ScanSource. */ readonly staged: string; /** What is read otherwise than it is written, in words. */ readonly note?: string }
  /** Without columns where the first page has no rows. */
  | { readonly kind: 'rest'; readonly schema: Schema; /** As in ScanSource. */ readonly staged: string }
  | { readonly kind: 'xml'; readonly fields: readonly XmlField[]; /** As in ScanSource. */ readonly staged: string }
  | { readonly kind: 'excel'; readonly pattern?: string; readonly schema: Schema; /** As in ScanSource. */ readonly staged: string; /** What a person should know of cells that are not read as they stand. */ readonly note?: string; /** Names of workbooks among several that have no filled cells. */ readonly empty?: readonly string[] }
  | { readonly kind: 'lakehouse'; readonly schema: Schema; readonly state: LakehouseState }
  /** Null where the table is not there yet. */
  | { readonly kind: 'table'; readonly schema: Schema | null }
  | { readonly kind: 'extension' }
  | { readonly kind: 'model'; readonly description: ModelDescription }
  | { readonly kind: 'registered'; readonly model: RegisteredModel }
  /** Records as the list of a Check node has them, with the line of the file each begins in; `left` is what no rule says. */
  | { readonly kind: 'rules'; readonly name: string; readonly records: readonly { readonly record: JsonObject; readonly line: number | null }[]; readonly left: readonly { readonly what: string; readonly line: number | null }[] }
  /** `file` is absolute. */
  | { readonly kind: 'flow'; readonly file: string; readonly text: string }
  | { readonly kind: 'script'; readonly form: ScriptForm }
  /** The interpreter's absolute path. */
  | { readonly kind: 'python'; readonly interpreter: string }
  /** What a node sought in the rows that arrive, as text. */
  | { readonly kind: 'values'; readonly rows: readonly (readonly (string | null)[])[]; /** There are more than were asked for. */ readonly more: boolean };

/** Columns that say where a row comes from: the path of its file, and the values in the names of its folders. */
export interface FileColumns {
  readonly fileColumn: string | null;
  readonly partitions: boolean;
}

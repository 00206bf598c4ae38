import type { Schema } from '../core/schema.ts';
import { quotedIdentifier } from '../core/quoting.ts';
import type { ModelTraining } from '../core/training-spec.ts';
import { carrierType, scriptType } from './script-type.ts';
import { tableCarrier } from './table-type.ts';
import type { XmlField } from './xml-reading.ts';

/** What a script is called with: one row, or all rows of a table, whose columns are lists. */
export type ScriptUnit = 'row' | 'table';

/** What a script gives: the values of one row, whether to keep the row, or rows, none or many. */
export type ScriptResult = 'columns' | 'keep' | 'rows';

/** How a script is called on rows, as plain data. */
export interface ScriptCall {
  readonly code: string;
  /** Whether the code is one expression or the body of a function. */
  readonly form: ScriptForm;
  readonly unit: ScriptUnit;
  readonly gives: ScriptResult;
  /** Columns that the script reads; for tables the one column of lists of rows. */
  readonly inputs: Schema;
  readonly outputs: Schema;
  /** The first failure stops the run; else it is told in the result. */
  readonly stops: boolean;
  /** Most seconds that one row, or one table, may take. */
  readonly seconds: number;
  /** Most memory that the script may use, in MB of 1,048,576 bytes. */
  readonly megabytes: number;
}

/** How a script of Python is called on whole tables, by an interpreter of the person's own. */
export interface PythonCall {
  readonly language: 'python';
  readonly code: string;
  /** Absolute path of the interpreter. */
  readonly interpreter: string;
  /** What `transform` takes and gives. */
  readonly frame: PythonFrame;
  readonly unit: 'table';
  readonly gives: 'rows';
  /** The one column of lists of rows. */
  readonly inputs: Schema;
  readonly outputs: Schema;
  readonly stops: boolean;
  /** Most seconds that one table may take. */
  readonly seconds: number;
  /** Most memory that the script may take beside the libraries, in MB of 1,048,576 bytes. */
  readonly megabytes: number;
}

/** A pyarrow.Table, or a pandas.DataFrame. */
export type PythonFrame = 'arrow' | 'pandas';

/** How texts of XML are taken apart; it is called, and tells what was wrong, as a script is. */
export interface XmlCall {
  readonly language: 'xml';
  /** Each element of this name, or at this path from the root, gives a row; the root does when empty. */
  readonly record: string;
  /** The values of a row, one for each of `outputs`. */
  readonly fields: readonly XmlField[];
  readonly unit: 'row';
  readonly gives: 'rows';
  /** The one column of texts. */
  readonly inputs: Schema;
  readonly outputs: Schema;
  /** A text that is no XML stops the run; else it is told in the result. */
  readonly stops: boolean;
}

/** How texts are held against a JSON Schema: whether a text is JSON of it, and why not in `message`. */
export interface JsonSchemaCall {
  readonly language: 'json-schema';
  /** The schema as JSON. */
  readonly schema: string;
  readonly unit: 'row';
  readonly gives: 'keep';
  /** The one column of texts. */
  readonly inputs: Schema;
  readonly outputs: readonly [];
}

/** How a model is learned from some rows of a table and judged by others, once for each fold; it is called, and tells what was wrong, as a script is. */
export interface CrossValidationCall {
  readonly language: 'cross-validation';
  readonly training: ModelTraining;
  /** The classes in their order; null where numbers are learned. */
  readonly labels: readonly string[] | null;
  /** What a fold is judged by was learned from the folds before it, not from all others; the first is not judged. */
  readonly ordered: boolean;
  readonly unit: 'table';
  readonly gives: 'rows';
  /** The one column of lists of rows: the fold, then the features and the target. Rows that lack a fold or a target take no part. */
  readonly inputs: Schema;
  /** As in crossValidationColumns. */
  readonly outputs: Schema;
}

/** Columns of what a cross-validation gives: a row for each row of the table in its order, then one for each figure of each fold. */
export const crossValidationColumns: Schema = [
  { name: 'fold', type: 'INTEGER' },
  /** Place among the classes; NULL where the row was not judged. */
  { name: 'code', type: 'INTEGER' },
  { name: 'number', type: 'DOUBLE' },
  /** The probability of each class. */
  { name: 'shares', type: 'DOUBLE[]' },
  /** NULL in what is said of rows. */
  { name: 'metric', type: 'VARCHAR' },
  { name: 'figure', type: 'DOUBLE' },
  { name: 'learned', type: 'BIGINT' },
  { name: 'judged', type: 'BIGINT' },
];

export type AnyScriptCall = ScriptCall | PythonCall | XmlCall | JsonSchemaCall | CrossValidationCall;

export const isCrossValidation = (call: object): call is CrossValidationCall => 'language' in call && call.language === 'cross-validation';

export const isJsonSchemaCall = (call: object): call is JsonSchemaCall => 'language' in call && call.language === 'json-schema';

export const isXmlCall = (call: object): call is XmlCall => 'language' in call && call.language === 'xml';

export const isPythonCall = (call: object): call is PythonCall => 'language' in call && call.language === 'python';

export type ScriptForm = 'expression' | 'body';

/** Fields of what the function of a script returns; `message` is NULL where the script succeeded. */
export const scriptFields = { value: 'value', code: 'code', column: 'column', message: 'message' } as const;

/** SQL type that carries values of a column type between the database and the script. */
export const carriedAs = (call: object, type: string): string => (isPythonCall(call) || isCrossValidation(call) ? tableCarrier(type) : carrierType(scriptType(type)));

type Given = Pick<AnyScriptCall, 'gives' | 'outputs'>;

/** The type of the columns a script gives, as they are carried. */
const rowType = (call: Given): string => `STRUCT(${call.outputs.map((c) => `${quotedIdentifier(c.name)} ${carriedAs(call, c.type)}`).join(', ')})`;

/** The type of `value` in what the function of a script returns. */
export function scriptValueType(call: Given): string {
  if (call.gives === 'keep') return 'BOOLEAN';
  return call.gives === 'columns' ? rowType(call) : `${rowType(call)}[]`;
}

/** SQL type of what the function of a script returns. */
export const scriptResultType = (call: Given): string => `STRUCT("value" ${scriptValueType(call)}, "code" VARCHAR, "column" VARCHAR, "message" VARCHAR)`;

import type { Schema } from '../core/schema.ts';
import { quotedIdentifier } from '../core/quoting.ts';
import { carrierType, scriptType } from './script-type.ts';

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

export type ScriptForm = 'expression' | 'body';

/** Fields of what the function of a script returns; `message` is NULL where the script succeeded. */
export const scriptFields = { value: 'value', code: 'code', column: 'column', message: 'message' } as const;

/** The type of the columns a script gives, as they are carried. */
const rowType = (outputs: Schema): string => `STRUCT(${outputs.map((c) => `${quotedIdentifier(c.name)} ${carrierType(scriptType(c.type))}`).join(', ')})`;

/** The type of `value` in what the function of a script returns. */
export function scriptValueType({ gives, outputs }: Pick<ScriptCall, 'gives' | 'outputs'>): string {
  if (gives === 'keep') return 'BOOLEAN';
  return gives === 'columns' ? rowType(outputs) : `${rowType(outputs)}[]`;
}

/** SQL type of what the function of a script returns. */
export const scriptResultType = (call: Pick<ScriptCall, 'gives' | 'outputs'>): string => `STRUCT("value" ${scriptValueType(call)}, "code" VARCHAR, "column" VARCHAR, "message" VARCHAR)`;

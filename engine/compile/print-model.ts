import { quotedIdentifier } from '../core/quoting.ts';
import { sameName } from '../core/schema.ts';
import { modelResults } from '../relation/model-call.ts';
import type { Relation } from '../relation/relation.ts';
import type { CompileContext } from './compile-context.ts';
import { printModelArguments } from './print-model-arguments.ts';
import type { SqlWriter } from './sql-text.ts';

/** SQL type of what the model function returns: one field per result. */
export const modelResultType = (results: readonly { readonly column: string; readonly sqlType: string }[]): string =>
  `STRUCT(${results.map((o) => `${quotedIdentifier(o.column)} ${o.sqlType}`).join(', ')})`;

/** Writes the call once per row in an inner SELECT, then spreads its fields, so that the model runs once however many outputs are read. */
export function printModel(out: SqlWriter, relation: Extract<Relation, { op: 'model' }>, context: CompileContext, printFrom: () => void): void {
  const { call } = relation;
  const result = '"_model_result"';
  const args = printModelArguments(call);
  const results = modelResults(call);
  // While binding, the arguments still have to fit the columns although nothing is called.
  const value = context.schemaOnly ? `CASE WHEN row(${['0', ...args].join(', ')}) IS NULL THEN CAST(NULL AS ${modelResultType(results)}) END` : `${context.functionName(call)}(${args.join(', ')})`;
  const dropped = relation.keepInputs ? [] : [...new Set(call.inputs.flatMap((i) => i.columns.map((c) => c.column)))].filter((c, i, all) => all.findIndex((d) => sameName(c, d)) === i);
  out.add(`SELECT * EXCLUDE (${[result, ...dropped.map(quotedIdentifier)].join(', ')})`);
  for (const o of results) out.add(`, ${result}.${quotedIdentifier(o.column)} AS ${quotedIdentifier(o.column)}`);
  out.add(` FROM (SELECT *, ${value} AS ${result} FROM `);
  printFrom();
  out.add(')');
}

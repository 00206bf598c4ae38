import { quotedIdentifier } from '../core/quoting.ts';
import type { Relation } from '../relation/relation.ts';
import { carriedAs, scriptResultType } from '../relation/script-call.ts';
import type { CompileContext } from './compile-context.ts';
import type { SqlWriter } from './sql-text.ts';

/** Writes the call of a script once per row, its columns cast to the types that carry them. */
export function printScript(out: SqlWriter, relation: Extract<Relation, { op: 'script' }>, context: CompileContext, printFrom: () => void): void {
  const { call } = relation;
  const args = call.inputs.map((c) => `CAST(${quotedIdentifier(c.name)} AS ${carriedAs(call, c.type)})`);
  // While binding, the arguments still have to fit although nothing is called.
  const value = context.schemaOnly ? `CASE WHEN row(${['0', ...args].join(', ')}) IS NULL THEN CAST(NULL AS ${scriptResultType(call)}) END` : `${context.functionName(call)}(${args.join(', ')})`;
  out.add(`SELECT *, ${value} AS ${quotedIdentifier(relation.as)} FROM `);
  printFrom();
}

import type { Binder } from '../check/binder.ts';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import type { Schema } from '../core/schema.ts';
import type { Expression } from '../expression/expression.ts';
import { asksForTime } from '../expression/volatile-tree.ts';
import { input } from '../relation/relation.ts';

/** Reads a condition about single rows of a port of `node`; throws a DiagnosticError that says what is wrong with `what`, as a person calls it. */
export async function rowCondition(text: string, node: string, schema: Schema, binder: Pick<Binder, 'parse' | 'bind'>, what: string): Promise<Expression> {
  const at = { node, param: 'where' };
  const parsed = await binder.parse(text, at);
  if (!parsed.ok) throw new DiagnosticError(parsed.problem);
  const { volatile, hasWindow, hasSubquery, columns } = parsed.value;
  if (volatile || asksForTime(columns, schema.map((c) => c.name)) || hasWindow || hasSubquery) throw new DiagnosticError(problem('expression-kind', `${what} looks at that row alone. Leave out windows, subqueries and values that change.`, at));
  const value: Expression = { op: 'text', text, columns, volatile: false, param: 'where' };
  const bound = await binder.bind({ node, inputs: { rows: [schema] }, shared: {}, relation: { op: 'project', from: input('rows'), columns: [{ name: 'condition', value }] } });
  if (!bound.ok) throw new DiagnosticError(bound.problem);
  if (bound.value[0]!.type !== 'BOOLEAN') throw new DiagnosticError(problem('expression-kind', `${what} gives ${bound.value[0]!.type} but has to be true or false. Compare it with something.`, at));
  return value;
}

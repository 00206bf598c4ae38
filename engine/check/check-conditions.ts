import type { Diagnostic } from '../core/diagnostic.ts';
import { problem } from '../core/diagnostic.ts';
import type { Schema } from '../core/schema.ts';
import type { AnyNodeDefinition, ParamRecord } from '../definition/index.ts';
import type { Expression } from '../expression/expression.ts';
import { input } from '../relation/relation.ts';
import type { Binder } from './binder.ts';
import { findParams } from './check-params.ts';

export interface ConditionContext {
  readonly id: string;
  readonly definition: AnyNodeDefinition;
  readonly params: ParamRecord;
  readonly expressions: ReadonlyMap<string, Expression>;
  readonly inputs: Readonly<Record<string, readonly Schema[]>>;
  readonly binder: Binder;
}

/** Reports conditions that give anything but true or false, which the database would convert in silence or stop at while it runs. */
export async function checkConditions({ id, definition, params, expressions, inputs, binder }: ConditionContext): Promise<readonly Diagnostic[]> {
  const diagnostics: Diagnostic[] = [];
  for (const { path, spec } of findParams('expression', definition.params, params)) {
    const value = expressions.get(path);
    const port = spec.over.length === 1 ? spec.over[0] : undefined;
    if (spec.gives !== 'condition' || !value || port === undefined || !inputs[port]?.[0]) continue;
    const answer = await binder.bind({ node: id, inputs, shared: {}, relation: { op: 'project', from: input(port), columns: [{ name: 'condition', value }] } });
    if (!answer.ok) {
      diagnostics.push({ ...answer.problem, at: { node: id, ...answer.problem.at } });
      continue;
    }
    const type = answer.value[0]!.type;
    if (type === 'BOOLEAN') continue;
    diagnostics.push(problem('expression-kind', `"${spec.label}" of node "${id}" gives ${type} but has to be true or false. Compare it with something, such as ${example(type)}.`, { node: id, param: path }));
  }
  return diagnostics;
}

const example = (type: string): string => (type === 'VARCHAR' ? "name = 'x'" : 'amount > 0');

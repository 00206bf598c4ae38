import type { Diagnostic } from '../core/diagnostic.ts';
import { problem } from '../core/diagnostic.ts';
import type { Schema } from '../core/schema.ts';
import type { AnyNodeDefinition, Built, ParamRecord } from '../definition/index.ts';
import type { Expression } from '../expression/expression.ts';
import { and } from '../expression/expression.ts';
import { partsOf } from '../expression/expression-parts.ts';
import type { Relation } from '../relation/relation.ts';
import { input } from '../relation/relation.ts';
import { walkRelation } from '../relation/walk-relation.ts';
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
    diagnostics.push(...(await askCondition(id, path, spec.label, inputs, { op: 'project', from: input(port), columns: [{ name: 'condition', value }] }, binder)));
  }
  return diagnostics;
}

/** Reports the same of conditions over pairs of rows, which say what they see only where the node has put them. */
export async function checkPairConditions({ id, definition, params, expressions, inputs, binder }: ConditionContext, built: Built): Promise<readonly Diagnostic[]> {
  const diagnostics: Diagnostic[] = [];
  for (const { path, spec } of findParams('expression', definition.params, params)) {
    const value = expressions.get(path);
    if (spec.gives !== 'condition' || spec.over.length < 2 || !value) continue;
    const place = joinHolding(built, value);
    if (place) diagnostics.push(...(await askCondition(id, path, spec.label, inputs, { ...place, kind: 'cross', on: and(), columns: [{ name: 'condition', value }] }, binder)));
  }
  return diagnostics;
}

function joinHolding(built: Built, condition: Expression): Extract<Relation, { op: 'join' }> | null {
  let found: Extract<Relation, { op: 'join' }> | null = null;
  const holds = (e: Expression): boolean => e === condition || partsOf(e).some(holds);
  for (const relation of Object.values(built.outputs)) walkRelation(relation, (r) => void (r.op === 'join' && holds(r.on) && (found ??= r)));
  return found;
}

async function askCondition(id: string, path: string, label: string, inputs: ConditionContext['inputs'], relation: Relation, binder: Binder): Promise<readonly Diagnostic[]> {
  const answer = await binder.bind({ node: id, inputs, shared: {}, relation });
  if (!answer.ok) return [{ ...answer.problem, at: { node: id, ...answer.problem.at } }];
  const type = answer.value[0]!.type;
  return type === 'BOOLEAN' ? [] : [problem('expression-kind', `"${label}" of node "${id}" gives ${type} but has to be true or false. Compare it with something, such as ${example(type)}.`, { node: id, param: path })];
}

const example = (type: string): string => (type === 'VARCHAR' ? "name = 'x'" : 'amount > 0');

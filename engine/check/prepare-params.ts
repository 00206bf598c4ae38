import type { Diagnostic } from '../core/diagnostic.ts';
import { problem } from '../core/diagnostic.ts';
import { nearestName, type Schema } from '../core/schema.ts';
import type { AnyNodeDefinition, ParamRecord } from '../definition/index.ts';
import type { Expression } from '../expression/expression.ts';
import { asksForTime } from '../expression/volatile-tree.ts';
import type { Binder } from './binder.ts';
import { findParams, withParam } from './check-params.ts';
import type { ParameterValues } from './flow-parameters.ts';
import { substituteInExpression, substituteInText } from './flow-parameters.ts';
import { aboutWritten, type WrittenText } from './written-text.ts';

export interface PreparedParams {
  /** Parameters put in place, types in DuckDB's spelling. */
  readonly params: ParamRecord;
  /** Parsed form of every expression setting, by path. */
  readonly expressions: ReadonlyMap<string, Expression>;
  /** Paths of the statements that may give other rows when they run again. */
  readonly volatileStatements: ReadonlySet<string>;
  /** Expressions and statements before and after parameters were put in place, by path. */
  readonly texts: ReadonlyMap<string, WrittenText>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Puts flow parameters in place, where there are any to know of, spells types as DuckDB does and parses every expression of a node's settings. */
export async function prepareParams(definition: AnyNodeDefinition, node: string, params: ParamRecord, given: ParameterValues | null, binder: Binder, inputs: Readonly<Record<string, readonly Schema[]>>): Promise<PreparedParams> {
  const values: ParameterValues = given ?? new Map();
  const diagnostics: Diagnostic[] = [];
  let ready = params;
  const undeclared = (names: readonly string[], param: string): void => {
    if (given === null) return;
    for (const name of names) {
      const near = nearestName(name, [...values.keys()]);
      diagnostics.push(problem('parameter-unknown', `"${param}" of node "${node}" uses the parameter "${name}", which the flow does not declare.${near ? ` Did you mean "${near}"?` : ' Declare it under Parameters, or remove it.'}`, { node, param }));
    }
  };
  for (const kind of ['text', 'file'] as const) {
    for (const found of findParams(kind, definition.params, params)) {
      const { text, unknown } = substituteInText(found.value, values);
      undeclared(unknown, found.path);
      if (text !== found.value) ready = withParam(ready, found.path, text);
    }
  }
  for (const found of findParams('type', definition.params, params)) {
    const answer = await binder.typeName(found.value);
    if (answer.ok) ready = withParam(ready, found.path, answer.value);
    else diagnostics.push({ ...answer.problem, at: { node, param: found.path } });
  }
  for (const found of findParams('table', definition.params, params)) {
    const columns = await Promise.all(found.value.columns.map(async (c) => ({ name: c.name, type: await binder.typeName(c.type) })));
    for (const [i, c] of columns.entries()) if (!c.type.ok) diagnostics.push({ ...c.type.problem, at: { node, param: `${found.path}.columns.${i}.type` } });
    ready = withParam(ready, found.path, { ...found.value, columns: columns.map((c) => ({ name: c.name, type: c.type.ok ? c.type.value : 'VARCHAR' })) });
  }
  const texts = new Map<string, WrittenText>();
  const volatileStatements = new Set<string>();
  for (const found of findParams('sql', definition.params, params)) {
    const statement = substituteInExpression(found.value, values);
    undeclared(statement.unknown, found.path);
    texts.set(found.path, statement);
    if (statement.exchanges.length > 0) ready = withParam(ready, found.path, statement.prepared);
    if (await binder.isVolatileStatement(statement.prepared)) volatileStatements.add(found.path);
  }
  const arriving = (ports: readonly string[]): readonly string[] => ports.flatMap((port) => (inputs[port] ?? []).flatMap((schema) => schema.map((c) => c.name)));
  const expressions = new Map<string, Expression>();
  for (const found of findParams('expression', definition.params, params)) {
    const { unknown, ...replaced } = substituteInExpression(found.value, values);
    const text = replaced.prepared;
    undeclared(unknown, found.path);
    if (given !== null && unknown.length > 0) continue;
    texts.set(found.path, replaced);
    const parsed = await binder.parse(text, { node, param: found.path });
    if (!parsed.ok) diagnostics.push(aboutWritten(parsed.problem, texts));
    else if (parsed.value.hasSubquery) diagnostics.push(problem('expression-kind', `"${found.spec.label}" of node "${node}" holds a subquery, which would read data past the drawing. Use a join, or an SQL node.`, { node, param: found.path }));
    else expressions.set(found.path, { op: 'text', text, columns: parsed.value.columns, volatile: parsed.value.volatile || asksForTime(parsed.value.columns, arriving(found.spec.over)), ...(parsed.value.hasWindow ? { hasWindow: true } : {}), ...(parsed.value.hasStar ? { hasStar: true } : {}), param: found.path });
  }
  return { params: ready, expressions, volatileStatements, texts, diagnostics };
}

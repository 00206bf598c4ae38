import { DiagnosticError, problem, type Diagnostic } from '../core/diagnostic.ts';
import type { DuckDbBinder } from '../workers/duckdb-binder.ts';
import { resolveParameters, substituteInExpression } from '../check/flow-parameters.ts';
import { withParam } from '../check/check-params.ts';
import type { ParamSpec, ParamSpecs } from '../definition/index.ts';
import type { Previews } from './previews.ts';
import type { FlowRef } from './contract.ts';
import type { Session } from './session.ts';

const looked = 10_000;

/** Says what an expression gives on the first rows of the node's first input: how many it is true for, or its first values. */
export async function evaluateExpression(
  request: FlowRef & { readonly node: string; readonly param: string; readonly expression: string },
  session: Session,
  binder: DuckDbBinder,
  previews: Previews,
): Promise<{ readonly summary: string } | { readonly problem: Diagnostic }> {
  const { prepared, unknown } = substituteInExpression(request.expression, resolveParameters(request.document, request.parameters ?? {}).values);
  const parsed = await binder.parse(prepared, { node: request.node, param: request.param });
  // With parameters in it, the check below says where the trouble is in what was written.
  if (!parsed.ok && prepared === request.expression && unknown.length === 0) return { problem: parsed.problem };
  const node = request.document.nodes[request.node];
  if (!node) return { problem: problem('edge-unknown-end', `The flow has no node "${request.node}".`) };
  const document = { ...request.document, nodes: { ...request.document.nodes, [request.node]: { ...node, params: { ...withParam(node.params, request.param, request.expression) } } } };
  const flow = await session.check({ ...request, document });
  const checked = flow.nodes.find((n) => n.id === request.node);
  const trouble = checked?.diagnostics.find((d) => d.severity === 'error' && d.at.param === request.param);
  if (trouble) return { problem: trouble };
  const spec = checked?.definition ? specAt(checked.definition.params, request.param) : undefined;
  const end = spec?.kind === 'expression' ? checked?.sources[spec.over[0] ?? '']?.[0] : undefined;
  if (spec?.kind !== 'expression' || !end || spec.gives === 'aggregate') return { summary: '' };
  const isCondition = spec.gives === 'condition';
  const value = `(${prepared}\n)`;
  const rewrite = (sql: string): string =>
    isCondition
      ? `SELECT count(*) FILTER (WHERE ${value}) AS hits, count(*) AS total FROM (SELECT * FROM (${sql}\n) LIMIT ${looked})`
      : `SELECT CAST(${value} AS VARCHAR) AS v FROM (SELECT * FROM (${sql}\n) LIMIT ${looked}) LIMIT 3`;
  try {
    const { rows } = await previews.values(flow, end.node, end.port, `${request.node}.${request.param}`, rewrite);
    if (isCondition) return { summary: `true for ${Number(rows[0]?.[0]).toLocaleString('en-US')} of the first ${Number(rows[0]?.[1]).toLocaleString('en-US')} rows` };
    return { summary: rows.length === 0 ? 'no rows to try it on' : `first values: ${rows.map((r) => (r[0] === null ? 'NULL' : String(r[0]).slice(0, 40))).join(', ')}` };
  } catch (error) {
    if (error instanceof DiagnosticError) return { problem: { ...error.diagnostic, at: { node: request.node, param: request.param } } };
    throw error;
  }
}

function specAt(specs: ParamSpecs, path: string): ParamSpec | undefined {
  const [head, , ...rest] = path.split('.');
  const spec = specs[head ?? ''];
  return spec?.kind === 'list' && rest.length > 0 ? specAt(spec.item, rest.join('.')) : spec;
}

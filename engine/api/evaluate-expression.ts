import { DiagnosticError, problem, type Diagnostic } from '../core/diagnostic.ts';
import type { DuckDbBinder } from '../workers/duckdb-binder.ts';
import { withParam } from '../check/check-params.ts';
import type { Built } from '../definition/index.ts';
import { cast, type Expression } from '../expression/expression.ts';
import { partsOf } from '../expression/expression-parts.ts';
import type { Relation } from '../relation/relation.ts';
import { relationExpressions, walkRelation } from '../relation/walk-relation.ts';
import type { Previews } from './previews.ts';
import type { FlowRef } from './contract.ts';
import type { Evaluation } from './evaluation.ts';
import type { Session } from './session.ts';

const looked = 10_000;

/** Says what an expression gives on the first rows of the node's first input: how many it is true for, or its first values. */
export async function evaluateExpression(
  request: FlowRef & { readonly node: string; readonly param: string; readonly expression: string; readonly viewer?: string },
  session: Session,
  binder: DuckDbBinder,
  previews: Previews,
): Promise<Evaluation | { readonly problem: Diagnostic }> {
  const parsed = await binder.parse(request.expression, { node: request.node, param: request.param });
  if (!parsed.ok) return { problem: parsed.problem };
  const node = request.document.nodes[request.node];
  if (!node) return { problem: problem('edge-unknown-end', `The flow has no node "${request.node}".`) };
  const document = { ...request.document, nodes: { ...request.document.nodes, [request.node]: { ...node, params: { ...withParam(node.params, request.param, request.expression) } } } };
  const flow = await session.check({ ...request, document });
  const checked = flow.nodes.find((n) => n.id === request.node);
  const trouble = checked?.diagnostics.find((d) => d.severity === 'error' && d.at.param === request.param);
  if (trouble) return { problem: trouble };
  const place = checked?.built ? placeOf(checked.built, request.param) : null;
  if (!checked || !place) return { summary: '' };
  const first: Relation = { op: 'limit', from: place.from, count: looked, offset: 0 };
  const asked: Relation =
    place.kind === 'condition'
      ? { op: 'aggregate', from: first, groups: [], measures: [{ name: 'hits', value: { op: 'call', name: 'count', args: [], filter: place.expression } }, { name: 'total', value: { op: 'call', name: 'count', args: [] } }] }
      : { op: 'limit', from: { op: 'project', from: first, columns: [{ name: 'value', value: cast(place.expression, 'VARCHAR') }] }, count: 3, offset: 0 };
  try {
    const { rows } = await previews.values(flow, request.node, asked, request.param, request.network === true, request.viewer);
    if (place.kind === 'condition') {
      const [hits, looked] = [Number(rows[0]?.[0]), Number(rows[0]?.[1])];
      return { summary: `true for ${hits.toLocaleString('en-US')} of the first ${looked.toLocaleString('en-US')} rows`, hits, looked };
    }
    const values = rows.map((r) => (r[0] === null || r[0] === undefined ? null : String(r[0]).slice(0, 40)));
    return { summary: values.length === 0 ? 'no rows to try it on' : `first values: ${values.map((v) => v ?? 'NULL').join(', ')}`, values };
  } catch (error) {
    // A cancelled question has no answer: nothing is wrong with the expression.
    if (error instanceof DiagnosticError && error.diagnostic.code !== 'run-cancelled') return { problem: { ...error.diagnostic, at: { node: request.node, param: request.param } } };
    throw error;
  }
}

interface Place {
  readonly kind: 'condition' | 'value';
  readonly from: Relation;
  readonly expression: Expression;
}

/** Where in a node's relations the setting `param` is computed, so that it sees what it sees in a run: columns made by earlier settings too. */
function placeOf(built: Built, param: string): Place | null {
  let found: Place | null = null;
  const holds = (e: Expression): Expression | null => (e.op === 'text' ? (e.param === param ? e : null) : (partsOf(e).map(holds).find((inner) => inner !== null) ?? null));
  for (const relation of [...Object.values(built.shared ?? {}), ...Object.values(built.outputs)]) {
    walkRelation(relation, (r) => {
      if (found || !('from' in r) || r.op === 'aggregate') return;
      for (const e of relationExpressions(r)) {
        const expression = holds(e);
        if (expression) found = { kind: r.op === 'filter' ? 'condition' : 'value', from: r.from, expression };
      }
    });
  }
  return found;
}

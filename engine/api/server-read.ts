import type { CheckedFlow } from '../check/checked-flow.ts';
import { endsOf, type RunScope } from '../check/run-scope.ts';
import { problem, type Diagnostic } from '../core/diagnostic.ts';
import { participants } from '../plan/plan-run.ts';
import { databaseLabel, isRemote } from '../relation/database-ref.ts';
import type { Relation } from '../relation/relation.ts';
import { isRemotePath } from '../relation/remote-path.ts';
import { asksNetwork, restLabel } from '../relation/rest-request.ts';
import { walkRelation } from '../relation/walk-relation.ts';

/** The first server that relations of nodes read from, by what it is called in messages, with its node; null where all is on this machine. */
export function serverRead(relations: readonly (readonly [node: string, relation: Relation])[]): { readonly node: string; readonly label: string } | null {
  for (const [node, relation] of relations) {
    let label: string | null = null;
    walkRelation(relation, (r) => {
      if (r.op !== 'scan') return;
      if (r.source.format === 'database') label ??= isRemote(r.source.database) ? databaseLabel(r.source.database) : null;
      else if (r.source.format === 'rest') label ??= asksNetwork(r.source.request) ? restLabel(r.source.request) : null;
      else if ('path' in r.source && isRemotePath(r.source.path)) label ??= r.source.path;
    });
    if (label !== null) return { node, label };
  }
  return null;
}

/** Why a run of the whole flow or a part of it cannot do without a server; null where it asks none. `said` is what was found before the run. */
export function serverNeeded(flow: CheckedFlow, to: RunScope, said: readonly Diagnostic[]): Diagnostic | null {
  const refusal = (node: string, what: string): Diagnostic => problem('network-unasked', `Node "${node}" ${what}, which may not be asked. Allow the network for this run.`, { node });
  const ends = endsOf(flow.nodes, to);
  const taking = participants(flow, to).flatMap(({ id, built }) => (built ? [{ id, built }] : []));
  const read = serverRead(taking.flatMap(({ id, built }) => [...Object.values(built.outputs), ...Object.values(built.shared ?? {})].map((r) => [id, r] as const)));
  if (read) return refusal(read.node, `reads from ${read.label}`);
  const loading = taking.find(({ id, built }) => built.load && isRemote(built.load.database) && (ends === null || ends.has(id)));
  if (loading?.built.load) return refusal(loading.id, `writes to ${databaseLabel(loading.built.load.database)}`);
  const storing = taking.find(({ id, built }) => built.sink?.store && (ends === null || ends.has(id)));
  if (storing?.built.sink) return refusal(storing.id, `writes to ${storing.built.sink.path}`);
  // Where columns are not known, only the check can tell that they are at a server.
  const unknown = said.find((d) => d.code === 'network-unasked')?.at.node;
  return unknown === undefined ? null : refusal(unknown, 'needs a server');
}

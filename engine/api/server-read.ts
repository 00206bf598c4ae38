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

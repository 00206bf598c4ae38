import { stat } from 'node:fs/promises';
import type { CheckedFlow } from '../check/checked-flow.ts';
import type { Plan } from '../plan/plan.ts';
import { isRemotePath } from '../relation/remote-path.ts';
import { relationsOf, walkRelation } from '../relation/walk-relation.ts';
import { pathFrom } from './flow-paths.ts';

/** Bytes of all files that a plan reads; without end where that cannot be known, as of a database or a folder. */
export async function sourceBytes(flow: CheckedFlow, plan: Plan, listFiles: (pattern: string) => Promise<readonly string[]>): Promise<number> {
  const paths = new Set<string>();
  let unknown = false;
  for (const node of flow.nodes) {
    if (!plan.nodes.includes(node.id)) continue;
    for (const relation of relationsOf(node.built)) {
      walkRelation(relation, (r) => {
        if (r.op !== 'scan' || r.source.format === 'sequence' || r.source.format === 'bad-lines') return;
        if ('path' in r.source && !isRemotePath(r.source.path)) paths.add(pathFrom(flow.base, r.source.path));
        else unknown = true;
      });
    }
  }
  if (unknown) return Infinity;
  let sum = 0;
  for (const path of paths) {
    for (const file of path.includes('*') ? await listFiles(path) : [path]) {
      // A file that is gone is told about by the run.
      const found = await stat(file).catch(() => null);
      if (found?.isDirectory()) return Infinity;
      sum += found?.size ?? 0;
    }
  }
  return sum;
}

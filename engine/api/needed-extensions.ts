import type { CheckedFlow } from '../check/checked-flow.ts';
import type { NeededExtension } from '../plan/job.ts';
import type { Plan } from '../plan/plan.ts';
import { scanExtension, type ExtensionName } from '../relation/extensions.ts';
import { walkRelation } from '../relation/walk-relation.ts';

/** Extensions of the database that a plan needs; without a plan, those that looking at any node needs. */
export function neededExtensions(flow: CheckedFlow, plan?: Plan): readonly NeededExtension[] {
  const needed = new Map<ExtensionName, string>();
  for (const { id, built } of flow.nodes) {
    if (!built || (plan && !plan.nodes.includes(id))) continue;
    for (const relation of [...Object.values(built.outputs), ...Object.values(built.shared ?? {})]) {
      walkRelation(relation, (r) => {
        const name = r.op === 'scan' ? scanExtension(r.source) : null;
        if (name !== null && !needed.has(name)) needed.set(name, id);
      });
    }
    if (plan && built.sink?.format.kind === 'excel' && !needed.has('excel')) needed.set('excel', id);
  }
  return [...needed].map(([name, node]) => ({ name, node }));
}

import { unbuiltNeed } from '../check/unbuilt-needs.ts';
import type { CheckedFlow } from '../check/checked-flow.ts';
import { needExtension } from '../definition/index.ts';
import type { NeededExtension } from '../plan/job.ts';
import type { Plan } from '../plan/plan.ts';
import { databaseExtensions, lakehouseExtensions, scanExtensions, type ExtensionName } from '../relation/extensions.ts';
import { relationsOf, walkRelation } from '../relation/walk-relation.ts';

/** Extensions of the database that a plan needs; without a plan, those that looking at any node needs. */
export function neededExtensions(flow: CheckedFlow, plan?: Plan): readonly NeededExtension[] {
  const needed = new Map<ExtensionName, string>();
  for (const { id, built } of flow.nodes) {
    if (!built || (plan && !plan.nodes.includes(id))) continue;
    for (const relation of [...Object.values(built.outputs), ...Object.values(built.shared ?? {})]) {
      walkRelation(relation, (r) => {
        for (const name of r.op === 'scan' ? scanExtensions(r.source) : []) if (!needed.has(name)) needed.set(name, id);
      });
    }
    if (plan && built.sink?.format.kind === 'excel' && !needed.has('excel')) needed.set('excel', id);
  }
  return [...needed].map(([name, node]) => ({ name, node }));
}

/** Every extension that running the whole flow needs, those of its databases and sinks included. */
export function extensionsOf(flow: CheckedFlow): readonly ExtensionName[] {
  const names = new Set<ExtensionName>();
  const add = (name: ExtensionName | null): void => void (name !== null && names.add(name));
  for (const node of flow.nodes) {
    const { built } = node;
    const need = unbuiltNeed(node);
    if (need) add(needExtension(need));
    if (need?.kind === 'lakehouse') for (const name of lakehouseExtensions[need.format]) add(name);
    if (!built) continue;
    for (const relation of relationsOf(built)) {
      walkRelation(relation, (r) => {
        if (r.op !== 'scan') return;
        for (const name of scanExtensions(r.source)) add(name);
        if (r.source.format === 'database') for (const name of databaseExtensions(r.source.database)) add(name);
      });
    }
    if (built.load) for (const name of databaseExtensions(built.load.database)) add(name);
    if (built.sink?.format.kind === 'excel') add('excel');
  }
  return [...names];
}

import { sheetMates } from '../check/sheet-mates.ts';
import type { WrittenSheet } from '../plan/job.ts';
import type { Plan } from '../plan/plan.ts';

/** How a sheet gets into the workbook that it shares with others. */
interface SheetBinding {
  /** The workbook of one sheet that its statement writes. */
  readonly raw: string;
  /** The path of the workbook, which its nodes may spell in several ways. */
  readonly path: string;
  /** The nodes whose sheets become one workbook. */
  readonly mates: readonly string[];
  /** All sheets in their order, where this is the last that is written, which binds them. */
  readonly sheets: readonly WrittenSheet[] | null;
}

/** The sheets of a plan that share a workbook with others, by node. A sheet alone in its workbook is written as it is. */
export function bindSheets(plan: Plan, folder: string): ReadonlyMap<string, SheetBinding> {
  const writing = new Map(plan.steps.flatMap((step) => (step.kind === 'write' ? [step.node] : [])).map((node, i) => [node, `${folder}/sheet-${i}`]));
  const nodes = plan.flow.nodes.filter((n) => writing.has(n.id));
  const byId = new Map(nodes.map((n) => [n.id, n]));
  const drawn = Object.keys(plan.flow.document.nodes);
  const bindings = new Map<string, SheetBinding>();
  for (const node of writing.keys()) {
    if (bindings.has(node)) continue;
    const mates = sheetMates(nodes, node);
    if (mates.length < 2) continue;
    const sheets = mates.map((id) => {
      const { format, path } = byId.get(id)!.built!.sink!;
      if (format.kind !== 'excel') throw new Error(`Node "${id}" writes no sheet.`);
      // Sheets inside a component stand where the component does.
      return { name: format.sheet, raw: writing.get(id)!, path, position: format.position ?? Infinity, drawn: drawn.indexOf(id.split('/')[0]!) };
    });
    const inOrder = sheets.toSorted((a, b) => (a.position === b.position ? a.drawn - b.drawn : a.position - b.position)).map(({ name, raw }) => ({ name, raw }));
    const last = [...writing.keys()].findLast((id) => mates.includes(id));
    for (const id of mates) bindings.set(id, { raw: writing.get(id)!, path: sheets[0]!.path, mates, sheets: id === last ? inOrder : null });
  }
  return bindings;
}

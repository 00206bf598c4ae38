import type { CheckedNode } from './checked-flow.ts';
import { targetPlace } from './target-place.ts';

/** What stands in the way of two nodes that write one file: the sheet that both write, true where the file is none of several sheets, false where nothing does. */
export function sharedSheet(first: CheckedNode, second: CheckedNode): string | boolean {
  const one = first.built?.sink?.format;
  const other = second.built?.sink?.format;
  if (one?.kind !== 'excel' || other?.kind !== 'excel') return true;
  return one.sheet.toLowerCase() === other.sheet.toLowerCase() ? other.sheet : false;
}

/** The nodes that write a sheet of the workbook that `id` writes, itself included; none for other nodes. One in trouble belongs to them, since a workbook without its sheet would be wrong. */
export function sheetMates(nodes: readonly CheckedNode[], id: string): readonly string[] {
  const own = nodes.find((n) => n.id === id);
  const sink = own?.built?.sink;
  if (!own || sink?.format.kind !== 'excel') return [];
  const place = targetPlace(sink);
  return nodes.filter((n) => (n.built ? n.built.sink?.format.kind === 'excel' && targetPlace(n.built.sink) === place : n.definition === own.definition && typeof n.params['path'] === 'string' && targetPlace({ path: n.params['path'] }) === place)).map((n) => n.id);
}

/** The ids of `to` and of all that feeds it; a sheet of a workbook brings the others along, since the file is written as a whole. */
export function neededFor(nodes: readonly CheckedNode[], to: string): ReadonlySet<string> {
  const needed = new Set<string>();
  const visit = (id: string): void => {
    if (needed.has(id)) return;
    needed.add(id);
    for (const ends of Object.values(nodes.find((n) => n.id === id)?.sources ?? {})) for (const end of ends) visit(end.node);
  };
  for (const id of [to, ...sheetMates(nodes, to)]) visit(id);
  return needed;
}

import type { StepChoice } from '../../engine/api/contract.ts';
import { parseEnd, type FlowDocument } from '../../engine/document/document.ts';
import { edgeKey } from './document-edits.ts';
import { select } from './edit-actions.ts';
import { setPreferences } from './preferences-actions.ts';
import { change, selectedNode, workbench, type StepRowsWish, type WorkbenchState } from './workbench.ts';

type Place = Omit<StepRowsWish, 'kind'>;

/** The step that the selection is about: the chosen node, or the reader of the chosen edge. */
export function stepOfSelection(state: WorkbenchState): Place | null {
  const node = selectedNode(state);
  if (node !== null) return { node, port: '', input: null, edge: 0 };
  const { edges, notes, nodes } = state.selection;
  const edge = edges.length === 1 && nodes.length + notes.length === 0 ? state.document.edges.find((e) => edgeKey(e) === edges[0]) : undefined;
  if (!edge) return null;
  const to = parseEnd(edge.to);
  return { node: to.node, port: '', input: to.port, edge: arrivals(state.document, to.node).find((a) => a.from === edge.from && a.input === to.port)?.edge ?? 0 };
}

export interface Arrival {
  readonly input: string;
  /** Place among the edges of that input, from 0. */
  readonly edge: number;
  /** `node.port` */
  readonly from: string;
}

/** The edges by which rows arrive at a node, numbered per input as the engine does. */
export function arrivals(document: FlowDocument, node: string): readonly Arrival[] {
  const counts = new Map<string, number>();
  return document.edges.flatMap((e) => {
    const to = parseEnd(e.to);
    if (to.node !== node) return [];
    const edge = counts.get(to.port) ?? 0;
    counts.set(to.port, edge + 1);
    return [{ input: to.port, edge, from: e.from }];
  });
}

/** Shows in the data panel which rows were lost, added or duplicated at a step. */
export function askStepRows(kind: StepChoice['kind'], place: Place | null = stepOfSelection(workbench())): void {
  if (place === null) return;
  if (selectedNode(workbench()) !== place.node) select({ nodes: [place.node] });
  if (!workbench().preferences.dataOpen) setPreferences({ dataOpen: true });
  change({ stepRows: { ...place, kind } });
}

/** The same from a port that the data panel shows: an output of the chosen node, or what a node without outputs reads. */
export function askPortRows(key: string, kind: StepChoice['kind']): void {
  const { node, port } = parseEnd(key);
  askStepRows(kind, selectedNode(workbench()) === node ? { node, port, input: null, edge: 0 } : stepOfSelection(workbench()));
}

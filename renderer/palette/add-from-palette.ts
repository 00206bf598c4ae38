import { middleOfView, revealNode } from '../canvas/canvas-view.ts';
import { addNode } from '../state/edit-actions.ts';
import { noteUsed } from '../state/preferences-actions.ts';
import { freePlace, placeBehind } from '../state/node-places.ts';
import { selectedNode, workbench } from '../state/workbench.ts';
import { nodeDefinition } from '../state/node-definition.ts';

/** Adds a node of a type behind the selected one, tied to its first output, or in the middle of the view. */
export function addFromPalette(type: string): string {
  const state = workbench();
  const selected = selectedNode(state);
  const port = nodeDefinition(state, selected)?.outputs[0]?.name;
  const reads = (state.catalog.get(type)?.inputs.length ?? 0) > 0;
  const behind = selected !== null && port !== undefined && reads;
  const id = behind
    ? addNode(type, placeBehind(state.document, selected), { from: { node: selected, port } })
    : addNode(type, freePlace(state.document, middleOfView()));
  noteUsed(type);
  requestAnimationFrame(() => revealNode(id));
  return id;
}

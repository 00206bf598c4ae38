import type { Position } from '../state/document-edits.ts';
import { moveNodes } from '../state/edit-actions.ts';
import { nodePlaces, nodeWidth } from '../state/node-places.ts';
import { workbench } from '../state/workbench.ts';
import { heightOf } from './canvas-node.ts';
import { nodeDefinition } from '../state/node-definition.ts';
import { t } from '../words/words.ts';

export type Edge = 'left' | 'right' | 'top' | 'bottom' | 'middle' | 'centre';

interface Box extends Position {
  readonly id: string;
  readonly height: number;
}

function selectedBoxes(): readonly Box[] {
  const { document, selection } = workbench();
  const places = nodePlaces(document);
  return selection.nodes.map((id) => ({ id, ...places[id]!, height: heightOf(nodeDefinition(workbench(), id)) }));
}

/** Moves the selected nodes so that one of their edges, or their middles, lie on a line. */
export function align(edge: Edge): void {
  const boxes = selectedBoxes();
  if (boxes.length < 2) return;
  const left = Math.min(...boxes.map((b) => b.x));
  const right = Math.max(...boxes.map((b) => b.x));
  const top = Math.min(...boxes.map((b) => b.y));
  const bottom = Math.max(...boxes.map((b) => b.y + b.height));
  const place = (b: Box): Position => {
    switch (edge) {
      case 'left':
        return { x: left, y: b.y };
      case 'right':
        return { x: right, y: b.y };
      case 'centre':
        return { x: (left + right) / 2, y: b.y };
      case 'top':
        return { x: b.x, y: top };
      case 'bottom':
        return { x: b.x, y: bottom - b.height };
      case 'middle':
        return { x: b.x, y: (top + bottom - b.height) / 2 };
    }
  };
  moveNodes(Object.fromEntries(boxes.map((b) => [b.id, place(b)])), t('Align {count|node|nodes}', { count: boxes.length }));
}

/** Spreads the selected nodes so that the gaps between them are equal. */
export function distribute(axis: 'x' | 'y'): void {
  const boxes = [...selectedBoxes()].sort((a, b) => a[axis] - b[axis]);
  const first = boxes[0];
  const last = boxes.at(-1);
  if (!first || !last || boxes.length < 3) return;
  const length = (b: Box) => (axis === 'x' ? nodeWidth : b.height);
  const gap = (last[axis] - first[axis] - boxes.slice(0, -1).reduce((sum, b) => sum + length(b), 0)) / (boxes.length - 1);
  let next = first[axis];
  const places = boxes.map((b) => {
    const at = axis === 'x' ? { x: next, y: b.y } : { x: b.x, y: next };
    next += length(b) + gap;
    return [b.id, at] as const;
  });
  moveNodes(Object.fromEntries(places), t('Distribute {count|node|nodes}', { count: boxes.length }));
}

/** Moves the selected nodes by a step; a row of nudges is one change. */
export function nudge(dx: number, dy: number): void {
  const boxes = selectedBoxes();
  moveNodes(Object.fromEntries(boxes.map((b) => [b.id, { x: b.x + dx, y: b.y + dy }])), null, `nudge/${boxes.map((b) => b.id).join()}`);
}

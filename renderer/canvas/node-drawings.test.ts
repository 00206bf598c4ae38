import { expect, it } from 'vitest';
import type { CanvasNode } from './canvas-node.ts';
import { nodeDrawings } from './node-drawings.ts';

const node = (id: string, x: number, more: Partial<CanvasNode> = {}): CanvasNode => ({ id, type: 'step', position: { x, y: 0 }, data: {}, width: 200, height: 84, selected: false, ...more });

it('draws the boxes of each look as one path', () => {
  const nodes = [node('a', 0), node('b', 300), node('c', 600, { selected: true }), node('d', 900), node('note:f', 0, { type: 'frame' })];
  expect([...nodeDrawings(nodes, 'd c', 2)]).toEqual([
    ['frame', 'M2 2h196v80h-196z'],
    ['plain', 'M2 2h196v80h-196zM302 2h196v80h-196z'],
    ['failed', 'M902 2h196v80h-196z'],
    ['selected', 'M602 2h196v80h-196z'],
  ]);
  expect([...nodeDrawings([], '')]).toEqual([]);
});

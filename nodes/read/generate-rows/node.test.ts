import { expect, it } from 'vitest';
import { buildNode } from '../../../engine/testing/build-node.ts';
import { generateRows } from './node.ts';

it('asks nothing of chance as it is dropped on the canvas', () => {
  const { built, diagnostics } = buildNode(generateRows);
  expect(diagnostics).toEqual([]);
  expect(JSON.stringify(built)).not.toContain('md5');
  expect(JSON.stringify(built)).toContain('_row');
});

import { expect, test } from 'vitest';
import { withoutStep } from './chart-request.ts';

test('a message does not name the step that was only made to ask', () => {
  expect(withoutStep('missing ): ( ("statement" of node "look-at"). Change the expression.', 'look-at')).toBe('Missing ): (.');
  expect(withoutStep('Out of memory (node "look-at"). Give it more.', 'look-at')).toBe('Out of memory.');
  expect(withoutStep('The file is gone. Bring it back.', 'look-at')).toBe('The file is gone. Bring it back.');
});

import { expect, test } from 'vitest';
import { plainlyShown } from './plainly-shown.ts';

test('signs that are not seen are shown by their number, all others as they are', () => {
  expect(plainlyShown('if a:\n\tb = "ü🎈 日本"')).toBe('if a:\n\tb = "ü🎈 日本"');
  expect(plainlyShown('x\u202E = 1\u200B\r\u2028\u{E0001}\u0000')).toBe('x⟦U+202E⟧ = 1⟦U+200B⟧⟦U+000D⟧⟦U+2028⟧⟦U+E0001⟧⟦U+0000⟧');
});

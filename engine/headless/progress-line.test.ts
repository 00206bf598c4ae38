import { expect, test } from 'vitest';
import { ProgressLine } from './progress-line.ts';

test('shows trees and loss of a training beside its bar', () => {
  let shown = '';
  const line = new ProgressLine({ interactive: true, columns: 200, out: () => undefined, bytes: () => undefined, error: (text) => void (shown = text) }, () => 0);
  line.take({ type: 'progress', nodes: ['model'], share: 0.4, rows: 0, training: { done: 120, of: 300, unit: 'trees', loss: 0.23456 } });
  expect(shown).toBe('\r██████████░░░░░░░░░░░░░░ 40 %  model  120 of 300 trees, loss 0.2346');
  line.take({ type: 'progress', nodes: ['model'], share: 0.5, rows: 0 });
  expect(shown.trimEnd()).toBe('\r████████████░░░░░░░░░░░░ 50 %  model');
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DiagnosticError, problem } from '../../engine/core/diagnostic.ts';
import { emptyDocument } from '../../engine/document/document.ts';
import { nothingLoading, patiently } from './ask-patiently.ts';
import { testingCatalog } from './testing-catalog.ts';
import { change, nothingSelected } from './workbench.ts';

const document = {
  ...emptyDocument('t'),
  nodes: { a: { type: 'read', version: 1, params: { path: 'a.csv' } }, b: { type: 'read', version: 1, params: { path: 'b.csv' } } },
};
const loading = { state: 'loading', problem: null, key: '', preview: null } as const;

beforeEach(() => {
  vi.useFakeTimers();
  change({ catalog: testingCatalog, document, previews: {}, selection: { ...nothingSelected, nodes: ['a'] } });
});
afterEach(() => vi.useRealTimers());

test('a question is asked until it is answered, however often previews take its turn', async () => {
  let asked = 0;
  const answer = patiently(async () => {
    if (++asked < 8) throw new DiagnosticError(problem('run-cancelled', 'A newer preview took the place of this one.'));
    return 'answer';
  }, () => true);
  await vi.advanceTimersByTimeAsync(2000);
  expect(await answer).toBe('answer');
});

test('one that nobody wants any more is given up, and a failure is told at once', async () => {
  await expect(patiently(() => Promise.reject(new DiagnosticError(problem('run-cancelled', 'Taken.'))), () => false)).rejects.toThrow('Taken.');
  await expect(patiently(() => Promise.reject(new Error('Broken.')), () => true)).rejects.toThrow('Broken.');
});

test('only previews that are looked at are waited for', async () => {
  change({ previews: { 'b.rows': loading } });
  await nothingLoading();
  change({ previews: { 'a.rows': loading } });
  let quiet = false;
  void nothingLoading().then(() => (quiet = true));
  await vi.advanceTimersByTimeAsync(10);
  expect(quiet).toBe(false);
  change({ selection: { ...nothingSelected, nodes: ['b'] } });
  await vi.advanceTimersByTimeAsync(10);
  change({ previews: {} });
  await vi.advanceTimersByTimeAsync(10);
  expect(quiet).toBe(true);
});

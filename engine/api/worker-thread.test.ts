import { expect, test, vi } from 'vitest';
import type { Look } from '../workers/look.ts';
import { WorkerThread } from './worker-thread.ts';

const entry = (code: string): URL => new URL(`data:text/javascript,${encodeURIComponent(`import { parentPort } from 'node:worker_threads'; ${code}`)}`);

test('a thread that is gone is not asked, and does not rest for another run', async () => {
  const worker = new WorkerThread(entry('parentPort.close();'));
  await vi.waitFor(() => expect(worker.isOver).toBe(true), { timeout: 10_000, interval: 20 });
  expect(await worker.rest()).toBe(false);
  // Nothing reads the look: the thread that would is not there.
  await expect(worker.look({} as unknown as Look).result).rejects.toThrow('The data worker has ended.');
  await worker.close();
});

test('a thread that fails while it frees what it used tells so', async () => {
  const worker = new WorkerThread(entry(`parentPort.on('message', () => { throw new Error('not freed'); });`));
  await expect(worker.rest()).rejects.toThrow('not freed');
  await vi.waitFor(() => expect(worker.isOver).toBe(true), { timeout: 10_000, interval: 20 });
  expect(await worker.rest()).toBe(false);
});

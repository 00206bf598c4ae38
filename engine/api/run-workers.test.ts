import { afterEach, expect, test } from 'vitest';
import { RunWorkers } from './run-workers.ts';

/** A thread that needs `ms` milliseconds to free what it used. */
const entry = (ms: number): URL =>
  new URL(
    `data:text/javascript,${encodeURIComponent(`import { parentPort } from 'node:worker_threads'; parentPort.on('message', ({ kind, id }) => kind === 'close' ? parentPort.close() : setTimeout(() => parentPort.postMessage({ kind: 'rested', id, result: null }), ${ms}));`)}`,
  );

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

function workers(ms: number, patience: number): RunWorkers {
  const made = new RunWorkers(entry(ms), false, null, patience);
  open.push(made);
  return made;
}

test('the thread of a run that has just ended is used by the next one, which waits until it is free', async () => {
  const pool = workers(20, 10_000);
  const first = await pool.take();
  open.push(first);
  const freed = pool.giveBack(first);
  pool.warm();
  expect(await pool.take()).toBe(first);
  await freed;
});

test('two runs that wait for one thread get one each', async () => {
  const pool = workers(20, 10_000);
  const first = await pool.take();
  open.push(first);
  const freed = pool.giveBack(first);
  const both = await Promise.all([pool.take(), pool.take()]);
  open.push(...both);
  expect(both).toContain(first);
  expect(new Set(both).size).toBe(2);
  await freed;
});

test('a thread that takes long to free what it used is not waited for, and ends when another rests', async () => {
  const pool = workers(600, 20);
  const first = await pool.take();
  const freed = pool.giveBack(first);
  const before = performance.now();
  const second = await pool.take();
  open.push(second);
  expect(performance.now() - before).toBeLessThan(400);
  expect(second).not.toBe(first);
  pool.warm();
  await freed;
  expect(first.isOver).toBe(true);
});

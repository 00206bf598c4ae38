import { expect, it } from 'vitest';
import { MemoryBroker, type MemoryLease } from './memory-broker.ts';

const never = new AbortController().signal;
const taken = async (broker: MemoryBroker): Promise<MemoryLease> => (await broker.lease(() => expect.fail('It waits.'), never))!;

it('an engine for one run gives it all', async () => {
  expect((await taken(new MemoryBroker(1000, false))).bytes).toBe(1000);
});

it('runs at the same time never hold more than the budget, and one that would get too little waits for it', async () => {
  const broker = new MemoryBroker(900, true);
  const leases = [await taken(broker), await taken(broker)];
  expect(leases.map((lease) => lease.bytes)).toEqual([600, 200]);
  let waits = 0;
  const third = broker.lease(() => void waits++, never);
  expect([waits, broker.queued, broker.free]).toEqual([1, 1, 100]);
  leases[0]!.release();
  leases[0]!.release();
  expect((await third)?.bytes).toBe(Math.floor((700 * 2) / 3));
  expect(broker.queued).toBe(0);
});

it('one that is cancelled while it waits gives up its place', async () => {
  const broker = new MemoryBroker(100, false);
  const first = await taken(broker);
  const stop = new AbortController();
  const second = broker.lease(() => undefined, stop.signal);
  const third = broker.lease(() => undefined, never);
  stop.abort();
  expect(await second).toBeNull();
  first.release();
  expect((await third)?.bytes).toBe(100);
});

it('a larger budget lets those in who wait', async () => {
  const broker = new MemoryBroker(100, false);
  await taken(broker);
  const second = broker.lease(() => undefined, never);
  broker.resize(300);
  expect((await second)?.bytes).toBe(200);
});

it('no budget is no limit', async () => {
  const broker = new MemoryBroker(null, true);
  expect((await taken(broker)).bytes).toBeNull();
  expect((await taken(broker)).bytes).toBeNull();
});

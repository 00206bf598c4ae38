import { expect, test } from 'vitest';
import { DatabaseLeases } from './database-leases.ts';

test('many read at once, one writes alone, and those who wait get their turn', async () => {
  const leases = new DatabaseLeases();
  const order: string[] = [];
  const use = async (name: string, write: boolean, path = 'a'): Promise<void> => {
    const release = await leases.acquire([{ path, write }]);
    order.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 5));
    order.push(`${name} ends`);
    release();
    release();
  };
  await Promise.all([use('reader 1', false), use('reader 2', false), use('writer 1', true), use('writer 2', true), use('other', true, 'b')]);
  const sameFile = (): string[] => order.filter((o) => !o.startsWith('other'));
  const alone = (name: string): void => expect(sameFile()[sameFile().indexOf(`${name} begins`) + 1]).toBe(`${name} ends`);
  expect(order.indexOf('reader 2 begins')).toBeLessThan(order.indexOf('reader 1 ends'));
  expect(order.indexOf('other begins')).toBeLessThan(order.indexOf('writer 1 begins'));
  alone('writer 1');
  alone('writer 2');
});

test('files are taken in one order, so that two who want both do not wait for each other for ever', async () => {
  const leases = new DatabaseLeases();
  const both = async (paths: readonly string[]): Promise<void> => (await leases.acquire(paths.map((path) => ({ path, write: true }))))();
  await Promise.all(Array.from({ length: 10 }, (_, i) => both(i % 2 === 0 ? ['a', 'b'] : ['b', 'a'])));
});

test('reading and writing one file counts as writing it once', async () => {
  const leases = new DatabaseLeases();
  (await leases.acquire([{ path: 'a', write: false }, { path: 'a', write: true }]))();
  (await leases.acquire([{ path: 'a', write: true }]))();
});

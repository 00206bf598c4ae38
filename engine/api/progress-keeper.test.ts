import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RunProgress } from '../core/run-report.ts';
import { outputKey } from '../plan/table-key.ts';
import { ProgressKeeper } from './progress-keeper.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
afterEach(() => void vi.useRealTimers());

test('a stream tells how many rows leave each port per second, and that none do when they stop', () => {
  const told: RunProgress[] = [];
  const keeper = new ProgressKeeper((progress) => told.push(progress), Date.now);
  const epoch = (n: number, passed: number, rejected: number) => {
    keeper.take({ type: 'epoch', epoch: n });
    keeper.take({ type: 'rows', key: outputKey('kept', 'passed'), rows: passed });
    keeper.take({ type: 'rows', key: outputKey('kept', 'rejected'), rows: rejected });
  };
  keeper.take({ type: 'step', nodes: ['kept'], state: 'running' });
  epoch(1, 1000, 0);
  vi.advanceTimersByTime(200);
  expect(told.at(-1)!.nodes['kept']!.rates).toBeUndefined();
  vi.advanceTimersByTime(1800);
  epoch(2, 3000, 10);
  vi.advanceTimersByTime(200);
  expect(told.at(-1)!.nodes['kept']).toMatchObject({ rowsOut: { passed: 3000, rejected: 10 }, rates: { passed: 909, rejected: 5 }, rowsPerSecond: 914 });
  vi.advanceTimersByTime(10_000);
  expect(told.at(-1)!.nodes['kept']).toMatchObject({ rates: { passed: 0, rejected: 0 }, rowsPerSecond: 0 });
  const silent = told.length;
  vi.advanceTimersByTime(10_000);
  expect(told).toHaveLength(silent);
  keeper.stop();
});

test('a training tells how far it is with the share of its node', () => {
  const told: RunProgress[] = [];
  const keeper = new ProgressKeeper((progress) => told.push(progress), Date.now);
  keeper.take({ type: 'step', nodes: ['model'], state: 'running' });
  keeper.take({ type: 'progress', nodes: ['model'], share: 0.25, rows: 0, training: { done: 5, of: 20, unit: 'trees', loss: 0.5 } });
  vi.advanceTimersByTime(200);
  expect(told.at(-1)!.nodes['model']).toMatchObject({ state: 'running', share: 0.25, training: { done: 5, of: 20, unit: 'trees', loss: 0.5 } });
  keeper.stop();
});

test('the counts of a batch come when a statement has ended and say nothing of its pace', () => {
  const told: RunProgress[] = [];
  const keeper = new ProgressKeeper((progress) => told.push(progress), Date.now);
  keeper.take({ type: 'rows', key: outputKey('kept', 'passed'), rows: 0 });
  vi.advanceTimersByTime(1000);
  keeper.take({ type: 'rows', key: outputKey('kept', 'passed'), rows: 3000 });
  vi.advanceTimersByTime(1000);
  expect(told.at(-1)!.nodes['kept']).toEqual({ state: 'waiting', rowsOut: { passed: 3000 } });
  keeper.stop();
});

import { expect, test } from 'vitest';
import type { CheckedFlow, CheckedNode } from '../check/checked-flow.ts';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import type { RunReport } from '../core/run-report.ts';
import { emptyDocument } from '../document/document.ts';
import { input } from '../relation/relation.ts';
import { withoutFailingRounds } from './without-failing-rounds.ts';

const output = (id: string): CheckedNode => ({ id, title: id, definition: { type: 'component-output' } as NonNullable<CheckedNode['definition']>, params: {}, caption: '', sources: {}, inputs: {}, built: { outputs: { out: input('in') } }, outputs: {}, diagnostics: [] });
const flowOf = (kept: readonly number[], retries: number): CheckedFlow => ({
  document: emptyDocument('f'),
  base: '',
  nodes: kept.map((round) => output(`all#${round}/result`)),
  diagnostics: [],
  rounds: new Map([['all', { kept, failed: new Map(), retries, wait: 0 }]]),
});
const report = (status: RunReport['status']): RunReport => ({ status, flow: 'f', started: '', milliseconds: 0, nodes: {}, rules: [], diagnostics: [] });

/** Runs with the statuses that runs end with, and how often each round fails when it is tried by itself. */
async function runs(statuses: readonly RunReport['status'][], fails: Readonly<Record<number, number>>, retries: number, signal = new AbortController().signal) {
  const left = { ...fails };
  const seen: (readonly number[])[] = [];
  const tried: number[] = [];
  let count = 0;
  const found = await withoutFailingRounds(flowOf([1, 2, 3], retries), null, {
    signal,
    once: async (flow) => {
      seen.push(flow.rounds!.get('all')!.kept);
      return report(statuses[count++]!);
    },
    firstRow: async (_flow, node) => {
      const round = Number(/#(\d+)/.exec(node)![1]);
      tried.push(round);
      if ((left[round] ?? 0) === 0) return ['1'];
      left[round]!--;
      throw new DiagnosticError(problem('value-unreadable', `Round ${round} fails.`));
    },
    check: async ({ failed }) => flowOf([1, 2, 3].filter((round) => !failed?.get('all')?.has(round)), retries),
    refused: () => report('failed'),
  });
  return { status: found.status, seen, tried };
}

test('a round that fails by itself is left out of the next run, one that recovers when it is tried again is not', async () => {
  expect(await runs(['failed', 'succeeded'], { 2: 99 }, 0)).toEqual({ status: 'succeeded', seen: [[1, 2, 3], [1, 3]], tried: [1, 2, 3] });
  expect(await runs(['failed', 'succeeded'], { 1: 1, 2: 99 }, 1)).toEqual({ status: 'succeeded', seen: [[1, 2, 3], [1, 3]], tried: [1, 1, 2, 2, 3] });
});

test('where no round fails by itself the run is done again as often as a round is tried, and then has failed', async () => {
  expect(await runs(['failed'], {}, 0)).toMatchObject({ status: 'failed', seen: [[1, 2, 3]] });
  expect(await runs(['failed', 'succeeded'], {}, 1)).toMatchObject({ status: 'succeeded', seen: [[1, 2, 3], [1, 2, 3]] });
  expect(await runs(['failed', 'failed'], {}, 1)).toMatchObject({ status: 'failed', seen: [[1, 2, 3], [1, 2, 3]] });
});

test('a run that was cancelled, or went well, is not looked into', async () => {
  expect(await runs(['cancelled'], { 1: 9 }, 3)).toMatchObject({ status: 'cancelled', tried: [] });
  expect(await runs(['succeeded'], { 1: 9 }, 3)).toMatchObject({ status: 'succeeded', tried: [] });
  const stop = new AbortController();
  stop.abort();
  expect(await runs(['failed'], { 1: 9 }, 3, stop.signal)).toMatchObject({ status: 'failed', tried: [] });
});

import { expect, test } from 'vitest';
import { ProgressLine } from '../headless/progress-line.ts';
import type { JobEvent } from '../plan/job.ts';
import { StepPace } from './step-pace.ts';

const begin: JobEvent = { type: 'step', nodes: ['a'], state: 'running' };
const progress = (share: number, rows: number): JobEvent => ({ type: 'progress', nodes: ['a'], share, rows });

test('the pace is that of the running step, and says nothing before it can', () => {
  let now = 1000;
  const pace = new StepPace(() => now);
  expect(pace.take(begin)).toEqual({});
  now += 100;
  expect(pace.take(progress(0.5, 1000))).toEqual({});
  now += 1900;
  expect(pace.take(progress(0.01, 4000))).toEqual({});
  expect(pace.take(progress(0.25, 4000))).toEqual({ secondsLeft: 6 });
  expect(pace.take(progress(1, 0))).toEqual({ secondsLeft: 0 });
  expect(pace.take(begin)).toEqual({});
  now += 1000;
  expect(pace.take(progress(0.5, 300))).toEqual({ secondsLeft: 1 });
});

test('a terminal shows share, node and the time that is left', () => {
  let now = 0;
  let shown = '';
  const line = new ProgressLine({ out: () => undefined, error: (text) => void (shown = text), bytes: () => undefined, interactive: true, columns: 120 }, () => now);
  line.take(begin);
  now = 2000;
  line.take(progress(0.5, 5_000_000));
  expect(shown).toMatch(/ 50 % {2}a {2}2 s left/);
});

import { expect, test } from 'vitest';
import { shareDone, type TrainingProgress } from '../core/training-progress.ts';
import type { Steps } from '../training/pulse.ts';
import { doneAtOnce, trainingPulse } from './training-pulse.ts';

test('is told at most twenty times a second, and only then is the loss computed', async () => {
  let [now, asked, cancelled] = [0, 0, false];
  const told: TrainingProgress[] = [];
  const pulse = trainingPulse((progress) => told.push(progress), () => cancelled, () => now);
  const loss = (): number => ++asked;
  for (let i = 0; i < 10; i++, now += 20) await pulse(i, 10, 'trees', loss);
  expect(told).toEqual([{ done: 3, of: 10, unit: 'trees', loss: 1 }, { done: 6, of: 10, unit: 'trees', loss: 2 }, { done: 9, of: 10, unit: 'trees', loss: 3 }]);
  expect(asked).toBe(3);
  now += 100;
  await pulse(1, 1, 'starts');
  expect(told.at(-1)).toEqual({ done: 1, of: 1, unit: 'starts' });
  cancelled = true;
  await expect(pulse(1, 1, 'trees')).rejects.toThrow('Interrupt Error');
});

test('work that is done at once hears messages now and then, and ends when one of them cancels it', () => {
  let [now, heard] = [0, 0];
  const told: TrainingProgress[] = [];
  function* steps(): Steps<string> {
    for (let done = 0; done < 10; done++, now += 20) yield { done, of: 10, unit: 'trees', loss: () => 1 / done, part: { at: 2, of: 5 } };
    return 'done';
  }
  expect(doneAtOnce(steps(), (progress) => told.push(progress), () => heard++, () => false, () => now)).toBe('done');
  expect(told.map((t) => t.done)).toEqual([3, 6, 9]);
  expect(told[0]).toEqual({ done: 3, of: 10, unit: 'trees', loss: 1 / 3, part: { at: 2, of: 5 } });
  expect(told.map(shareDone)[1]).toBeCloseTo(1.6 / 5);
  expect(heard).toBe(3);
  expect(() => doneAtOnce(steps(), () => undefined, () => heard++, () => heard === 5, () => now)).toThrow('Interrupt Error');
});

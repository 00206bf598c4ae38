import { expect, test } from 'vitest';
import type { TrainingProgress } from '../core/training-progress.ts';
import { trainingPulse } from './training-pulse.ts';

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

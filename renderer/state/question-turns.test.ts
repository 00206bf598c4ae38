import { expect, test } from 'vitest';
import { QuestionTurns } from './question-turns.ts';

const tick = () => new Promise((resolve) => setTimeout(resolve, 0));

function asking(turns: QuestionTurns) {
  const log: string[] = [];
  const ends = new Map<string, { readonly end: (error?: Error) => void; readonly isWanted: () => boolean }>();
  const ask = (name: string, purpose: string | null = null) => {
    const answer = turns.take(purpose, (isWanted) => {
      log.push(name);
      return new Promise<string>((resolve, reject) => ends.set(name, { isWanted, end: (error) => (error ? reject(error) : resolve(name)) }));
    });
    answer.catch(() => undefined);
    return answer;
  };
  return { log, ends, ask };
}

test('questions run one after the other, also after one that fails', async () => {
  const { log, ends, ask } = asking(new QuestionTurns());
  const first = ask('first');
  const second = ask('second');
  const third = ask('third');
  expect(log).toEqual(['first']);
  ends.get('first')!.end(new Error('no'));
  await expect(first).rejects.toThrow('no');
  await tick();
  expect(log).toEqual(['first', 'second']);
  ends.get('second')!.end();
  expect(await second).toBe('second');
  await tick();
  ends.get('third')!.end();
  expect(await third).toBe('third');
});

test('a newer question for the same purpose takes the place of the one that waits and of the one that runs', async () => {
  const { log, ends, ask } = asking(new QuestionTurns());
  const other = ask('other');
  const old = ask('old', 'chart');
  const newer = ask('newer', 'chart');
  await expect(old).rejects.toThrow('A newer question took the place of this one.');
  ends.get('other')!.end();
  await other;
  await tick();
  expect(log).toEqual(['other', 'newer']);
  const newest = ask('newest', 'chart');
  expect(log).toEqual(['other', 'newer', 'newest']);
  expect([ends.get('newer')!.isWanted(), ends.get('newest')!.isWanted()]).toEqual([false, true]);
  const after = ask('after');
  ends.get('newer')!.end();
  await newer;
  await tick();
  expect(log).not.toContain('after');
  ends.get('newest')!.end();
  await newest;
  await tick();
  ends.get('after')!.end();
  expect(await after).toBe('after');
});

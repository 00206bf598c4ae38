import { array, assert, constantFrom, nat, property, record as recordOf } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyHistory, record, seal, stepBack, stepForward, type Step } from './history.ts';

const step = (before: number, after: number, key: string | null, time = 0): Step<number> => ({ label: `${before} to ${after}`, before, after, time, key });

describe('history', () => {
  test('typing in one field is one step, a pause starts the next', () => {
    let history = record(emptyHistory<number>(), step(0, 1, 'a', 0));
    history = record(history, step(1, 2, 'a', 400));
    expect(history.done).toHaveLength(1);
    expect(history.done[0]).toMatchObject({ before: 0, after: 2 });
    expect(record(history, step(2, 3, 'a', 5000)).done).toHaveLength(2);
    expect(record(history, step(2, 3, 'b', 500)).done).toHaveLength(2);
    expect(record(seal(history), step(2, 3, 'a', 500)).done).toHaveLength(2);
  });

  test('a change after an undo forgets what could be redone and joins no older step', () => {
    const two = record(record(emptyHistory<number>(), step(0, 1, 'a')), step(1, 2, 'b'));
    const back = stepBack(two)!.history;
    const next = record(back, step(1, 9, 'a'));
    expect(next.undone).toEqual([]);
    expect(next.done.map((s) => s.after)).toEqual([1, 9]);
  });

  test('all the way back is the start, all the way forward the end', () => {
    assert(
      property(array(recordOf({ key: constantFrom('a', 'b', null), gap: nat(3000) }), { minLength: 1, maxLength: 60 }), (changes) => {
        let history = emptyHistory<number>();
        let time = 0;
        changes.forEach(({ key, gap }, i) => {
          time += gap;
          history = record(history, step(i, i + 1, key, time));
        });
        let value = changes.length;
        for (let back = stepBack(history); back; back = stepBack(history)) {
          expect(back.step.after).toBe(value);
          value = back.step.before;
          history = back.history;
        }
        expect(value).toBe(0);
        for (let on = stepForward(history); on; on = stepForward(history)) {
          value = on.step.after;
          history = on.history;
        }
        expect(value).toBe(changes.length);
      }),
    );
  });
});

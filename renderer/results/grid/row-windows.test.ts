import { expect, test, vi } from 'vitest';
import type { CellTable } from '../cell-table.ts';
import { RowWindows, type WindowSource } from './row-windows.ts';

const givenUp = new Error('given up');

/** Windows of ten rows that are answered when the test says so. */
function windows(total: number, bytes = 1000) {
  const asked: {
    readonly from: number;
    readonly count: number;
    readonly instead: boolean;
    readonly answer: () => void;
    readonly fail: (error: unknown) => void;
  }[] = [];
  const blocks: number[][] = [];
  const trouble: unknown[] = [];
  const table = (from: number, rows: number): CellTable => ({
    rows,
    columns: [{ name: 'n', type: 'BIGINT', kind: 'integer', at: (row) => (row < rows ? BigInt(from + row) : null) }],
  });
  const source: WindowSource = {
    total,
    isPlain: true,
    size: 10,
    read: (from, count, instead) =>
      new Promise((resolve, reject) => {
        asked.push({
          from,
          count,
          instead,
          answer: () => resolve({ table: table(from, count), number: (i) => from + i, bytes }),
          fail: reject,
        });
      }),
    readBlock: async (from, count, left, right) => {
      blocks.push([from, count, left, right]);
      return table(from, count);
    },
    onTrouble: (error) => trouble.push(error),
    isGivenUp: (error) => error === givenUp,
  };
  return { rows: new RowWindows(source), asked, blocks, trouble };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
/** Answers whatever is asked until nothing more is. */
async function answerAll(asked: ReturnType<typeof windows>['asked'], from = 0): Promise<void> {
  for (let i = from; i < asked.length; i++) {
    asked[i]!.answer();
    await settled();
  }
}

test('what is in sight is asked for first, then what comes next, two questions at a time', async () => {
  const { rows, asked } = windows(1000);
  let heard = 0;
  rows.subscribe(() => heard++);
  rows.see(0, 14);
  expect(asked.map((a) => a.from)).toEqual([0, 10]);
  expect(rows.at(3)).toBeNull();
  // The number of a row is known before the row is here.
  expect(rows.numberAt(3)).toBe(3);
  await answerAll(asked);
  expect(asked.map((a) => a.from)).toEqual([0, 10, 20, 30, 40]);
  expect([heard, rows.version()]).toEqual([5, 5]);
  expect(rows.at(12)).toMatchObject({ index: 2, number: 12 });
  rows.see(0, 14);
  expect(asked.length).toBe(5);
});

test('upwards the rows before are the next ones, and there are none beyond the ends', async () => {
  const { rows, asked } = windows(55);
  rows.see(40, 54);
  await answerAll(asked);
  expect(asked.map((a) => [a.from, a.count])).toEqual([
    [40, 10],
    [50, 5],
    [30, 10],
  ]);
  rows.see(39, 53);
  await answerAll(asked, 3);
  expect(asked.slice(3).map((a) => a.from)).toEqual([20, 10, 0]);
});

test('what nobody looks at any more is given up for what is in sight', async () => {
  const { rows, asked, trouble } = windows(100_000);
  rows.see(0, 5);
  rows.see(50_000, 50_005);
  expect(asked.map((a) => [a.from, a.instead])).toEqual([
    [0, false],
    [10, false],
    [50_000, true],
  ]);
  asked[0]!.fail(givenUp);
  asked[1]!.fail(givenUp);
  await settled();
  asked[2]!.answer();
  await settled();
  expect(rows.at(50_001)).toMatchObject({ number: 50_001 });
  expect(trouble).toEqual([]);
});

test('windows seen longest ago leave when there is no room, those in sight stay', async () => {
  const { rows, asked } = windows(1000, 12 * 2 ** 20);
  for (const first of [0, 100, 200, 300]) {
    rows.see(first, first + 5);
    await answerAll(asked, asked.length - 2);
  }
  expect(rows.at(300)).not.toBeNull();
  expect(rows.at(0)).toBeNull();
});

test('trouble is told once, and nothing more is asked', async () => {
  const { rows, asked, trouble } = windows(1000);
  rows.see(0, 5);
  asked[0]!.fail(new Error('gone'));
  asked[1]!.fail(new Error('gone'));
  await settled();
  expect(trouble).toHaveLength(1);
  rows.see(500, 505);
  expect(asked).toHaveLength(2);
});

test('a question that was given up is asked again while it is looked at', async () => {
  vi.useFakeTimers();
  try {
    const { rows, asked } = windows(10);
    rows.see(0, 5);
    asked[0]!.fail(givenUp);
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked.map((a) => a.from)).toEqual([0, 0]);
    rows.end();
    asked[1]!.fail(givenUp);
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toHaveLength(2);
  } finally {
    vi.useRealTimers();
  }
});

test('a block for copying is read in parts, and its rows follow each other', async () => {
  const { rows, blocks } = windows(1_000_000);
  const table = await rows.block(5, 20_004, 0, 0);
  expect(blocks).toEqual([
    [5, 8192, 0, 0],
    [8197, 8192, 0, 0],
    [16_389, 3616, 0, 0],
  ]);
  expect([
    table.rows,
    table.columns[0]!.at(0),
    table.columns[0]!.at(8191),
    table.columns[0]!.at(8192),
    table.columns[0]!.at(19_999),
  ]).toEqual([20_000, 5n, 8196n, 8197n, 20_004n]);
});

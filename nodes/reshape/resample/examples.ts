import type { Example } from '../../../engine/definition/index.ts';
import { table } from '../../../engine/definition/index.ts';

const meter = { at: 'TIMESTAMP', place: 'VARCHAR', watt: 'INTEGER' };
const zoned = 'TIMESTAMP WITH TIME ZONE';

export const examples: readonly Example[] = [
  {
    title: 'A row for each hour; hours without rows are there too, for every place from the first hour to the last',
    params: { unit: 'hours', groups: ['PLACE'], measures: [{ function: 'count' }, { function: 'mean', column: 'watt' }] },
    inputs: { in: table(meter, [['2024-01-01 10:05:00', 'a', 10], ['2024-01-01 10:50:00', 'a', 20], ['2024-01-01 12:00:00', 'a', null], ['2024-01-01 11:59:59', null, 5], [null, 'a', 1]]) },
    outputs: {
      out: table({ at: 'TIMESTAMP', place: 'VARCHAR', rows: 'BIGINT', mean_watt: 'DOUBLE' }, [
        ['2024-01-01 10:00:00', 'a', 2, 15],
        ['2024-01-01 11:00:00', 'a', 0, null],
        ['2024-01-01 12:00:00', 'a', 1, null],
        ['2024-01-01 10:00:00', null, 0, null],
        ['2024-01-01 11:00:00', null, 1, 5],
        ['2024-01-01 12:00:00', null, 0, null],
      ]),
      untimed: table(meter, [[null, 'a', 1]]),
    },
  },
  {
    title: 'Days of a place, over the change to summer time; the gap lies on a line',
    params: { unit: 'days', zone: 'Europe/Berlin', measures: [{ function: 'max', column: 'n' }], fill: 'linear', as: 'day 🎈 "x"' },
    inputs: { in: table({ at: zoned, n: 'INTEGER' }, [['2024-03-29 23:30:00+00', 1], ['2024-03-31 22:30:00+00', 4]]) },
    outputs: { out: table({ 'day 🎈 "x"': zoned, max_n: 'DOUBLE' }, [['2024-03-29 23:00:00+00', 1], ['2024-03-30 23:00:00+00', 2.5], ['2024-03-31 22:00:00+00', 4]]), untimed: table({ at: zoned, n: 'INTEGER' }, []) },
  },
  {
    title: 'Months, each group by itself, the month before carried on',
    params: { unit: 'months', groups: ['g'], measures: [{ function: 'last', column: 'x', orderBy: 'd', as: 'x' }], fill: 'previous', range: 'group' },
    inputs: { in: table({ d: 'DATE', g: 'INTEGER', x: 'VARCHAR' }, [['2024-01-31', 1, 'a'], ['2024-03-01', 1, 'b'], ['2023-12-01', 2, 'c'], ['infinity', 2, 'never']]) },
    outputs: { out: table({ d: 'DATE', g: 'INTEGER', x: 'VARCHAR' }, [['2024-01-01', 1, 'a'], ['2024-02-01', 1, 'a'], ['2024-03-01', 1, 'b'], ['2023-12-01', 2, 'c']]), untimed: table({ d: 'DATE', g: 'INTEGER', x: 'VARCHAR' }, [['infinity', 2, 'never']]) },
  },
  {
    title: 'Quarters of an hour with a constant, or only those that have rows',
    params: { every: 15, unit: 'minutes', measures: [{ function: 'sum', column: 'watt', as: 'w' }], fill: 'constant', constant: -1 },
    inputs: { in: table(meter, [['2024-01-01 10:14:59', 'a', 10], ['2024-01-01 10:30:00', 'a', 20]]) },
    outputs: { out: table({ at: 'TIMESTAMP', w: 'HUGEINT' }, [['2024-01-01 10:00:00', '10'], ['2024-01-01 10:15:00', '-1'], ['2024-01-01 10:30:00', '20']]) },
  },
  { title: 'No rows', params: { groups: ['place'] }, inputs: { in: table(meter, []) }, outputs: { out: table({ at: 'TIMESTAMP', place: 'VARCHAR', rows: 'BIGINT' }, []), untimed: table(meter, []) } },
];

import type { Example } from '../../../engine/definition/index.ts';
import { table } from '../../../engine/definition/index.ts';

const days = { day: 'DATE', end: 'DATE', n: 'INTEGER' };

export const examples: readonly Example[] = [
  {
    title: 'Parts of a date',
    params: { columns: ['year', 'quarter', 'week', 'weekday', 'weekday-name'].map((part) => ({ column: 'DAY', part })) },
    inputs: { in: table({ day: 'DATE' }, [['2024-12-30'], [null]]) },
    outputs: {
      out: table({ day: 'DATE', day_year: 'BIGINT', day_quarter: 'BIGINT', day_week: 'BIGINT', day_weekday: 'BIGINT', 'day_weekday-name': 'VARCHAR' }, [['2024-12-30', 2024, 4, 1, 1, 'Monday'], [null, null, null, null, null, null]]),
    },
  },
  {
    title: 'Start of the month, a month later, whole months between',
    params: {
      columns: [
        { do: 'cut', column: 'day', unit: 'month', name: 'start' },
        { do: 'add', column: 'day', unit: 'month', name: 'later' },
        { do: 'add', column: 'day', unit: 'day', amountColumn: 'n', name: 'due' },
        { do: 'difference', column: 'day', until: 'end', unit: 'month', name: 'months' },
      ],
    },
    inputs: { in: table(days, [['2024-01-31', '2024-02-29', 3], ['2024-01-15', '2024-03-15', null]]) },
    outputs: { out: table({ ...days, start: 'DATE', later: 'DATE', due: 'DATE', months: 'BIGINT' }, [['2024-01-31', '2024-02-29', 3, '2024-01-01', '2024-02-29', '2024-02-03', 1], ['2024-01-15', '2024-03-15', null, '2024-01-01', '2024-02-15', null, 2]]) },
  },
  {
    title: 'A moment is read on the clock of a place; a day later is the same hour there',
    params: { zone: 'Europe/Berlin', columns: [{ column: 'a "b". 🕰', part: 'hour', name: 'hour' }, { do: 'add', column: 'a "b". 🕰', name: 'next' }] },
    inputs: { in: table({ 'a "b". 🕰': 'TIMESTAMP WITH TIME ZONE' }, [['2024-03-30 11:00:00+00']]) },
    outputs: { out: table({ 'a "b". 🕰': 'TIMESTAMP WITH TIME ZONE', hour: 'BIGINT', next: 'TIMESTAMP WITH TIME ZONE' }, [['2024-03-30 11:00:00+00', 12, '2024-03-31 10:00:00+00']]) },
  },
  { title: 'No rows', params: { columns: [{ column: 'day', part: 'month-name' }] }, inputs: { in: table({ day: 'TIMESTAMP' }, []) }, outputs: { out: table({ day: 'TIMESTAMP', 'day_month-name': 'VARCHAR' }, []) } },
];

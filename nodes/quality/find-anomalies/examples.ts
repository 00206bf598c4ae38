import type { Example } from '../../../engine/definition/index.ts';
import { table } from '../../../engine/definition/index.ts';

const sensor = { hour: 'INTEGER', value: 'INTEGER' };
const odd = 'a "b".c 🎈';

const load = { at: 'TIMESTAMP WITH TIME ZONE', load: 'DOUBLE' };
/** Four days: about 10 by night and 50 at noon; the second noon is low as a night, which is nothing unusual among all values. */
const hours = [0, 1, 2, 3].flatMap((day) => [0, 6, 12, 18].map((hour, i) => [`2024-03-0${day + 1} ${String(hour).padStart(2, '0')}:00:00+00`, [10, 20, 50, 20][i]! + ((day * day + i * day) % 5)] as const));
const unusual = hours.map(([at, value], i) => (i === 6 ? ([at, 11] as const) : ([at, value] as const)));

export const examples: readonly Example[] = [
  {
    title: 'A value far from the median of all',
    params: { column: 'value' },
    inputs: { in: table(sensor, [[0, 10], [1, 12], [2, 11], [3, 13], [4, 500], [5, null]]) },
    outputs: {
      usual: table(sensor, [[0, 10], [1, 12], [2, 11], [3, 13], [5, null]]),
      anomalies: table({ ...sensor, _anomaly_score: 'DOUBLE' }, [[4, 500, 329.15149062457846]]),
    },
  },
  {
    title: 'Each hour by itself, by quartiles',
    params: { column: 'value', method: 'iqr', by: ['hour'] },
    inputs: { in: table(sensor, [[0, 1], [0, 2], [0, 3], [0, 9], [1, 100], [1, 101], [1, 102], [1, 103]]) },
    outputs: { usual: table(sensor, [[0, 1], [0, 2], [0, 3], [1, 100], [1, 101], [1, 102], [1, 103]]), anomalies: table({ ...sensor, _anomaly_score: 'DOUBLE' }, [[0, 9, 1.6363636363636365]]) },
  },
  {
    title: 'Equal values, infinities, one more under an odd name',
    params: { column: odd, limit: 2 },
    inputs: { in: table({ [odd]: 'DOUBLE' }, [[5], [5], [5], [5], [6], ['inf'], [null]]) },
    outputs: { usual: table({ [odd]: 'DOUBLE' }, [[5], [5], [5], [5], [null]]), anomalies: table({ [odd]: 'DOUBLE', _anomaly_score: 'DOUBLE' }, [[6, 3.989467804994813], ['inf', 'inf']]) },
  },
  {
    title: 'One row, and none',
    params: { column: 'value', method: 'iqr' },
    inputs: { in: table(sensor, [[1, 5]]) },
    outputs: { usual: table(sensor, [[1, 5]]), anomalies: table({ ...sensor, _anomaly_score: 'DOUBLE' }, []) },
  },
  {
    title: 'A noon as low as a night, apart from the hour of the day',
    params: { column: 'load', method: 'seasonal' },
    inputs: { in: table(load, unusual) },
    outputs: { usual: table(load, unusual.filter((_, i) => i !== 6)), anomalies: table({ ...load, _anomaly_score: 'DOUBLE' }, [['2024-03-02 12:00:00+00', 11, 11.391399493382497]]) },
  },
  { title: 'No rows in a season', params: { column: 'load', method: 'seasonal', season: 'week-hour' }, inputs: { in: table(load, []) }, outputs: { usual: table(load, []), anomalies: table({ ...load, _anomaly_score: 'DOUBLE' }, []) } },
  { title: 'No rows', params: { column: 'value' }, inputs: { in: table(sensor, []) }, outputs: { usual: table(sensor, []), anomalies: table({ ...sensor, _anomaly_score: 'DOUBLE' }, []) } },
];

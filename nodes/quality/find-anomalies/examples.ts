import type { Example } from '../../../engine/definition/index.ts';
import { table } from '../../../engine/definition/index.ts';

const sensor = { hour: 'INTEGER', value: 'INTEGER' };
const odd = 'a "b".c 🎈';

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
  { title: 'No rows', params: { column: 'value' }, inputs: { in: table(sensor, []) }, outputs: { usual: table(sensor, []), anomalies: table({ ...sensor, _anomaly_score: 'DOUBLE' }, []) } },
];

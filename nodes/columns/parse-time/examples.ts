import type { Example } from '../../../engine/definition/index.ts';
import { table } from '../../../engine/definition/index.ts';

const raw = { id: 'INTEGER', at: 'VARCHAR' };
const errors = { _error_code: 'VARCHAR', _error_column: 'VARCHAR', _error_message: 'VARCHAR' };
const none = table({ ...raw, ...errors }, []);

export const examples: readonly Example[] = [
  {
    title: 'Two formats tried in order; what fits none goes to Errors',
    params: { columns: [{ column: 'AT', formats: ['%d.%m.%Y', '%Y/%m/%d'], type: 'date' }] },
    inputs: { in: table(raw, [[1, '29.02.2024'], [2, '2024/03/01'], [3, '30.02.2024'], [4, null], [5, '']]) },
    outputs: {
      out: table({ id: 'INTEGER', at: 'DATE' }, [[1, '2024-02-29'], [2, '2024-03-01'], [4, null]]),
      errors: table({ ...raw, ...errors }, [
        [3, '30.02.2024', 'value-unreadable', 'at', '"at" cannot be read as DATE: 30.02.2024'],
        [5, '', 'value-unreadable', 'at', '"at" cannot be read as DATE: '],
      ]),
    },
  },
  {
    title: 'A local time as a moment, summer and winter, into a column of its own',
    params: { columns: [{ column: 'at', formats: ['%d.%m.%Y %H:%M'], type: 'timestamp-tz', zone: 'Europe/Berlin', name: 'moment "m" 🎈' }] },
    inputs: { in: table(raw, [[1, '01.01.2024 12:00'], [2, '01.07.2024 12:00']]) },
    outputs: { out: table({ ...raw, 'moment "m" 🎈': 'TIMESTAMP WITH TIME ZONE' }, [[1, '01.01.2024 12:00', '2024-01-01 11:00:00+00'], [2, '01.07.2024 12:00', '2024-07-01 10:00:00+00']]), errors: none },
  },
  {
    title: 'The zone in the text counts; NULL where nothing fits',
    params: { columns: [{ column: 'at', formats: ['%Y-%m-%d %H:%M %z'], type: 'timestamp-tz', zone: 'Europe/Berlin' }], onFailure: 'null' },
    inputs: { in: table(raw, [[1, '2024-01-01 12:00 +05'], [2, 'later']]) },
    outputs: { out: table({ id: 'INTEGER', at: 'TIMESTAMP WITH TIME ZONE' }, [[1, '2024-01-01 07:00:00+00'], [2, null]]), errors: none },
  },
  { title: 'No rows, the international spelling', params: { columns: [{ column: 'at' }] }, inputs: { in: table(raw, []) }, outputs: { out: table({ id: 'INTEGER', at: 'TIMESTAMP' }, []), errors: none } },
];

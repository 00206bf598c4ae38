import type { Example } from '../../../engine/definition/index.ts';
import { table } from '../../../engine/definition/index.ts';

const person = { id: 'INTEGER', town: 'VARCHAR', phone: 'VARCHAR' };
const history = { valid_from: 'TIMESTAMP', valid_to: 'TIMESTAMP', is_current: 'BOOLEAN' };
const january = '2024-01-01 00:00:00';
const march = '2024-03-01 00:00:00';
const odd = 'the "key" 🗝';

export const examples: readonly Example[] = [
  {
    title: 'A move starts a new version, a new phone number overwrites the one there is; what is not said again stays',
    params: { keys: ['ID'], overwrite: ['phone'], since: 'fixed', sinceTime: '2024-03-01' },
    inputs: {
      in: table(person, [[1, 'Rome', '11'], [2, 'Bern', '22'], [3, 'Bonn', null], [4, 'Ulm', '4'], [4, 'Ulm', '5']]),
      dimension: table({ sk: 'INTEGER', ...person, ...history }, [
        [10, 1, 'Oslo', '1', '2023-01-01', january, false],
        [11, 1, 'Bern', '1', january, null, true],
        [12, 2, 'Bern', '2', january, null, true],
        [13, 9, 'Kiel', null, january, null, true],
      ]),
    },
    outputs: {
      out: table({ sk: 'INTEGER', ...person, ...history }, [
        [10, 1, 'Oslo', '1', '2023-01-01', january, false],
        [11, 1, 'Bern', '1', january, march, false],
        [11, 1, 'Rome', '11', march, null, true],
        [12, 2, 'Bern', '22', january, null, true],
        [null, 3, 'Bonn', null, march, null, true],
        [13, 9, 'Kiel', null, january, null, true],
      ]),
      started: table({ sk: 'INTEGER', ...person, ...history }, [[11, 1, 'Rome', '11', march, null, true], [null, 3, 'Bonn', null, march, null, true]]),
      ended: table({ sk: 'INTEGER', ...person, ...history }, [[11, 1, 'Bern', '1', january, march, false]]),
      overwritten: table({ sk: 'INTEGER', ...person, ...history }, [[12, 2, 'Bern', '22', january, null, true]]),
      refused: table({ ...person, _reason: 'VARCHAR' }, [[4, 'Ulm', '4', 'its key arrives more than once'], [4, 'Ulm', '5', 'its key arrives more than once']]),
    },
  },
  {
    title: 'The first load, with the time in a column; no time is refused',
    params: { since: 'column', sinceColumn: 'day' },
    inputs: { in: table({ [odd]: 'VARCHAR', x: 'INTEGER[]', day: 'DATE' }, [['a', '[1]', '2024-01-01'], [null, null, '2024-01-02'], ['c', null, null]]) },
    outputs: {
      out: table({ [odd]: 'VARCHAR', x: 'INTEGER[]', valid_from: 'DATE', valid_to: 'DATE', is_current: 'BOOLEAN' }, [['a', '[1]', '2024-01-01', null, true], [null, null, '2024-01-02', null, true]]),
      refused: table({ [odd]: 'VARCHAR', x: 'INTEGER[]', day: 'DATE', _reason: 'VARCHAR' }, [['c', null, null, 'it has no time']]),
    },
  },
  {
    title: 'Keys that no longer arrive end; a row that is not newer than what is known is refused',
    params: { gone: 'end', since: 'column', sinceColumn: 'at' },
    inputs: {
      in: table({ id: 'INTEGER', v: 'VARCHAR', at: 'TIMESTAMP' }, [[1, 'late', january], [2, 'b', march]]),
      dimension: table({ id: 'INTEGER', v: 'VARCHAR', ...history }, [[1, 'a', january, null, true], [2, 'b', january, null, true], [3, 'c', january, null, true], [4, 'd', '2024-05-01', null, true]]),
    },
    outputs: {
      out: table({ id: 'INTEGER', v: 'VARCHAR', ...history }, [[1, 'a', january, null, true], [2, 'b', january, null, true], [3, 'c', january, march, false], [4, 'd', '2024-05-01', null, true]]),
      ended: table({ id: 'INTEGER', v: 'VARCHAR', ...history }, [[3, 'c', january, march, false]]),
      refused: table({ id: 'INTEGER', v: 'VARCHAR', at: 'TIMESTAMP', _reason: 'VARCHAR' }, [[1, 'late', january, 'it is not newer than the current version']]),
    },
  },
  {
    title: 'Overwriting only; no rows arrive for most',
    params: { change: 'overwrite', since: 'fixed', sinceTime: '2024-03-01' },
    inputs: { in: table({ id: 'INTEGER', v: 'VARCHAR' }, [[1, null]]), dimension: table({ id: 'INTEGER', v: 'VARCHAR', ...history }, [[1, 'a', january, null, true], [2, 'b', january, null, true]]) },
    outputs: { out: table({ id: 'INTEGER', v: 'VARCHAR', ...history }, [[1, null, january, null, true], [2, 'b', january, null, true]]), started: table({ id: 'INTEGER', v: 'VARCHAR', ...history }, []) },
  },
  {
    title: 'No rows arrive: nothing ends',
    params: { gone: 'end', since: 'fixed', sinceTime: '2024-03-01' },
    inputs: { in: table({ id: 'INTEGER' }, []), dimension: table({ id: 'INTEGER', ...history }, [[1, january, null, true]]) },
    outputs: { out: table({ id: 'INTEGER', ...history }, [[1, january, null, true]]) },
  },
  {
    title: 'A column that is new is added; where it is NULL nothing has changed',
    params: { since: 'fixed', sinceTime: '2024-03-01', onNew: 'add' },
    inputs: { in: table({ id: 'INTEGER', 'odd "x"': 'DECIMAL(4,1)', v: 'VARCHAR' }, [[1, '1.5', 'a'], [2, null, 'b'], [3, '3.5', 'c']]), dimension: table({ id: 'INTEGER', v: 'VARCHAR', ...history }, [[1, 'a', january, null, true], [2, 'b', january, null, true]]) },
    outputs: {
      out: table({ id: 'INTEGER', v: 'VARCHAR', ...history, 'odd "x"': 'DECIMAL(4,1)' }, [[1, 'a', january, march, false, null], [1, 'a', march, null, true, '1.5'], [2, 'b', january, null, true, null], [3, 'c', march, null, true, '3.5']]),
      ended: table({ id: 'INTEGER', v: 'VARCHAR', ...history, 'odd "x"': 'DECIMAL(4,1)' }, [[1, 'a', january, march, false, null]]),
    },
  },
];

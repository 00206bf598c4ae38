import type { Example } from '../../../engine/definition/index.ts';
import { table } from '../../../engine/definition/index.ts';

const orders = { id: 'INTEGER', customer: 'INTEGER', note: 'VARCHAR' };
const customers = { id: 'INTEGER', name: 'VARCHAR', note: 'VARCHAR' };
const left = table(orders, [[1, 10, 'a'], [2, 11, 'b'], [3, null, 'c'], [4, 10, 'd']]);
const right = table(customers, [[10, 'Ada', 'x'], [12, 'Cy', 'y'], [null, 'Nil', 'z']]);
const keys = [{ left: 'customer', right: 'id' }];

export const examples: readonly Example[] = [
  {
    title: 'Pairs that match; a NULL key matches nothing and no row is lost',
    params: { keys },
    inputs: { left, right },
    outputs: {
      joined: table({ ...orders, name: 'VARCHAR', note_right: 'VARCHAR' }, [[1, 10, 'a', 'Ada', 'x'], [4, 10, 'd', 'Ada', 'x']]),
      'left-only': table(orders, [[2, 11, 'b'], [3, null, 'c']]),
      'right-only': table(customers, [[12, 'Cy', 'y'], [null, 'Nil', 'z']]),
    },
  },
  {
    title: 'All rows of both; the key column is filled from either side and NULL may match NULL',
    params: { keys, joinedRows: 'full', nullsMatch: true },
    inputs: { left, right },
    outputs: {
      joined: table({ ...orders, name: 'VARCHAR', note_right: 'VARCHAR' }, [
        [1, 10, 'a', 'Ada', 'x'],
        [4, 10, 'd', 'Ada', 'x'],
        [2, 11, 'b', null, null],
        [3, null, 'c', 'Nil', 'z'],
        [null, 12, null, 'Cy', 'y'],
      ]),
      'left-only': table(orders, [[2, 11, 'b']]),
      'right-only': table(customers, [[12, 'Cy', 'y']]),
    },
  },
  {
    title: 'All left rows, with odd column names and an empty right side',
    params: { keys: [{ left: 'the "key". 🗝', right: 'clé' }], joinedRows: 'left', keepRightKeys: true, suffix: ' (r)' },
    inputs: { left: table({ 'the "key". 🗝': 'VARCHAR', v: 'INTEGER' }, [['a', 1], [null, 2]]), right: table({ clé: 'VARCHAR', V: 'DATE' }, []) },
    outputs: {
      joined: table({ 'the "key". 🗝': 'VARCHAR', v: 'INTEGER', clé: 'VARCHAR', 'V (r)': 'DATE' }, [['a', 1, null, null], [null, 2, null, null]]),
      'left-only': table({ 'the "key". 🗝': 'VARCHAR', v: 'INTEGER' }, [['a', 1], [null, 2]]),
      'right-only': table({ clé: 'VARCHAR', V: 'DATE' }, []),
    },
  },
  {
    title: 'A key that occurs twice on both sides gives every pair',
    params: { keys: [{ left: 'k', right: 'k' }] },
    inputs: { left: table({ k: 'INTEGER', a: 'VARCHAR' }, [[1, 'a'], [1, 'b']]), right: table({ k: 'BIGINT', b: 'VARCHAR' }, [[1, 'x'], [1, 'y']]) },
    outputs: { joined: table({ k: 'INTEGER', a: 'VARCHAR', b: 'VARCHAR' }, [[1, 'a', 'x'], [1, 'a', 'y'], [1, 'b', 'x'], [1, 'b', 'y']]) },
  },
  {
    title: 'A condition beside the key; the right column of a taken name has the suffix in it, and NULL is no match',
    params: { keys: [{ left: 'id', right: 'id' }], condition: 'day >= since AND note <> note_right' },
    inputs: {
      left: table({ id: 'INTEGER', day: 'DATE', note: 'VARCHAR' }, [[1, '2024-02-01', 'a'], [1, '2023-01-01', 'b'], [2, null, 'c']]),
      right: table({ id: 'INTEGER', since: 'DATE', note: 'VARCHAR' }, [[1, '2024-01-01', 'x'], [1, '2024-01-01', 'a'], [2, '2024-01-01', 'y']]),
    },
    outputs: {
      joined: table({ id: 'INTEGER', day: 'DATE', note: 'VARCHAR', since: 'DATE', note_right: 'VARCHAR' }, [[1, '2024-02-01', 'a', '2024-01-01', 'x']]),
      'left-only': table({ id: 'INTEGER', day: 'DATE', note: 'VARCHAR' }, [[1, '2023-01-01', 'b'], [2, null, 'c']]),
      'right-only': table({ id: 'INTEGER', since: 'DATE', note: 'VARCHAR' }, [[1, '2024-01-01', 'a'], [2, '2024-01-01', 'y']]),
    },
  },
  {
    title: 'A condition alone, with odd names: every pair for which it holds',
    params: { condition: '"size ""x"" 📦" BETWEEN low AND high' },
    inputs: { left: table({ 'size "x" 📦': 'INTEGER' }, [[3], [50], [null]]), right: table({ band: 'VARCHAR', low: 'INTEGER', high: 'INTEGER' }, [['s', 0, 9], ['m', 2, 20]]) },
    outputs: {
      joined: table({ 'size "x" 📦': 'INTEGER', band: 'VARCHAR', low: 'INTEGER', high: 'INTEGER' }, [[3, 's', 0, 9], [3, 'm', 2, 20]]),
      'left-only': table({ 'size "x" 📦': 'INTEGER' }, [[50], [null]]),
      'right-only': table({ band: 'VARCHAR', low: 'INTEGER', high: 'INTEGER' }, []),
    },
  },
  {
    title: 'Left rows that have a match, once each',
    params: { keys, joinedRows: 'semi' },
    inputs: { left, right: table({ id: 'INTEGER' }, [[10], [10], [null]]) },
    outputs: { joined: table(orders, [[1, 10, 'a'], [4, 10, 'd']]), 'left-only': table(orders, [[2, 11, 'b'], [3, null, 'c']]), 'right-only': table({ id: 'INTEGER' }, [[null]]) },
  },
  {
    title: 'Left rows without a match',
    params: { keys, joinedRows: 'anti' },
    inputs: { left, right },
    outputs: { joined: table(orders, [[2, 11, 'b'], [3, null, 'c']]) },
  },
  {
    title: 'All right rows; the key column holds the key of the right side',
    params: { keys, joinedRows: 'right' },
    inputs: { left, right },
    outputs: {
      joined: table({ ...orders, name: 'VARCHAR', note_right: 'VARCHAR' }, [[1, 10, 'a', 'Ada', 'x'], [4, 10, 'd', 'Ada', 'x'], [null, 12, null, 'Cy', 'y'], [null, null, null, 'Nil', 'z']]),
    },
  },
  {
    title: 'Every left row with every right row; rows are alone only where the other side has none',
    params: { joinedRows: 'cross' },
    inputs: { left: table({ a: 'INTEGER' }, [[1], [null]]), right: table({ A: 'VARCHAR' }, [['x'], ['y']]) },
    outputs: {
      joined: table({ a: 'INTEGER', A_right: 'VARCHAR' }, [[1, 'x'], [1, 'y'], [null, 'x'], [null, 'y']]),
      'left-only': table({ a: 'INTEGER' }, []),
      'right-only': table({ A: 'VARCHAR' }, []),
    },
  },
];

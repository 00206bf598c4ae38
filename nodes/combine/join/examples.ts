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
];

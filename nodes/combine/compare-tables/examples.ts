import type { Example } from '../../../engine/definition/index.ts';
import { table } from '../../../engine/definition/index.ts';

const prices = { id: 'INTEGER', item: 'VARCHAR', price: 'DECIMAL(8,2)', note: 'VARCHAR[]' };
const report = { column: 'VARCHAR', type_before: 'VARCHAR', type_after: 'VARCHAR', state: 'VARCHAR', changed: 'BIGINT', filled: 'BIGINT', emptied: 'BIGINT', largest_difference: 'DOUBLE' };
const odd = 'a "b". 🎈';

export const examples: readonly Example[] = [
  {
    title: 'Two price lists by number: NULL is a value, and a key that occurs twice is told apart',
    params: {},
    inputs: {
      before: table(prices, [[1, 'nut', '1.00', '[a]'], [2, 'bolt', '2.00', null], [3, 'pin', null, '[]'], [4, 'rod', '4.00', null], [null, 'cog', '5.00', null], [6, 'x', '6.00', null], [6, 'y', '6.00', null]]),
      after: table(prices, [[2, 'bolt', '2.50', null], [1, 'nut', '1.00', '[a]'], [3, 'PIN', '3.00', '[]'], [5, 'nail', '5.00', null], [null, 'cog', '5.00', null], [6, 'x', '6.00', null]]),
    },
    outputs: {
      changed: table({ id: 'INTEGER', _changed: 'VARCHAR[]', item_before: 'VARCHAR', item_after: 'VARCHAR', price_before: 'DECIMAL(8,2)', price_after: 'DECIMAL(8,2)', note_before: 'VARCHAR[]', note_after: 'VARCHAR[]' }, [
        [2, '[price]', 'bolt', 'bolt', '2.00', '2.50', null, null],
        [3, '[item, price]', 'pin', 'PIN', null, '3.00', '[]', '[]'],
      ]),
      added: table(prices, [[5, 'nail', '5.00', null]]),
      removed: table(prices, [[4, 'rod', '4.00', null]]),
      same: table(prices, [[1, 'nut', '1.00', '[a]'], [null, 'cog', '5.00', null]]),
      repeated: table({ id: 'INTEGER', _rows_before: 'BIGINT', _rows_after: 'BIGINT' }, [[6, 2, 1]]),
      columns: table(report, [
        ['id', 'INTEGER', 'INTEGER', 'key', null, null, null, null],
        ['item', 'VARCHAR', 'VARCHAR', 'compared', 1, 0, 0, null],
        ['price', 'DECIMAL(8,2)', 'DECIMAL(8,2)', 'compared', 2, 1, 0, 0.5],
        ['note', 'VARCHAR[]', 'VARCHAR[]', 'compared', 0, 0, 0, null],
      ]),
    },
  },
  {
    title: 'Numbers that differ by little are the same; columns of one table only are named in the report',
    params: { keys: [{ left: odd, right: 'ID' }], columns: ['x'], tolerance: 0.1 },
    inputs: {
      before: table({ [odd]: 'VARCHAR', x: 'DOUBLE', gone: 'DATE' }, [['a', 1, null], ['b', 1, null], ['c', 'inf', null], ['d', 'nan', null], ['e', 1, null]]),
      after: table({ ID: 'VARCHAR', X: 'DECIMAL(4,2)', new: 'INTEGER' }, [['a', '1.10', 1], ['b', '1.11', 1], ['c', '1.00', 1], ['d', null, 1], ['e', '1.00', 1]]),
    },
    outputs: {
      changed: table({ [odd]: 'VARCHAR', _changed: 'VARCHAR[]', x_before: 'DOUBLE', x_after: 'DECIMAL(4,2)' }, [['b', '[x]', 1, '1.11'], ['c', '[x]', 'inf', '1.00'], ['d', '[x]', 'nan', null]]),
      columns: table(report, [[odd, 'VARCHAR', 'VARCHAR', 'key', null, null, null, null], ['x', 'DOUBLE', 'DECIMAL(4,2)', 'compared', 3, 0, 1, 'inf'], ['gone', 'DATE', null, 'only before', null, null, null, null], ['new', null, 'INTEGER', 'only after', null, null, null, null]]),
    },
  },
  {
    title: 'No rows before: all are added',
    params: {},
    inputs: { before: table({ id: 'INTEGER', x: 'INTEGER' }, []), after: table({ id: 'INTEGER', x: 'INTEGER' }, [[1, null]]) },
    outputs: { added: table({ id: 'INTEGER', x: 'INTEGER' }, [[1, null]]), columns: table(report, [['id', 'INTEGER', 'INTEGER', 'key', null, null, null, null], ['x', 'INTEGER', 'INTEGER', 'compared', 0, 0, 0, null]]) },
  },
];

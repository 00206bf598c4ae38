import type { Example } from '../../../engine/definition/index.ts';
import { table } from '../../../engine/definition/index.ts';

const errors = { _error_code: 'VARCHAR', _error_column: 'VARCHAR', _error_message: 'VARCHAR' };

export const examples: readonly Example[] = [
  {
    title: 'One new value for each row; a row whose script fails goes to Errors',
    params: { code: 'row.name.trim().toUpperCase()', outputs: [{ name: 'tidy', type: 'VARCHAR' }] },
    inputs: { in: table({ name: 'VARCHAR' }, [[' ann '], ['Böb'], [null], ['']]) },
    outputs: {
      out: table({ name: 'VARCHAR', tidy: 'VARCHAR' }, [[' ann ', 'ANN'], ['Böb', 'BÖB'], ['', '']]),
      errors: table({ name: 'VARCHAR', ...errors }, [[null, 'script-failed', null, "TypeError: cannot read property 'trim' of null (line 1)"]]),
    },
  },
  {
    title: 'Several values from a function body; one replaces a column; a value that does not fit its type is an error',
    params: {
      code: 'const { amount } = row;\nif (amount === null) return { Amount: null, size: "none" };\nreturn { Amount: amount * 100n, size: amount > 9n ? "big" : "small" };',
      outputs: [{ name: 'Amount', type: 'SMALLINT' }, { name: 'size', type: 'VARCHAR' }],
    },
    inputs: { in: table({ id: 'INTEGER', amount: 'BIGINT' }, [[1, 3], [2, 12], [3, null], [4, 9000]]) },
    outputs: {
      out: table({ id: 'INTEGER', amount: 'SMALLINT', size: 'VARCHAR' }, [[1, 300, 'small'], [2, 1200, 'big'], [3, null, 'none']]),
      errors: table({ id: 'INTEGER', amount: 'BIGINT', ...errors }, [[4, 9000, 'value-unreadable', 'Amount', '"Amount" is 900000, which is not between -32768 and 32767.']]),
    },
  },
  {
    title: 'Which rows to keep',
    params: { mode: 'keep', code: 'row["a \\"b\\". 🎈"] === null ? null : row["a \\"b\\". 🎈"] % 2 === 1' },
    inputs: { in: table({ 'a "b". 🎈': 'INTEGER' }, [[1], [2], [3], [null]]) },
    outputs: { out: table({ 'a "b". 🎈': 'INTEGER' }, [[1], [3]]), errors: table({ 'a "b". 🎈': 'INTEGER', ...errors }, []) },
  },
  {
    title: 'None, one or many rows in place of each',
    params: { mode: 'rows', code: 'row.tags === null ? null : row.tags.map((tag, place) => ({ tag, place }))', keepColumns: false, outputs: [{ name: 'tag', type: 'VARCHAR' }, { name: 'place', type: 'UTINYINT' }] },
    inputs: { in: table({ tags: 'VARCHAR[]' }, [['[a, b]'], ['[]'], [null], ['[c]']]) },
    outputs: { out: table({ tag: 'VARCHAR', place: 'UTINYINT' }, [['a', 0], ['b', 1], ['c', 0]]), errors: table({ tags: 'VARCHAR[]', ...errors }, []) },
  },
  {
    title: 'A new table from all rows of each group, as columns',
    params: {
      mode: 'table',
      groups: ['shop'],
      order: [{ column: 'day' }],
      code: 'let sum = 0;\nreturn { shop: table.shop, day: table.day, running: table.sales.map((sale) => (sum += sale)) };',
      outputs: [{ name: 'shop', type: 'VARCHAR' }, { name: 'day', type: 'DATE' }, { name: 'running', type: 'DOUBLE' }],
    },
    inputs: { in: table({ shop: 'VARCHAR', day: 'DATE', sales: 'DOUBLE' }, [['b', '2024-03-01', 5], ['a', '2024-03-02', 2.5], ['a', '2024-03-01', 1]]) },
    outputs: { out: table({ shop: 'VARCHAR', day: 'DATE', running: 'DOUBLE' }, [['a', '2024-03-01', 1], ['a', '2024-03-02', 3.5], ['b', '2024-03-01', 5]]) },
  },
  {
    title: 'Some rows at a time; those of a table that fails go to Errors together',
    params: {
      mode: 'batch',
      size: 2,
      order: [{ column: 'n' }],
      code: 'if (table.n[0] === 3) throw new RangeError("not this one");\nreturn [{ first: table.n[0], rows: count }];',
      outputs: [{ name: 'first', type: 'INTEGER' }, { name: 'rows', type: 'INTEGER' }],
    },
    inputs: { in: table({ n: 'INTEGER' }, [[5], [4], [3], [2], [1]]) },
    outputs: {
      out: table({ first: 'INTEGER', rows: 'INTEGER' }, [[1, 2], [5, 1]]),
      errors: table({ n: 'INTEGER', ...errors }, [[3, 'script-failed', null, 'RangeError: not this one (line 1)'], [4, 'script-failed', null, 'RangeError: not this one (line 1)']]),
    },
  },
  {
    title: 'Types: whole numbers of 64 bits as BigInt, decimals and times as text, structs and maps as objects and Map',
    params: {
      code: 'return { id: row.id + 1n, price: row.price, at: row.at, day: new Date(row.at), who: { ...row.who, age: 30 }, m: new Map([...row.m, ["z", 26]]) };',
      keepColumns: false,
      outputs: [
        { name: 'id', type: 'BIGINT' },
        { name: 'price', type: 'DECIMAL(20,2)' },
        { name: 'at', type: 'TIMESTAMP' },
        { name: 'day', type: 'TIMESTAMP' },
        { name: 'who', type: 'STRUCT(name VARCHAR, age INTEGER)' },
        { name: 'm', type: 'MAP(VARCHAR, INTEGER)' },
      ],
    },
    inputs: { in: table({ id: 'BIGINT', price: 'DECIMAL(20,2)', at: 'TIMESTAMP', who: 'STRUCT(name VARCHAR)', m: 'MAP(VARCHAR, INTEGER)' }, [['9007199254740993', '123456789012345678.91', '2024-02-29 12:00:00.123456', "{'name': Ann}", '{a=1}']]) },
    outputs: {
      out: table({ id: 'BIGINT', price: 'DECIMAL(20,2)', at: 'TIMESTAMP', day: 'TIMESTAMP', who: 'STRUCT("name" VARCHAR, age INTEGER)', m: 'MAP(VARCHAR, INTEGER)' }, [
        ['9007199254740994', '123456789012345678.91', '2024-02-29 12:00:00.123456', '2024-02-29 12:00:00.123', "{'name': Ann, 'age': 30}", '{a=1, z=26}'],
      ]),
    },
  },
  {
    title: 'There is no clock, no chance and nothing outside',
    params: { code: '(row.n === 1 ? Date.now() : row.n === 2 ? Math.random() : [typeof fetch, typeof require, typeof process].join())', outputs: [{ name: 'got', type: 'VARCHAR' }], keepColumns: false },
    inputs: { in: table({ n: 'INTEGER' }, [[1], [2], [3]]) },
    outputs: {
      out: table({ got: 'VARCHAR' }, [['undefined,undefined,undefined']]),
      errors: table({ n: 'INTEGER', ...errors }, [
        [1, 'script-failed', null, 'Error: There is no clock in a script, so that the same rows always give the same result. Take the time from a column. (line 1)'],
        [2, 'script-failed', null, 'Error: There is no chance in a script, so that the same rows always give the same result. Take numbers from a column. (line 1)'],
      ]),
    },
  },
  {
    title: 'No rows',
    params: { mode: 'table', code: 'table', outputs: [{ name: 'n', type: 'INTEGER' }] },
    inputs: { in: table({ n: 'INTEGER' }, []) },
    outputs: { out: table({ n: 'INTEGER' }, []), errors: table({ n: 'INTEGER', ...errors }, []) },
  },
];

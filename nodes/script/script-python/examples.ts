import type { Example } from '../../../engine/definition/index.ts';
import { table } from '../../../engine/definition/index.ts';

const errors = { _error_code: 'VARCHAR', _error_column: 'VARCHAR', _error_message: 'VARCHAR' };

export const examples: readonly Example[] = [
  {
    title: 'A new column, in Arrow',
    params: {
      code: 'import pyarrow.compute as pc\n\ndef transform(table):\n    return table.append_column("total", pc.multiply(table["price"], table["count"]))\n',
      outputs: [{ name: 'price', type: 'DOUBLE' }, { name: 'count', type: 'INTEGER' }, { name: 'total', type: 'DOUBLE' }],
    },
    inputs: { in: table({ price: 'DOUBLE', count: 'INTEGER' }, [[1.5, 2], [4, null], [2, 3]]) },
    outputs: { out: table({ price: 'DOUBLE', count: 'INTEGER', total: 'DOUBLE' }, [[1.5, 2, 3], [4, null, null], [2, 3, 6]]) },
  },
  {
    title: 'pandas, a table for each group; whole numbers with gaps stay whole',
    params: {
      frame: 'pandas',
      groups: ['shop'],
      order: [{ column: 'day' }],
      code: 'def transform(table):\n    table["running"] = table["sales"].cumsum()\n    return table\n',
      outputs: [{ name: 'shop', type: 'VARCHAR' }, { name: 'day', type: 'DATE' }, { name: 'running', type: 'BIGINT' }],
    },
    inputs: { in: table({ shop: 'VARCHAR', day: 'DATE', sales: 'BIGINT' }, [['b', '2024-03-01', 5], ['a', '2024-03-02', null], ['a', '2024-03-01', '9007199254740993']]) },
    outputs: { out: table({ shop: 'VARCHAR', day: 'DATE', running: 'BIGINT' }, [['b', '2024-03-01', 5], ['a', '2024-03-01', '9007199254740993'], ['a', '2024-03-02', null]]) },
  },
  {
    title: 'The rows of a table for which the script fails go to Errors',
    params: {
      groups: ['g'],
      onFailure: 'errors',
      code: 'def transform(table):\n    if table["g"][0].as_py() == "bad":\n        raise ValueError("not this one")\n    return table\n',
    },
    inputs: { in: table({ g: 'VARCHAR', n: 'INTEGER' }, [['good', 1], ['bad', 2], ['bad', 3]]) },
    outputs: {
      out: table({ g: 'VARCHAR', n: 'INTEGER' }, [['good', 1]]),
      errors: table({ g: 'VARCHAR', n: 'INTEGER', ...errors }, [['bad', 2, 'script-failed', null, 'ValueError: not this one (line 3)'], ['bad', 3, 'script-failed', null, 'ValueError: not this one (line 3)']]),
    },
  },
  {
    title: 'Every kind of column comes as Arrow has it and goes back',
    params: {},
    inputs: {
      in: table({ id: 'BIGINT', price: 'DECIMAL(20,2)', sum: 'HUGEINT', at: 'TIMESTAMP', day: 'DATE', ok: 'BOOLEAN', who: 'STRUCT("name" VARCHAR)', tags: 'VARCHAR[]', m: 'MAP(VARCHAR, INTEGER)' }, [
        ['9007199254740993', '123456789012345678.91', '-12345678901234567890123', '2024-02-29 12:00:00.123456', '2024-02-29', true, "{'name': a name of more than twelve letters}", '[a, NULL, ü🎈]', '{a=1, b=2}'],
        [null, null, null, null, null, null, null, null, null],
      ]),
    },
    outputs: {
      out: table({ id: 'BIGINT', price: 'DECIMAL(20,2)', sum: 'HUGEINT', at: 'TIMESTAMP', day: 'DATE', ok: 'BOOLEAN', who: 'STRUCT("name" VARCHAR)', tags: 'VARCHAR[]', m: 'MAP(VARCHAR, INTEGER)' }, [
        ['9007199254740993', '123456789012345678.91', '-12345678901234567890123', '2024-02-29 12:00:00.123456', '2024-02-29', true, "{'name': a name of more than twelve letters}", '[a, NULL, ü🎈]', '{a=1, b=2}'],
        [null, null, null, null, null, null, null, null, null],
      ]),
    },
  },
  {
    title: 'No rows: the script is not called',
    params: { code: 'def transform(table):\n    raise ValueError("called")\n', outputs: [{ name: 'n', type: 'INTEGER' }] },
    inputs: { in: table({ n: 'INTEGER' }, []) },
    outputs: { out: table({ n: 'INTEGER' }, []), errors: table({ n: 'INTEGER', ...errors }, []) },
  },
];

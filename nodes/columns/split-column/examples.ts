import type { Example } from '../../../engine/definition/index.ts';
import { table } from '../../../engine/definition/index.ts';

const tags = { id: 'INTEGER', tags: 'VARCHAR' };
const errors = { _error_code: 'VARCHAR', _error_column: 'VARCHAR', _error_message: 'VARCHAR' };
const none = table({ ...tags, ...errors }, []);

export const examples: readonly Example[] = [
  {
    title: 'Into columns; a row with more pieces than columns goes to Errors',
    params: { column: 'TAGS', into: 'columns', names: ['first', 'second "2" 🎈'] },
    inputs: { in: table(tags, [[1, 'a, b'], [2, 'c'], [3, null], [4, 'd,e,f'], [5, '']]) },
    outputs: {
      out: table({ id: 'INTEGER', first: 'VARCHAR', 'second "2" 🎈': 'VARCHAR' }, [[1, 'a', 'b'], [2, 'c', null], [3, null, null], [5, '', null]]),
      errors: table({ ...tags, ...errors }, [[4, 'd,e,f', 'too-many-pieces', 'tags', '"tags" has 3 pieces for 2 columns']]),
    },
  },
  {
    title: 'Into rows, numbered; a missing text still makes one row',
    params: { column: 'tags', into: 'rows', position: 'n' },
    inputs: { in: table(tags, [[1, 'a,b'], [2, null]]) },
    outputs: { out: table({ ...tags, n: 'BIGINT' }, [[1, 'a', 1], [1, 'b', 2], [2, null, 1]]), errors: none },
  },
  {
    title: 'The rest in the last column',
    params: { column: 'tags', into: 'columns', names: ['x', 'y'], surplus: 'last', keep: true },
    inputs: { in: table(tags, [[1, 'a,b,c'], [2, 'a']]) },
    outputs: { out: table({ ...tags, x: 'VARCHAR', y: 'VARCHAR' }, [[1, 'a,b,c', 'a', 'b,c'], [2, 'a', 'a', null]]), errors: none },
  },
  {
    title: 'Fixed widths',
    params: { column: 'tags', by: 'widths', widths: ['2', '3'], into: 'columns', names: ['a', 'b', 'c'] },
    inputs: { in: table(tags, [[1, 'DE123 x'], [2, 'FR9'], [3, null]]) },
    outputs: { out: table({ id: 'INTEGER', a: 'VARCHAR', b: 'VARCHAR', c: 'VARCHAR' }, [[1, 'DE', '123', 'x'], [2, 'FR', '9', null], [3, null, null, null]]), errors: none },
  },
  {
    title: 'A list, cut at a pattern, no rows',
    params: { by: 'regex', pattern: '[;,]' },
    inputs: { in: table(tags, []) },
    outputs: { out: table({ id: 'INTEGER', tags: 'VARCHAR[]' }, []), errors: none },
  },
];

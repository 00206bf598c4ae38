import type { Example } from '../../../engine/definition/index.ts';
import { table } from '../../../engine/definition/index.ts';

const raw = { id: 'VARCHAR', 'First name': 'VARCHAR', when: 'VARCHAR' };

export const examples: readonly Example[] = [
  {
    title: 'Only the listed columns, in the order of the list, renamed and converted',
    params: { mode: 'listed', columns: [{ column: 'when', rename: 'day', type: 'DATE' }, { column: 'ID', type: 'INTEGER' }] },
    inputs: { in: table(raw, [['7', 'Ada', '2024-02-29'], [null, null, null]]) },
    outputs: { out: table({ day: 'DATE', id: 'INTEGER' }, [['2024-02-29', 7], [null, null]]) },
    ordered: true,
  },
  {
    title: 'The others follow; a value that cannot be converted becomes NULL where that is allowed',
    params: { mode: 'all', columns: [{ column: 'id', type: 'INTEGER', lenient: true }] },
    inputs: { in: table(raw, [['7', 'Ada', null], ['x', 'Bo', null]]) },
    outputs: { out: table({ ...raw, id: 'INTEGER' }, [[7, 'Ada', null], [null, 'Bo', null]]) },
    ordered: true,
  },
  {
    title: 'All but the listed columns; a listed column that is gone can be ignored',
    params: { mode: 'drop', onMissing: 'ignore', columns: [{ column: 'a "b".c 🎈' }, { column: 'gone' }] },
    inputs: { in: table({ 'a "b".c 🎈': 'INTEGER', 'kept. 🧺': 'TIMESTAMP WITH TIME ZONE[]' }, []) },
    outputs: { out: table({ 'kept. 🧺': 'TIMESTAMP WITH TIME ZONE[]' }, []) },
  },
  {
    title: 'A list with an item that cannot be converted becomes NULL as a whole',
    params: { mode: 'all', columns: [{ column: 'n', type: 'INTEGER[]', lenient: true }] },
    inputs: { in: table({ n: 'VARCHAR[]' }, [['[1, 2]'], ['[1, x]']]) },
    outputs: { out: table({ n: 'INTEGER[]' }, [['[1, 2]'], [null]]) },
    ordered: true,
  },
  {
    title: 'One column twice under two names',
    params: { mode: 'listed', columns: [{ column: 'First name' }, { column: 'First name', rename: 'copy' }] },
    inputs: { in: table(raw, [['7', 'Ada', null]]) },
    outputs: { out: table({ 'First name': 'VARCHAR', copy: 'VARCHAR' }, [['Ada', 'Ada']]) },
  },
];

import { expect, test } from 'vitest';
import { reported } from '../../../engine/testing/build-node.ts';
import { inlineTable } from './node.ts';

test('rows that are too short and names that are there twice are reported', () => {
  const columns = [{ name: 'a', type: 'INTEGER' }, { name: 'A', type: 'INTEGER' }];
  expect(reported(inlineTable, { params: { table: { columns, rows: [[1, 2], [1]] } } })).toEqual(['column-duplicate table.columns.1.name', 'param-invalid table.rows.1']);
});

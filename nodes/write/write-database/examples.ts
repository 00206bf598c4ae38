import type { Example } from '../../../engine/definition/index.ts';
import { table } from '../../../engine/definition/index.ts';
import { shopDatabase } from './example-files.ts';

const orders = { id: 'INTEGER', 'a "note" 🎈': 'VARCHAR', amount: 'DECIMAL(8,2)' };

export const examples: readonly Example[] = [
  {
    title: 'A new table in a new file: exact and nested types and NULL',
    params: { path: 'out.duckdb', table: 'result' },
    inputs: { in: table({ 'a "b".c 🎈': 'DECIMAL(20,4)', tags: 'VARCHAR[]' }, [['1234567890123456.7891', '[a]'], [null, null]]) },
    written: { 'out.duckdb': table({ 'a "b".c 🎈': 'DECIMAL(20,4)', tags: 'VARCHAR[]' }, [['1234567890123456.7891', '[a]'], [null, null]]) },
  },
  {
    title: 'Rows of the same key are updated, the others added; columns the flow does not have stay as they are',
    params: { path: 'shop.duckdb', table: 'result', mode: 'upsert', keys: ['id'] },
    files: { 'shop.duckdb': shopDatabase },
    inputs: { in: table({ id: 'INTEGER', amount: 'DOUBLE' }, [[1, 99], [3, null]]) },
    written: { 'shop.duckdb': table(orders, [[1, 'first', '99.00'], [2, null, null], [3, null, null]]) },
  },
  {
    title: 'No rows leave the table as it is',
    params: { path: 'shop.duckdb', table: 'result', mode: 'delete-insert', keys: ['id'] },
    files: { 'shop.duckdb': shopDatabase },
    inputs: { in: table({ id: 'INTEGER' }, []) },
    written: { 'shop.duckdb': table(orders, [[1, 'first', '12.50'], [2, null, null]]) },
  },
];

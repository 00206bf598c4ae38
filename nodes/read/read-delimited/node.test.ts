import { expect, test } from 'vitest';
import type { Fact } from '../../../engine/definition/index.ts';
import { paramsSchema } from '../../../engine/definition/index.ts';
import { buildNode, reported } from '../../../engine/testing/build-node.ts';
import { readDelimited } from './node.ts';

const fact: Fact = {
  kind: 'delimited',
  schema: [{ name: 'Amount', type: 'DOUBLE' }],
  options: { delimiter: ',', quote: '"', escape: '"', header: true, skip: 0, nulls: [''], decimal: '.', dateFormat: null, timestampFormat: null, encoding: 'utf-8', compression: 'none', comment: '', newLine: null },
};
const need = (params: Record<string, unknown>) => readDelimited.need!(paramsSchema(readDelimited.params).parse({ path: 'a.csv', ...params }));

test('only what is set is given; the rest is left to the sniffer', () => {
  expect(need({})).toEqual({ kind: 'delimited', path: 'a.csv', allText: false, endings: ['csv', 'tsv', 'txt', 'gz', 'zst'], types: {}, files: { fileColumn: null, partitions: false }, given: { nulls: [''], decimal: '.', comment: '' } });
  expect(need({ header: 'no', skip: 0, delimiter: '\t', compression: 'gzip' })).toMatchObject({ given: { header: false, skip: 0, delimiter: '\t', compression: 'gzip' } });
});

test('a type for a column that the file does not have is reported', () => {
  expect(reported(readDelimited, { fact, params: { path: 'a.csv', types: [{ column: 'AMOUNT', type: 'INTEGER' }, { column: 'amont', type: 'INTEGER' }] } })).toEqual(['column-missing types.1.column']);
});

test('signs of more than one character are reported', () => {
  expect(reported(readDelimited, { fact, params: { path: 'a.csv', quote: "''", comment: '//', thousands: '.' } })).toEqual(['param-invalid quote', 'param-invalid thousands']);
});

test('the port for bad lines is empty while bad lines stop the run', () => {
  expect(buildNode(readDelimited, { fact, params: { path: 'a.csv' } }).built!.outputs['errors']).toMatchObject({ op: 'values', rows: [] });
  expect(buildNode(readDelimited, { fact, params: { path: 'a.csv', onError: 'reject' } }).built!.outputs).toMatchObject({ out: { source: { keepBadLines: true } }, errors: { source: { format: 'bad-lines' } } });
});

import { expect, test } from 'vitest';
import { buildNode, reported } from '../../../engine/testing/build-node.ts';
import { convertTypes } from './node.ts';

const inputs = { in: [[{ name: 'at', type: 'VARCHAR' }]] };
const given = (column: Readonly<Record<string, unknown>>, onFailure = 'errors') => ({ inputs, params: { columns: [column], onFailure } });
const build = (...set: Parameters<typeof given>) => buildNode(convertTypes, given(...set));

test('what was set for version 1 is read as it was', () => {
  const params = { columns: [{ column: 'at', type: 'DATE' }] };
  expect(convertTypes.migrations![1]!(params)).toEqual(params);
  expect(build(params.columns[0]!).built).toEqual(build({ ...params.columns[0]!, format: null }).built);
});

test('a format is for dates and times only', () => {
  expect(reported(convertTypes, given({ column: 'at', type: 'INTEGER', format: '%d' }))).toEqual(['param-invalid columns.0.format']);
  expect(reported(convertTypes, given({ column: 'at', type: 'timestamp', format: '%d' }))).toEqual([]);
});

test('a run that stops reads strictly, one that goes on does not', () => {
  const called = (onFailure: string) => JSON.stringify(build({ column: 'at', type: 'DATE', format: '%d' }, onFailure).built).match(/(try_)?strptime/g);
  expect(called('fail')).toEqual(['strptime']);
  expect(called('null')).toEqual(['try_strptime']);
  expect(called('errors')).toEqual(['try_strptime']);
});

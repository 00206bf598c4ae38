import { expect, test } from 'vitest';
import type { Fact } from '../../../engine/definition/index.ts';
import { buildNode, reported } from '../../../engine/testing/build-node.ts';
import { tailFile } from './node.ts';

const fact: Fact = { kind: 'json', layout: 'newline', schema: [{ name: 'At', type: 'TIMESTAMP WITH TIME ZONE' }, { name: 'day', type: 'DATE' }, { name: 'n', type: 'BIGINT' }] };
const params = (eventTime: string) => ({ path: 'a.jsonl', eventTime });

test('the event time has to be a column that can be a time', () => {
  expect(reported(tailFile, { fact, params: params('att') })).toEqual(['column-missing eventTime']);
  expect(reported(tailFile, { fact, params: params('n') })).toEqual(['type-mismatch eventTime']);
});

test('only what is not a timestamp yet is converted', () => {
  expect(buildNode(tailFile, { fact, params: params('at') }).built!.outputs['out']).toMatchObject({ op: 'scan' });
  expect(buildNode(tailFile, { fact, params: params('DAY') }).built!.outputs['out']).toMatchObject({ op: 'extend', columns: [{ name: 'day', replaces: true }] });
});

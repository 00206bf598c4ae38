import { expect, test } from 'vitest';
import { reported } from '../../../engine/testing/build-node.ts';
import { slowlyChanging } from './node.ts';

const arriving = [{ name: 'id', type: 'INTEGER' }, { name: 'town', type: 'VARCHAR' }];
const history = [{ name: 'valid_from', type: 'TIMESTAMP' }, { name: 'valid_to', type: 'TIMESTAMP' }, { name: 'is_current', type: 'BOOLEAN' }];
const inputs = { in: [arriving], dimension: [[...arriving, ...history]] };

test('what does not fit is said at its setting', () => {
  expect(reported(slowlyChanging, { inputs })).toEqual([]);
  expect(reported(slowlyChanging, { inputs, params: { keys: ['gone'] } })).toEqual(['column-missing keys.0', 'param-missing keys']);
  expect(reported(slowlyChanging, { inputs, params: { validFrom: 'since' } })).toEqual(['column-missing validFrom']);
  expect(reported(slowlyChanging, { inputs, params: { validFrom: 'town' } })).toEqual(['column-duplicate validFrom', 'type-mismatch validFrom']);
  expect(reported(slowlyChanging, { inputs, params: { since: 'column' } })).toEqual(['param-missing sinceColumn']);
  expect(reported(slowlyChanging, { inputs, params: { since: 'column', sinceColumn: 'town' } })).toContain('type-mismatch sinceColumn');
  expect(reported(slowlyChanging, { inputs, params: { since: 'fixed', sinceTime: 'soon' } })).toEqual(['param-invalid sinceTime']);
  expect(reported(slowlyChanging, { inputs: { in: [[...arriving, { name: 'new', type: 'DATE' }]], dimension: inputs.dimension } })).toEqual(['column-new keys']);
  expect(reported(slowlyChanging, { inputs: { in: [arriving], dimension: [[{ name: 'id', type: 'VARCHAR' }, arriving[1]!, ...history]] } })).toEqual(['type-mismatch keys']);
});

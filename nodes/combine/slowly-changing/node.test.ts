import { expect, test } from 'vitest';
import { partsOf } from '../../../engine/expression/expression-parts.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { relationsOf, walkRelation } from '../../../engine/relation/walk-relation.ts';
import { buildNode, reported } from '../../../engine/testing/build-node.ts';
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
  expect(reported(slowlyChanging, { inputs: { in: [[...arriving, { name: 'new', type: 'DATE' }]], dimension: inputs.dimension } })).toEqual(['column-new onNew']);
  expect(reported(slowlyChanging, { params: { onNew: 'add' }, inputs: { in: [[...arriving, { name: 'new', type: 'DATE' }]], dimension: inputs.dimension } })).toEqual([]);
  // A key that the table has not finds nothing in it.
  expect(reported(slowlyChanging, { params: { onNew: 'add', keys: ['new'] }, inputs: { in: [[...arriving, { name: 'new', type: 'DATE' }]], dimension: inputs.dimension } })).toEqual(['column-new onNew']);
  expect(reported(slowlyChanging, { inputs: { in: [arriving], dimension: [[{ name: 'id', type: 'VARCHAR' }, arriving[1]!, ...history]] } })).toEqual(['type-mismatch keys']);
});

test('every condition of a join is about both of its sides, so that it is found by a hash and not by looking at every pair', () => {
  const { built } = buildNode(slowlyChanging, { inputs, params: { keys: ['id'], since: 'fixed', sinceTime: '2024-06-01', gone: 'end' } });
  const sides = (e: Expression): readonly string[] => [...(e.op === 'column' && e.of ? [e.of] : []), ...partsOf(e).flatMap(sides)];
  const conditions: Expression[] = [];
  for (const relation of relationsOf(built)) walkRelation(relation, (r) => void (r.op === 'join' && r.on && conditions.push(...(r.on.op === 'and' ? r.on.items : [r.on]))));
  expect(conditions.length).toBeGreaterThan(3);
  for (const condition of conditions) expect(new Set(sides(condition)), JSON.stringify(condition)).toEqual(new Set(['left', 'right']));
});

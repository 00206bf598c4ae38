import { expect, test } from 'vitest';
import { binary, column, literal } from '../expression/expression.ts';
import type { Relation } from '../relation/relation.ts';
import { walkRelation, relationExpressions } from '../relation/walk-relation.ts';
import { partsOf } from '../expression/expression-parts.ts';
import type { Expression } from '../expression/expression.ts';
import { markedRows, placesOf } from './trace-relations.ts';

const rows: Relation = { op: 'input', port: 'in', index: 0 };

test('no window is over no groups and in no order, with which DuckDB 1.5.5 can race', () => {
  const windows: Expression[] = [];
  const collect = (e: Expression): void => {
    if (e.op === 'window') windows.push(e);
    partsOf(e).forEach(collect);
  };
  for (const relation of [markedRows(rows, 'm', ['a']), placesOf(rows, 'm', binary(column('a'), '=', literal(1)), 10)]) walkRelation(relation, (r) => relationExpressions(r).forEach(collect));
  expect(windows.length).toBeGreaterThan(2);
  expect(windows.filter((w) => w.op === 'window' && w.partitionBy.length + w.orderBy.length === 0)).toEqual([]);
});

import { expect, test } from 'vitest';
import type { Probe } from '../plan/probe.ts';
import { probeStatement } from './probe-statement.ts';

const probe = (name: string, sql: string, reads: readonly number[], hint = ''): Probe => ({
  node: name,
  name: `"${name}"`,
  hint,
  sql,
  reads,
});

const fused = [
  probe('a', 'SELECT 1 AS x', [], 'MATERIALIZED '),
  probe('b', 'SELECT x + 1 AS x FROM "a"', [0]),
  probe('other', 'SELECT broken', []),
  probe('c', 'SELECT * FROM "a", "b"', [0, 1]),
];

test('a statement holds what a relation reads, in order, and nothing else', () => {
  expect(probeStatement(fused, 0)).toBe(
    'SELECT max(hash("a row of millrace")) FROM (SELECT 1 AS x\n) AS "a row of millrace"',
  );
  expect(probeStatement(fused, 3)).toBe(
    'SELECT max(hash("a row of millrace")) FROM (WITH "a" AS MATERIALIZED (SELECT 1 AS x),\n"b" AS (SELECT x + 1 AS x FROM "a")\nSELECT * FROM "a", "b"\n) AS "a row of millrace"',
  );
});

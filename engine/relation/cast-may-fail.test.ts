import { expect, test } from 'vitest';
import { castMayFail } from './cast-may-fail.ts';

test.each([
  ['TINYINT', 'BIGINT', false], ['BIGINT', 'INTEGER', true], ['UINTEGER', 'INTEGER', true], ['UINTEGER', 'BIGINT', false], ['INTEGER', 'UBIGINT', true],
  ['UTINYINT', 'UBIGINT', false], ['UBIGINT', 'UTINYINT', true], ['DOUBLE', 'FLOAT', true], ['DECIMAL(38,2)', 'FLOAT', false], ['FLOAT', 'DOUBLE', false], ['DOUBLE', 'BIGINT', true],
  ['VARCHAR', 'FLOAT', true], ['ENUM(\'a\')', 'VARCHAR', false], ['BOOLEAN', 'TINYINT', false], ['float', 'FLOAT', false], ['HUGEINT', 'BIGINT', true],
] as const)('%s to %s may fail: %s', (from, to, may) => expect(castMayFail(from, to)).toBe(may));

import { expect, test } from 'vitest';
import { constantOf } from './typed-literal.ts';

test.each([
  ['1', 'TINYINT', true], ['127', 'TINYINT', true], ['128', 'TINYINT', false], ['-128', 'TINYINT', true], ['-1', 'UTINYINT', false], ['255', 'UTINYINT', true],
  ['1.0', 'INTEGER', true], ['1.5', 'INTEGER', false], ['1e3', 'INTEGER', false], ['1e3', 'DOUBLE', true], ['18446744073709551615', 'UBIGINT', true], ['18446744073709551616', 'UBIGINT', false],
  ['12.34', 'DECIMAL(4,2)', true], ['12.340', 'DECIMAL(4,2)', true], ['123.4', 'DECIMAL(4,2)', false], ['12.345', 'DECIMAL(4,2)', false],
  ['2024-02-30', 'DATE', false], ['2024-02-29', 'DATE', true], ['yes', 'BOOLEAN', false], ['x', 'VARCHAR', true], ['a', "ENUM('a', 'it''s')", true], ["it's", "ENUM('a', 'it''s')", true], ['b', "ENUM('a')", false],
  ['1', 'INTEGER[]', false],
])('%s as %s: %s', (text, type, fits) => expect(constantOf(text, type) !== null).toBe(fits));

import { expect, test } from 'vitest';
import { comparableTypes } from './type-family.ts';

test.each([
  ['INTEGER', 'DECIMAL(8,2)'], ['UHUGEINT', 'FLOAT'], ['VARCHAR', "ENUM('a', 'b')"], ['DATE', 'TIMESTAMP_NS'], ['TIMESTAMP', 'TIMESTAMP WITH TIME ZONE'], ['UUID', 'UUID'], ['"NULL"', 'BLOB'],
])('%s compares with %s', (a, b) => expect(comparableTypes(a, b)).toBe(true));

test.each([
  ['INTEGER', 'VARCHAR'], ['BOOLEAN', 'INTEGER'], ['DATE', 'VARCHAR'], ['DATE', 'TIME'], ['UUID', 'VARCHAR'], ['TIMESTAMP WITH TIME ZONE', 'TIMESTAMP_NS'], ['TIMESTAMP_S', 'TIMESTAMP WITH TIME ZONE'], ['INTEGER[]', 'INTEGER'], ["ENUM('a')[]", 'VARCHAR'],
])('%s does not compare with %s', (a, b) => expect(comparableTypes(a, b)).toBe(false));

import { isObject, type Json, type JsonObject } from '../core/json.ts';
import type { FilePath } from './expectation.ts';

/** Whether a contract is one of version 2 of the standard, which calls its tables a dataset. */
export const isVersion2 = (json: Json): boolean => isObject(json) && Array.isArray(json['dataset']) && !Array.isArray(json['schema']) && ['apiVersion', 'standardVersion', 'templateName'].some((name) => name in json);

const renamed: Readonly<Record<string, string>> = { column: 'name', isPrimary: 'primaryKey', isPrimaryKey: 'primaryKey', isUnique: 'unique', table: 'name', columns: 'properties' };

const rename = (part: Json): Json => (isObject(part) ? Object.fromEntries(Object.entries(part as JsonObject).map(([key, value]) => [renamed[key] ?? key, key === 'columns' && Array.isArray(value) ? (value as readonly Json[]).map(rename) : value])) : part);

/** A contract of version 2 in the words of version 3. */
export const asVersion3 = (root: JsonObject): JsonObject => ({ ...root, schema: (root['dataset'] as readonly Json[]).map(rename) });

/** Where a part of the contract stands in the words of version 2. */
export const placeInVersion2 = (at: FilePath): FilePath => at.map((key) => ({ schema: 'dataset', properties: 'columns' } as Readonly<Record<string | number, string>>)[key] ?? key);

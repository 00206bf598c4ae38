import { isObject, type Json, type JsonObject } from '../core/json.ts';
import type { Expectation } from './expectation.ts';
import type { Suite } from './read-suite.ts';

export interface ContractSuite extends Suite {
  /** What the contract asks for and no expectation says, a sentence each. */
  readonly notMapped: readonly string[];
}

export const isContract = (json: Json): boolean => isObject(json) && (json['kind'] === 'DataContract' || (Array.isArray(json['schema']) && 'apiVersion' in json));

const objects = (value: Json | undefined): readonly JsonObject[] => (Array.isArray(value) ? (value as readonly Json[]).filter((v): v is JsonObject => isObject(v)) : []);
const textOf = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null);

/** Names of types that a logical type of the standard allows. */
const types: Readonly<Record<string, readonly string[]>> = {
  string: ['VARCHAR', 'UUID', 'JSON'],
  integer: ['INTEGER'],
  number: ['DOUBLE', 'DECIMAL', 'INTEGER'],
  boolean: ['BOOLEAN'],
  date: ['DATE', 'TIMESTAMP', 'TIMESTAMPTZ'],
  timestamp: ['TIMESTAMP', 'TIMESTAMPTZ', 'DATE'],
  time: ['TIME'],
  object: ['STRUCT', 'MAP', 'JSON'],
  array: ['LIST', 'JSON'],
};

/** Reads a data contract of the Open Data Contract Standard (version 3) as a suite for the table called `table`, or for its only one; gives a sentence when it is none. */
export function readContract(json: Json, table: string): ContractSuite | string {
  if (!isContract(json)) return 'It is no data contract: it has no "kind: DataContract".';
  const root = json as JsonObject;
  const tables = objects(root['schema']);
  const names = tables.map((t) => textOf(t['physicalName']) ?? textOf(t['name']) ?? '');
  const wanted = tables.find((t) => [t['name'], t['physicalName']].some((n) => textOf(n)?.toLowerCase() === table.toLowerCase())) ?? (tables.length === 1 ? tables[0] : undefined);
  if (!wanted) return tables.length === 0 ? 'The contract has no schema.' : `The contract describes ${names.join(', ')} and the data is called "${table}". Name the data file like one of them.`;
  const into = new Mapping();
  const properties = objects(wanted['properties']);
  const keys = properties.filter((p) => p['primaryKey'] === true || p['isPrimary'] === true).sort((a, b) => Number(a['primaryKeyPosition'] ?? 0) - Number(b['primaryKeyPosition'] ?? 0));
  for (const property of properties) mapProperty(into, property, keys.length === 1 && keys[0] === property);
  if (keys.length > 1) into.add('expect_compound_columns_to_be_unique', { column_list: keys.map((k) => String(k['name'])) });
  for (const rule of objects(wanted['quality'])) mapQuality(into, rule, null);
  if (objects(root['slaProperties']).length > 0) into.leave('service levels are promises about the delivery, not about the rows of a file');
  return { name: textOf(root['name']) ?? textOf(root['id']) ?? table, expectations: into.expectations, parameters: {}, meta: null, notMapped: into.notMapped };
}

class Mapping {
  readonly expectations: Expectation[] = [];
  readonly notMapped: string[] = [];

  add(type: string, kwargs: JsonObject): void {
    this.expectations.push({ type, kwargs, meta: null });
  }

  leave(why: string): void {
    this.notMapped.push(why);
  }
}

function mapProperty(into: Mapping, property: JsonObject, isKey: boolean): void {
  const column = textOf(property['physicalName']) ?? textOf(property['name']);
  if (column === null) return into.leave('a property without a name');
  into.add('expect_column_to_exist', { column });
  const logical = textOf(property['logicalType']);
  if (logical !== null && types[logical]) into.add('expect_column_values_to_be_in_type_list', { column, type_list: types[logical] });
  else if (logical !== null) into.leave(`"${column}": the logical type "${logical}" is not known`);
  if (property['required'] === true || property['isNullable'] === false || isKey) into.add('expect_column_values_to_not_be_null', { column });
  if (property['unique'] === true || isKey) into.add('expect_column_values_to_be_unique', { column });
  const options = isObject(property['logicalTypeOptions']) ? (property['logicalTypeOptions'] as JsonObject) : {};
  const number = (name: string): Json => options[name] ?? null;
  if (number('minLength') !== null || number('maxLength') !== null) into.add('expect_column_value_lengths_to_be_between', { column, min_value: number('minLength'), max_value: number('maxLength') });
  const low = number('exclusiveMinimum') ?? number('minimum');
  const high = number('exclusiveMaximum') ?? number('maximum');
  // Draft 4 of JSON Schema says with true that the limit itself is not allowed.
  const limit = (exclusive: Json, plain: Json): Json => (typeof exclusive === 'boolean' || exclusive === null ? plain : exclusive);
  if (low !== null || high !== null) {
    into.add('expect_column_values_to_be_between', {
      column,
      min_value: limit(number('exclusiveMinimum'), number('minimum')),
      max_value: limit(number('exclusiveMaximum'), number('maximum')),
      strict_min: number('exclusiveMinimum') !== null && number('exclusiveMinimum') !== false,
      strict_max: number('exclusiveMaximum') !== null && number('exclusiveMaximum') !== false,
    });
  }
  if (textOf(options['pattern']) !== null) into.add('expect_column_values_to_match_regex', { column, regex: options['pattern']! });
  for (const name of Object.keys(options)) if (!['minLength', 'maxLength', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'pattern'].includes(name)) into.leave(`"${column}": the option "${name}" of its logical type`);
  for (const rule of objects(property['quality'])) mapQuality(into, rule, column);
}

interface Limits {
  readonly min: number | null;
  readonly max: number | null;
  readonly strictMin: boolean;
  readonly strictMax: boolean;
}

function limitsOf(rule: JsonObject): Limits | null {
  const number = (...names: string[]): number | null => names.map((n) => rule[n]).find((v): v is number => typeof v === 'number') ?? null;
  const exact = number('mustBe');
  if (exact !== null) return { min: exact, max: exact, strictMin: false, strictMax: false };
  const between = rule['mustBeBetween'];
  if (Array.isArray(between) && between.length === 2) return { min: Number(between[0]), max: Number(between[1]), strictMin: false, strictMax: false };
  const [above, below] = [number('mustBeGreaterThan'), number('mustBeLessThan')];
  const [atLeast, atMost] = [number('mustBeGreaterOrEqualTo', 'mustBeGreaterThanOrEqualTo'), number('mustBeLessOrEqualTo', 'mustBeLessThanOrEqualTo')];
  if (above === null && below === null && atLeast === null && atMost === null) return null;
  return { min: above ?? atLeast, max: below ?? atMost, strictMin: above !== null, strictMax: below !== null };
}

/** The share of rows that has to be right where a rule limits the wrong ones: all, or what a limit in percent leaves. */
function mostlyOf(rule: JsonObject, limits: Limits): number | null {
  if (limits.min !== null && (limits.min > 0 || limits.strictMin)) return null;
  if (limits.max === null) return null;
  if (limits.max === 0 || (limits.max === 1 && limits.strictMax && rule['unit'] !== 'percent')) return 1;
  // A share that is excluded itself is no "at least".
  return rule['unit'] === 'percent' && !limits.strictMax ? 1 - limits.max / 100 : null;
}

function mapQuality(into: Mapping, rule: JsonObject, column: string | null): void {
  const metric = textOf(rule['metric']) ?? textOf(rule['rule']);
  const about = column === null ? 'the table' : `"${column}"`;
  const called = textOf(rule['name']) ?? metric ?? textOf(rule['type']) ?? 'quality';
  if (rule['type'] === 'text') return into.leave(`${about}: "${called}" is written for people`);
  if (rule['type'] === 'custom' && rule['engine'] === 'greatExpectations') return mapNative(into, rule, about);
  if (rule['type'] === 'sql' || rule['type'] === 'custom') return into.leave(`${about}: "${called}" is ${rule['type'] === 'sql' ? 'a statement of its own' : `for the engine "${String(rule['engine'])}"`}`);
  const limits = limitsOf(rule);
  if (limits === null) return into.leave(`${about}: the limits of "${called}"`);
  const given = isObject(rule['arguments']) ? (rule['arguments'] as JsonObject) : rule;
  if (metric === 'rowCount') return into.add('expect_table_row_count_to_be_between', { min_value: limits.min, max_value: limits.max, strict_min: limits.strictMin, strict_max: limits.strictMax });
  const mostly = mostlyOf(rule, limits);
  if (mostly === null) return into.leave(`${about}: "${called}" with a limit that is no share of right rows`);
  const columns = Array.isArray(given['properties']) ? (given['properties'] as readonly Json[]).map(String) : [];
  if (metric === 'duplicateValues' || metric === 'duplicateCount') {
    if (column !== null) return into.add('expect_column_values_to_be_unique', { column, mostly });
    if (columns.length > 0) return into.add('expect_compound_columns_to_be_unique', { column_list: columns, mostly });
  }
  if (column !== null && (metric === 'nullValues' || metric === 'nullCheck')) return into.add('expect_column_values_to_not_be_null', { column, mostly });
  if (column !== null && metric === 'missingValues') {
    const texts = Array.isArray(given['missingValues']) ? (given['missingValues'] as readonly Json[]).filter((v) => v !== null) : [];
    into.add('expect_column_values_to_not_be_null', { column, mostly });
    if (texts.length > 0) into.add('expect_column_values_to_not_be_in_set', { column, value_set: texts, mostly });
    return;
  }
  if (column !== null && metric === 'invalidValues') {
    if (Array.isArray(given['validValues'])) return into.add('expect_column_values_to_be_in_set', { column, value_set: given['validValues'], mostly });
    if (textOf(given['pattern']) !== null) return into.add('expect_column_values_to_match_regex', { column, regex: given['pattern']!, mostly });
  }
  into.leave(`${about}: "${called}"`);
}

/** A rule that is an expectation already. */
function mapNative(into: Mapping, rule: JsonObject, about: string): void {
  const held = isObject(rule['implementation']) ? (rule['implementation'] as JsonObject) : null;
  const type = held && (textOf(held['type']) ?? textOf(held['expectation_type']));
  if (held && typeof type === 'string' && isObject(held['kwargs'])) into.add(type, held['kwargs'] as JsonObject);
  else into.leave(`${about}: an expectation without type and kwargs`);
}

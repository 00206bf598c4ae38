import { isObject, type Json, type JsonObject } from '../core/json.ts';
import { limitsIn } from './contract-checks.ts';
import type { Mapping } from './contract-mapping.ts';

/** Reads the text of a rule for another engine; null when it is no YAML. */
export type ParseText = (text: string) => Json;

interface Place {
  /** The column the rule belongs to; null for one of the table. */
  readonly column: string | null;
  readonly object: string;
  readonly parse: ParseText;
}

const textOf = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null);

/** The share of right rows that a rule asks for: all of them, or what "at most so many percent" leaves; null for limits that are no such share. */
function mostlyOf(limits: JsonObject, unit: Json | undefined): number | null {
  const [[operator, value] = [], ...more] = Object.entries(limits);
  if (more.length > 0 || typeof value !== 'number') return null;
  const atMost = operator === 'mustBeLessOrEqualTo' || operator === 'mustBeLessThanOrEqualTo';
  if (value === 0 && (atMost || operator === 'mustBe')) return 1;
  return atMost && unit === 'percent' && value > 0 && value <= 100 ? 1 - value / 100 : null;
}

/** Limits of a number of rows as an expectation has them; null for those that leave out a middle. */
function rangeOf(limits: JsonObject): JsonObject | null {
  const names = Object.keys(limits);
  if (limits['mustBeBetween'] !== undefined && !(Array.isArray(limits['mustBeBetween']) && limits['mustBeBetween'].length === 2)) return null;
  if (names.some((name) => name.startsWith('mustNot'))) return null;
  const between = limits['mustBeBetween'] as readonly Json[] | undefined;
  const first = (...all: readonly (Json | undefined)[]): Json => all.find((v) => v !== undefined) ?? null;
  const range: JsonObject = {
    min_value: first(limits['mustBe'], between?.[0], limits['mustBeGreaterThan'], limits['mustBeGreaterOrEqualTo'], limits['mustBeGreaterThanOrEqualTo']),
    max_value: first(limits['mustBe'], between?.[1], limits['mustBeLessThan'], limits['mustBeLessOrEqualTo'], limits['mustBeLessThanOrEqualTo']),
    strict_min: 'mustBeGreaterThan' in limits,
    strict_max: 'mustBeLessThan' in limits,
  };
  return names.length > ('mustBe' in limits || between ? 1 : 2) || ![range['min_value'], range['max_value']].every((v) => v === null || Number.isInteger(v)) ? null : range;
}

/** A custom property of a rule; null where it has none of that name. */
function property(rule: JsonObject, name: string): Json {
  const list = Array.isArray(rule['customProperties']) ? (rule['customProperties'] as readonly Json[]) : [];
  const found = list.find((p) => isObject(p) && (p as JsonObject)['property'] === name);
  return found === undefined ? null : ((found as JsonObject)['value'] ?? null);
}

/** One rule of a contract's quality section: as an expectation where it allows no wrong row, so that those are listed, else as a figure with its limits. */
export function mapQuality(into: Mapping, rule: JsonObject, place: Place): void {
  const { column, object } = place;
  const metric = textOf(rule['metric']) ?? textOf(rule['rule']) ?? textOf(rule['code']);
  const about = column === null ? 'the table' : `"${column}"`;
  const called = textOf(rule['name']) ?? metric ?? textOf(rule['type']) ?? 'quality';
  const on: JsonObject = column === null ? {} : { column };
  const limits = limitsIn(rule);
  // Version 2 names a rule by a code and says in its type what it is for; only that no value is missing is said by the code alone.
  const isCoded = rule['metric'] === undefined && rule['rule'] === undefined && textOf(rule['code']) !== null;
  if (isCoded && metric === 'nullCheck' && column !== null) return into.add('expect_column_values_to_not_be_null', on);
  if (isCoded) return into.leave(`${about}: "${called}" is a rule of the tool "${textOf(rule['toolName']) ?? 'unknown'}"`);
  switch (rule['type'] ?? 'library') {
    case 'text':
      return into.leave(`${about}: "${called}" is written for people`);
    case 'custom':
      return rule['engine'] === 'greatExpectations' ? mapNative(into, rule, place, about) : into.leave(`${about}: "${called}" is for the engine "${String(rule['engine'])}"`);
    case 'sql':
      if (textOf(rule['query']) === null) return into.leave(`${about}: "${called}" has no query`);
      return into.add('contract_query', { ...on, query: rule['query']!, object, ...limits });
    case 'library':
      break;
    default:
      return into.leave(`${about}: "${called}" is of the type "${String(rule['type'])}"`);
  }
  if (metric === 'between' && column !== null && Object.keys(limits).length === 0) {
    const range = { min_value: property(rule, 'min'), max_value: property(rule, 'max') };
    if (range.min_value !== null || range.max_value !== null) return into.add('expect_column_values_to_be_between', { ...on, ...range });
  }
  if (Object.keys(limits).length === 0) return into.leave(`${about}: the limits of "${called}"`);
  const given = isObject(rule['arguments']) ? (rule['arguments'] as JsonObject) : rule;
  const listed = (name: string): JsonObject => (Array.isArray(given[name]) || typeof given[name] === 'string' ? { [name]: given[name] } : {});
  const figure = (more: JsonObject = {}): void => into.add('contract_metric', { metric: metric!, ...on, ...more, ...(rule['unit'] === undefined ? {} : { unit: rule['unit'] }), ...limits });
  const mostly = mostlyOf(limits, rule['unit']);
  const share: JsonObject = mostly === 1 ? {} : { mostly };
  switch (metric) {
    case 'rowCount': {
      const range = rule['unit'] === 'percent' ? null : rangeOf(limits);
      return range ? into.add('expect_table_row_count_to_be_between', range) : figure();
    }
    case 'duplicateValues':
    case 'duplicateCount': {
      const columns = Array.isArray(given['properties']) ? (given['properties'] as readonly Json[]).map(String) : [];
      if (column === null && columns.length === 0) return into.leave(`${about}: "${called}" names no properties`);
      if (mostly !== 1) return into.add('contract_metric', { metric: 'duplicateValues', ...(columns.length > 0 ? { properties: columns } : on), ...(rule['unit'] === undefined ? {} : { unit: rule['unit'] }), ...limits });
      return columns.length > 0 ? into.add('expect_compound_columns_to_be_unique', { column_list: columns }) : into.add('expect_column_values_to_be_unique', on);
    }
    case 'nullValues':
    case 'nullCheck':
      if (column === null) break;
      return mostly !== null ? into.add('expect_column_values_to_not_be_null', { ...on, ...share }) : into.add('contract_metric', { metric: 'nullValues', ...on, ...(rule['unit'] === undefined ? {} : { unit: rule['unit'] }), ...limits });
    case 'missingValues':
      if (column === null) break;
      return figure(listed('missingValues'));
    case 'invalidValues':
      if (column === null || (!Array.isArray(given['validValues']) && textOf(given['pattern']) === null)) break;
      if (mostly === null || (mostly < 1 && Array.isArray(given['validValues']) && textOf(given['pattern']) !== null)) return figure({ ...listed('validValues'), ...listed('pattern') });
      if (Array.isArray(given['validValues'])) into.add('expect_column_values_to_be_in_set', { ...on, value_set: given['validValues'], ...share });
      if (textOf(given['pattern']) !== null) into.add('expect_column_values_to_match_regex', { ...on, regex: given['pattern']!, ...share });
      return;
  }
  into.leave(`${about}: "${called}"`);
}

/** Arguments in Great Expectations' spelling; the standard's own example has them in camel case. */
const snakeCase = (name: string): string => (/^column_[AB]$/.test(name) ? name : name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));

/** A rule that is an expectation already, as an object or as the text of one. */
function mapNative(into: Mapping, rule: JsonObject, { column, parse }: Place, about: string): void {
  const text = textOf(rule['implementation']);
  const held = text === null ? rule['implementation'] : parse(text);
  const implementation = isObject(held) ? (held as JsonObject) : null;
  const type = implementation && (textOf(implementation['type']) ?? textOf(implementation['expectation_type']));
  if (implementation === null || typeof type !== 'string' || !isObject(implementation['kwargs'])) return into.leave(`${about}: an expectation without type and kwargs`);
  const kwargs = Object.fromEntries(Object.entries(implementation['kwargs'] as JsonObject).map(([name, value]) => [snakeCase(name), value]));
  into.add(type, column !== null && /^expect_column_(?!pair)/.test(type) && kwargs['column'] === undefined ? { column, ...kwargs } : kwargs);
}

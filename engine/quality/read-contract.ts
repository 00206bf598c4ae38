import { isObject, type Json, type JsonObject } from '../core/json.ts';
import { mapQuality, type ParseText } from './contract-quality.ts';
import { Mapping, type Unmapped } from './contract-mapping.ts';
import { asVersion3, isVersion2, placeInVersion2 } from './contract-version-2.ts';
import type { FilePath } from './expectation.ts';
import type { Suite } from './read-suite.ts';

export interface ContractSuite extends Suite {
  /** What the contract asks for and no expectation says, a sentence each. */
  readonly notMapped: readonly Unmapped[];
}

export const isContract = (json: Json): boolean => isObject(json) && (json['kind'] === 'DataContract' || (Array.isArray(json['schema']) && 'apiVersion' in json) || isVersion2(json));

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
  map: ['MAP', 'STRUCT', 'JSON'],
};

const tableName = (table: JsonObject): string => textOf(table['physicalName']) ?? textOf(table['name']) ?? '';

/** The tables that a data contract describes, by the names that `readContract` knows them by. */
export const contractTables = (json: Json): readonly string[] => objects((isVersion2(json) ? asVersion3(json as JsonObject) : (json as JsonObject))['schema']).map(tableName);

/** Reads a data contract of the Open Data Contract Standard (version 2 or 3) as a suite for the table called `table`, which may be null where it has only one; gives a sentence when it is none. `parse` reads the YAML that a rule for another engine may be written in. */
export function readContract(json: Json, table: string | null, parse: ParseText): ContractSuite | string {
  if (!isContract(json)) return 'It is no data contract: it has no "kind: DataContract".';
  if (isVersion2(json)) {
    const read = readContract(asVersion3(json as JsonObject), table, parse);
    const placed = <T extends { readonly at?: FilePath }>(part: T): T => (part.at ? { ...part, at: placeInVersion2(part.at) } : part);
    return typeof read === 'string' ? read : { ...read, expectations: read.expectations.map(placed), notMapped: read.notMapped.map(placed) };
  }
  const root = json as JsonObject;
  const tables = objects(root['schema']);
  const names = tables.map(tableName);
  const wanted = tables.find((t) => [t['name'], t['physicalName']].some((n) => table !== null && textOf(n)?.toLowerCase() === table.toLowerCase())) ?? (tables.length === 1 ? tables[0] : undefined);
  if (!wanted) return tables.length === 0 ? 'The contract has no schema.' : table === null ? `The contract describes ${names.join(', ')}. Say which of them is meant.` : `The contract describes ${names.join(', ')} and the data is called "${table}". Name one of them.`;
  const into = new Mapping();
  const here: FilePath = ['schema', (root['schema'] as readonly Json[]).indexOf(wanted)];
  const properties = objects(wanted['properties']);
  const keys = properties.filter((p) => p['primaryKey'] === true || p['isPrimary'] === true).sort((a, b) => Number(a['primaryKeyPosition'] ?? 0) - Number(b['primaryKeyPosition'] ?? 0));
  const object = textOf(wanted['physicalName']) ?? textOf(wanted['name']) ?? table ?? 'table';
  const quality = (rules: Json | undefined, column: string | null, of: FilePath): void => {
    for (const rule of objects(rules)) {
      into.at = [...of, 'quality', (rules as readonly Json[]).indexOf(rule)];
      mapQuality(into, rule, { column, object, parse });
    }
  };
  for (const property of properties) {
    const place: FilePath = [...here, 'properties', (wanted['properties'] as readonly Json[]).indexOf(property)];
    into.at = place;
    const column = mapProperty(into, property, keys.length === 1 && keys[0] === property);
    if (column !== null) quality(property['quality'], column, place);
  }
  into.at = here;
  if (keys.length > 1) into.add('expect_compound_columns_to_be_unique', { column_list: keys.map((k) => nameOf(k) ?? '') });
  for (const key of keys.length > 1 ? keys : []) if (key['required'] !== true && nameOf(key) !== null) into.add('expect_column_values_to_not_be_null', { column: nameOf(key) });
  quality(wanted['quality'], null, here);
  into.at = here;
  if (objects(wanted['relationships']).length > 0 || properties.some((p) => objects(p['relationships']).length > 0)) into.leave('relationships to other tables');
  into.at = ['slaProperties'];
  if (objects(root['slaProperties']).length > 0) into.leave('service levels are promises about the delivery, not about the rows of a file');
  return { name: textOf(root['name']) ?? textOf(root['id']) ?? object, expectations: into.expectations, parameters: {}, meta: null, notMapped: into.notMapped };
}

const nameOf = (property: JsonObject): string | null => textOf(property['physicalName']) ?? textOf(property['name']);

/** Gives the column that the property describes; null when it has no name. */
function mapProperty(into: Mapping, property: JsonObject, isKey: boolean): string | null {
  const column = nameOf(property);
  if (column === null) {
    into.leave('a property without a name');
    return null;
  }
  into.add('expect_column_to_exist', { column });
  const logical = textOf(property['logicalType']);
  if (logical !== null && types[logical]) into.add('expect_column_values_to_be_in_type_list', { column, type_list: types[logical] });
  else if (logical !== null) into.leave(`"${column}": the logical type "${logical}" is not known`);
  if (property['required'] === true || property['isNullable'] === false || isKey) into.add('expect_column_values_to_not_be_null', { column });
  if (property['unique'] === true || isKey) into.add('expect_column_values_to_be_unique', { column });
  if (Array.isArray(property['enum'])) into.add('expect_column_values_to_be_in_set', { column, value_set: (property['enum'] as readonly Json[]).map((e) => (isObject(e) ? ((e as JsonObject)['value'] ?? null) : e)) });
  if (objects(property['properties']).length > 0 || isObject(property['items'])) into.leave(`"${column}": what its values hold`);
  mapOptions(into, column, isObject(property['logicalTypeOptions']) ? (property['logicalTypeOptions'] as JsonObject) : {});
  return column;
}

/** Spellings that a format of a text stands for. */
const formats: Readonly<Record<string, string>> = {
  email: '^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$',
  uuid: '^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$',
  ipv4: '^((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(\\.|$)){4}$',
  uri: '^[a-zA-Z][a-zA-Z0-9+.-]*:\\S+$',
};

/** Limits that a format of a whole number stands for; those of 64 bits hold every number of a file. */
const ranges: Readonly<Record<string, readonly [number, number]>> = { i8: [-128, 127], i16: [-32_768, 32_767], i32: [-2_147_483_648, 2_147_483_647], u8: [0, 255], u16: [0, 65_535], u32: [0, 4_294_967_295] };

function mapOptions(into: Mapping, column: string, options: JsonObject): void {
  const known = new Set<string>();
  const given = (name: string): Json => {
    known.add(name);
    return options[name] ?? null;
  };
  const [minLength, maxLength] = [given('minLength'), given('maxLength')];
  if (minLength !== null || maxLength !== null) into.add('expect_column_value_lengths_to_be_between', { column, min_value: minLength, max_value: maxLength });
  // Draft 4 of JSON Schema says with true that the limit itself is not allowed.
  const limit = (exclusive: Json, plain: Json): { readonly value: Json; readonly strict: boolean } => (typeof exclusive === 'boolean' || exclusive === null ? { value: plain, strict: exclusive === true } : { value: exclusive, strict: true });
  const [low, high] = [limit(given('exclusiveMinimum'), given('minimum')), limit(given('exclusiveMaximum'), given('maximum'))];
  if (low.value !== null || high.value !== null) into.add('expect_column_values_to_be_between', { column, min_value: low.value, max_value: high.value, strict_min: low.strict, strict_max: high.strict });
  const pattern = given('pattern');
  if (typeof pattern === 'string') into.add('expect_column_values_to_match_regex', { column, regex: pattern });
  const multiple = given('multipleOf');
  if (typeof multiple === 'number') into.add('contract_multiple_of', { column, multiple_of: multiple });
  const [minItems, maxItems, unique] = [given('minItems'), given('maxItems'), given('uniqueItems')];
  if (minItems !== null || maxItems !== null || unique === true) into.add('contract_items', { column, min_items: minItems, max_items: maxItems, unique_items: unique === true });
  const format = String(options['format'] ?? '');
  if (formats[format] !== undefined) into.add('expect_column_values_to_match_regex', { column, regex: formats[format]! });
  const range = ranges[format];
  if (range) into.add('expect_column_values_to_be_between', { column, min_value: range[0], max_value: range[1] });
  // Every number of a file has such a format.
  if (formats[format] !== undefined || range || ['i64', 'f32', 'f64'].includes(format)) known.add('format');
  for (const name of Object.keys(options)) if (!known.has(name)) into.leave(`"${column}": the option "${name}" of its logical type`);
}

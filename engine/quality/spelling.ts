import type { Expression } from '../expression/expression.ts';
import { typeFamily } from '../core/type-family.ts';
import type { Schema } from '../core/schema.ts';
import type { Expectation, Table } from './expectation.ts';

/** Expectations about how a value is written, not about what it stands for. Those in `ofNumbers` can be asked of numbers too; the others need text. */
const aboutSpelling = /^expect_column_value(s_to_(not_)?match_(regex|like_pattern|strftime_format|json_schema)|s_to_be_(dateutil|json)_parseable|_lengths_to_)/;
const ofNumbers = /^expect_column_values_to_(not_)?match_(regex|like_pattern)/;

/** Expectations that read texts as moments themselves, the month first, where their suite says so. */
const readsMoments = /^expect_column_(values_to_(not_)?be_(between|in_set|increasing|decreasing)|(min|max)_to_be_between)$/;

function judgesSpelling({ type, kwargs }: Expectation, columnType: string): boolean {
  if (kwargs['parse_strings_as_datetimes'] === true && typeFamily(columnType) === 'time') return readsMoments.test(type);
  const isNumber = typeFamily(columnType) === 'number' || columnType === 'BOOLEAN';
  return columnType !== 'VARCHAR' && (isNumber ? ofNumbers : aboutSpelling).test(type);
}

const columnOf = ({ kwargs }: Expectation, schema: Schema) => schema.find((c) => typeof kwargs['column'] === 'string' && c.name.toLowerCase() === kwargs['column'].toLowerCase());

/** The same rows with one column, whose type was guessed from text, read as that text; by the column's name. */
export type SpelledTables = ReadonlyMap<string, Table>;

/** Columns of a file of text that a suite judges by their spelling and that are read as something else; numbers of JSON have no other spelling. */
export function columnsToSpell(expectations: readonly Expectation[], schema: Schema, format: 'delimited' | 'json'): readonly string[] {
  const isGuessed = (type: string): boolean => format === 'delimited' || typeFamily(type) === 'time' || type === 'UUID';
  const found = expectations.flatMap((expectation) => {
    const column = columnOf(expectation, schema);
    return column && isGuessed(column.type) && judgesSpelling(expectation, column.type) ? [column.name] : [];
  });
  return [...new Set(found)];
}

/** The table an expectation is judged over: where it is about spelling the one that spells its column, unless its condition needs the column as what it stands for. */
export function tableToJudge(expectation: Expectation, condition: Expression | null, table: Table, spelled: SpelledTables): Table {
  const own = columnOf(expectation, table.schema);
  const other = own && judgesSpelling(expectation, own.type) ? spelled.get(own.name) : undefined;
  if (!own || !other) return table;
  let needed = false;
  JSON.stringify(condition, (_key, value: unknown) => {
    const inner = value as { readonly op?: unknown; readonly name?: unknown; readonly columns?: unknown } | null;
    const names = inner?.op === 'column' ? [inner.name] : inner?.op === 'text' && Array.isArray(inner.columns) ? (inner.columns as readonly unknown[]) : [];
    needed ||= names.some((name) => typeof name === 'string' && name.toLowerCase() === own.name.toLowerCase());
    return value;
  });
  return needed ? table : other;
}

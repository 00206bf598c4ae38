import type { TableLiteral } from '../definition/index.ts';
import type { Cell } from '../relation/relation.ts';
import type { Draw } from './draw.ts';

/** Names that break careless quoting; several differ only in case, so tables that meet may hold twins. */
export const oddNames = [
  'id', 'ID', 'a', 'A b', 'a "b".c', "it's", 'se.lect', 'select', 'Größe', 'größe', '🎈', '日本 語', ' lead', 'trail ', '%s $x {y}', ';--', '/* */', 'left', 'right',
  '_violations', 'in1', 'x,y', 'tab\there', 'two\nlines', '"', "''", '\\', 'İ', 'ß', 'current_date', 'rowid', 'count(*)', '_rule_0', 'n'.repeat(200),
] as const;

/** Types with values that use their whole range; floats add up without rounding, so that no order of adding shows. */
export const exactTypes: Readonly<Record<string, readonly Cell[]>> = {
  INTEGER: [0, 1, 2, 3, -7, 2147483647, -2147483648],
  VARCHAR: ['', 'a', 'A', ' a ', "it's \"x\"", 'NULL', '\n', '\t,;|', '日本 🎈', '0012', '1.50', 'true', '\\N', 'é', 'e\u0301'],
  'DECIMAL(10,2)': ['0.00', '0.10', '-99999999.99', '12.34', '99999999.99'],
  BIGINT: ['0', '1', '9223372036854775807', '-9223372036854775808', '42'],
  BOOLEAN: [true, false],
  DATE: ['2024-02-29', '1970-01-01', '0001-01-01', '9999-12-31'],
  DOUBLE: ['0.5', '1.25', '-3', '1e10', 'nan', 'inf', '-inf', '0'],
  // Not the largest ones: a union or join with a DECIMAL has no type that holds both and stops the run.
  HUGEINT: ['170141183460469231731687303', '-170141183460469231731687303', '0', '7'],
  'DECIMAL(38,10)': ['1234567890123456789012345678.0123456789', '0.0000000001', '-1'],
  'TIMESTAMP WITH TIME ZONE': ['2024-02-29 12:00:00.123456+00', '1969-12-31 23:59:59.999999+00', '2024-03-31 01:30:00+00'],
  TIMESTAMP: ['2024-02-29 12:00:00.123456', '1969-12-31 23:59:59.999999', '1582-10-04 00:00:00'],
  TIMESTAMP_NS: ['2024-02-29 12:00:00.123456789', '1970-01-01 00:00:00'],
  TIME: ['00:00:00', '23:59:59.999999'],
  UUID: ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '7d444840-9dc0-11d1-b245-5ffdce74fad2'],
  BLOB: ['\\x00\\xFF', 'abc', ''],
  INTERVAL: ['1 year 2 months 3 days 04:05:06.007', '0 days', '10 days'],
  "ENUM('a', 'b c', 'it''s', '🎈')": ['a', 'b c', "it's", '🎈'],
  'INTEGER[]': ['[]', '[1, 2]', '[NULL]', '[3]'],
  'VARCHAR[]': ['[]', "['a, b', NULL]", "['']"],
  'STRUCT(a INTEGER, "b c" VARCHAR)': ["{'a': 1, 'b c': 'x'}", "{'a': NULL, 'b c': ''}"],
  'MAP(VARCHAR, INTEGER)': ['{}', '{k=1, l=NULL}', '{k=2}'],
  UTINYINT: [0, 255, 17],
  UBIGINT: ['18446744073709551615', '0'],
  FLOAT: ['0.5', '-2', 'nan'],
};

const typeNames = Object.keys(exactTypes);

/** A small table with odd names, any types, NULLs, repeated rows and now and then no rows. */
export function randomTable(draw: Draw, types: readonly string[] = typeNames): TableLiteral {
  const taken = new Set<string>();
  const columns = Array.from({ length: 1 + draw.below(4) }, () => {
    const free = oddNames.filter((name) => !taken.has(name.toLowerCase()));
    const name = draw.one(free);
    taken.add(name.toLowerCase());
    return { name, type: types[draw.below(types.length)]! };
  });
  const count = draw.chance(10) ? 0 : 1 + draw.below(8);
  const rows = Array.from({ length: count }, () => columns.map((c) => (draw.chance(20) ? null : draw.one(exactTypes[c.type]!))));
  const again = rows.filter(() => draw.chance(20));
  return { columns, rows: [...rows, ...again] };
}

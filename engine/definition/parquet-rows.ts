import type { Schema } from '../core/schema.ts';
import { cast, column } from '../expression/expression.ts';
import { input, type Relation } from '../relation/relation.ts';

/** The rows that arrive, with the integers Parquet does not have as decimals, which DuckDB would otherwise write as floats. */
export function parquetRows(schema: Schema): Relation {
  const columns = schema.map((c) => ({ name: c.name, kept: keptType(c.type), type: c.type }));
  if (columns.every((c) => c.kept === c.type)) return input('in');
  return { op: 'project', from: input('in'), columns: columns.map((c) => ({ name: c.name, value: c.kept === c.type ? column(c.name) : cast(column(c.name), c.kept) })) };
}

/** The type with every HUGEINT and UHUGEINT in it replaced; quoted parts are names of fields and members of enums. */
const keptType = (type: string): string => type.replaceAll(/"(?:[^"]|"")*"|'(?:[^']|'')*'|\bU?HUGEINT(?=[,)[]|$)/g, (part) => (/^["']/.test(part) ? part : 'DECIMAL(38,0)'));

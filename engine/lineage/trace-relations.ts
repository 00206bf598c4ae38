import { isNumericType, type Schema } from '../core/schema.ts';
import { and, binary, call, cast, column, isNull, literal, type Expression } from '../expression/expression.ts';
import type { Relation } from '../relation/relation.ts';
import { isMarked } from './mark-relation.ts';
import type { TraceLeaf } from './mark-flow.ts';

/** Types whose text is cast back without loss and whose comparison a scan can use. */
const plainType = (type: string): boolean => (isNumericType(type) && type !== 'FLOAT') || /^(VARCHAR|BOOLEAN|DATE|TIMESTAMP(_S|_MS|_NS| WITH TIME ZONE)?|UUID)$/.test(type);

/** True for the rows that equal one whose values are given as text, NULL for NULL. */
export const equalsRow = (schema: Schema, values: readonly (string | null)[]): Expression =>
  and(
    ...schema.map((c, i): Expression => {
      const value = values[i] ?? null;
      if (value === null) return isNull(column(c.name));
      return plainType(c.type) ? binary(column(c.name), '=', cast(literal(value), c.type)) : binary(cast(column(c.name), 'VARCHAR'), '=', literal(value));
    }),
  );

/** Every value as text. */
export const asText = (from: Relation, names: readonly string[]): Relation => ({ op: 'project', from, columns: names.map((name, i) => ({ name: `c${i}`, value: cast(column(name), 'VARCHAR') })) });

/** Row number `row` (from 1) of those for which `where` holds. */
export const nthRow = (from: Relation, where: Expression | null, row: number): Relation => ({ op: 'limit', from: where === null ? from : { op: 'filter', from, condition: where }, count: 1, offset: row - 1 });

/** One group of all rows. A window over no groups and in no order at all races with itself in DuckDB 1.5.5 when a join feeds it, and takes the whole database down. */
const everyRow: readonly Expression[] = [literal(true)];

const over = (name: string, partitionBy: readonly Expression[], orderBy: readonly string[], whole = false): Expression => ({
  op: 'window',
  name,
  args: [],
  partitionBy,
  orderBy: orderBy.map((by) => ({ by: column(by), descending: false, nulls: 'last' as const })),
  ...(whole ? { frame: 'whole' as const } : {}),
});

/** Places in the marks of the rows for which `which` holds: `s`, `f`, `r`, how many places its source has (`n`) and how many rows were asked about (`m`); at most `limit` per source. */
export function placesOf(from: Relation, mark: string, which: Expression, limit: number): Relation {
  const rows: Relation = { op: 'filter', from, condition: which };
  const counted: Relation = { op: 'extend', from: { op: 'project', from: rows, columns: [{ name: 'l', value: column(mark) }] }, columns: [{ name: 'm', value: over('count', everyRow, [], true) }] };
  const opened: Relation = { op: 'unnest', from: counted, list: column('l'), as: 'u' };
  const field = (name: string): Expression => ({ op: 'field', item: column('u'), name });
  const groups = ['s', 'f', 'r'].map((name) => ({ name, value: field(name) }));
  const distinct: Relation = { op: 'aggregate', from: { op: 'filter', from: opened, condition: binary(field('s'), '>=', literal(0)) }, groups, measures: [{ name: 'm', value: call('max', column('m')) }] };
  const placed: Relation = { op: 'extend', from: distinct, columns: [{ name: 'n', value: over('count', [column('s')], [], true) }, { name: 'p', value: over('row_number', [column('s')], ['f', 'r']) }] };
  return { op: 'sort', from: { op: 'filter', from: placed, condition: binary(column('p'), '<=', literal(limit)) }, keys: ['s', 'p'].map((name) => ({ by: column(name), descending: false, nulls: 'last' as const })) };
}

/** The rows of a source at given places: their number, then every value as text. */
export function rowsAt(leaf: TraceLeaf, places: readonly { readonly file: string | null; readonly row: string }[]): Relation {
  const { rows, names } = leaf;
  const at = places.map(({ file, row }): Expression => and(binary(column(rows.row), '=', literal(Number(row))), ...(rows.file !== null && file !== null ? [binary(column(rows.file), '=', literal(file))] : [])));
  const found: Relation = { op: 'filter', from: rows.relation, condition: { op: 'or', items: at } };
  const file: Expression = rows.file === null ? literal(null, 'VARCHAR') : column(rows.file);
  const columns = [{ name: 'f', value: file }, { name: 'r', value: cast(column(rows.row), 'VARCHAR') }, ...names.map((name, i) => ({ name: `c${i}`, value: cast(column(name), 'VARCHAR') }))];
  return { op: 'project', from: { op: 'sort', from: found, keys: [...(rows.file === null ? [] : [rows.file]), rows.row].map((name) => ({ by: column(name), descending: false, nulls: 'last' as const })) }, columns };
}

/** The marked rows of a port: how many there are, then every value as text. */
export function markedRows(from: Relation, mark: string, names: readonly string[]): Relation {
  const counted: Relation = { op: 'extend', from: { op: 'filter', from, condition: isMarked(mark) }, columns: [{ name: mark, value: over('count', everyRow, [], true), replaces: true }] };
  return { op: 'project', from: counted, columns: [{ name: 'n', value: cast(column(mark), 'VARCHAR') }, ...names.map((name, i) => ({ name: `c${i}`, value: cast(column(name), 'VARCHAR') }))] };
}

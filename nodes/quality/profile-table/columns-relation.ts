import type { Column, Schema } from '../../../engine/core/schema.ts';
import { typeFamily } from '../../../engine/core/type-family.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { binary, call, cast, choose, column, literal } from '../../../engine/expression/expression.ts';
import type { NamedExpression, Relation } from '../../../engine/relation/relation.ts';

/** One row per column; limits as text, in the spelling of the column's own type. */
export const columnsSchema: Schema = [
  { name: 'column', type: 'VARCHAR' },
  { name: 'position', type: 'INTEGER' },
  { name: 'type', type: 'VARCHAR' },
  { name: 'rows', type: 'BIGINT' },
  { name: 'missing', type: 'BIGINT' },
  { name: 'distinct', type: 'BIGINT' },
  { name: 'unique', type: 'BOOLEAN' },
  { name: 'min', type: 'VARCHAR' },
  { name: 'max', type: 'VARCHAR' },
  { name: 'mean', type: 'DOUBLE' },
  { name: 'stddev', type: 'DOUBLE' },
  { name: 'q05', type: 'DOUBLE' },
  { name: 'q25', type: 'DOUBLE' },
  { name: 'median', type: 'DOUBLE' },
  { name: 'q75', type: 'DOUBLE' },
  { name: 'q95', type: 'DOUBLE' },
  { name: 'shortest', type: 'BIGINT' },
  { name: 'longest', type: 'BIGINT' },
];

export const isNumber = (c: Column): boolean => typeFamily(c.type) === 'number';

/** A number that has a place among others: neither infinite nor NaN; NULL for those. */
export function finite(value: Expression): Expression {
  const number = cast(value, 'DOUBLE');
  return choose(call('isfinite', number), number);
}

/** Every figure of every column in one aggregate, then a row per column. */
export function columnsRelation(from: Relation, chosen: Schema, all: Schema): Relation {
  const measures: NamedExpression[] = [{ name: 'rows', value: call('count') }];
  const lines = chosen.map((c, i): Expression => {
    const value = column(c.name);
    const ordered = ['number', 'text', 'time'].includes(typeFamily(c.type)) || c.type === 'BOOLEAN';
    const figure = (name: string, expression: Expression): Expression => {
      measures.push({ name: `${name}_${i}`, value: expression });
      return column(`${name}_${i}`);
    };
    const none = (type: string): Expression => cast(literal(null), type);
    const number = (name: string, expression: () => Expression): Expression => (isNumber(c) ? figure(name, expression()) : none('DOUBLE'));
    const length = (name: string, aggregate: string): Expression => (typeFamily(c.type) === 'text' ? figure(name, call(aggregate, call('len', cast(value, 'VARCHAR')))) : none('BIGINT'));
    const present = figure('present', call('count', value));
    const distinct = figure('distinct', { op: 'call', name: 'count', args: [value], distinct: true });
    const quantile = (name: string, share: number): Expression => number(name, () => call('quantile_cont', finite(value), literal(share)));
    const cells: Readonly<Record<string, Expression>> = {
      column: literal(c.name),
      position: literal(all.findIndex((other) => other.name === c.name) + 1),
      type: literal(c.type),
      rows: column('rows'),
      missing: binary(column('rows'), '-', present),
      distinct,
      unique: binary(distinct, '=', present),
      min: ordered ? cast(figure('min', call('min', value)), 'VARCHAR') : none('VARCHAR'),
      max: ordered ? cast(figure('max', call('max', value)), 'VARCHAR') : none('VARCHAR'),
      mean: number('mean', () => call('avg', finite(value))),
      stddev: number('stddev', () => call('stddev_samp', finite(value))),
      q05: quantile('q05', 0.05),
      q25: quantile('q25', 0.25),
      median: quantile('q50', 0.5),
      q75: quantile('q75', 0.75),
      q95: quantile('q95', 0.95),
      shortest: length('shortest', 'min'),
      longest: length('longest', 'max'),
    };
    return { op: 'struct', fields: columnsSchema.map(({ name, type }) => ({ name, value: cast(cells[name]!, type) })) };
  });
  const counted: Relation = { op: 'aggregate', from, groups: [], measures };
  const listed: Relation = { op: 'project', from: counted, columns: [{ name: 'lines', value: { op: 'list', items: lines } }] };
  return { op: 'project', from: { op: 'unnest', from: listed, list: column('lines'), as: 'line' }, columns: columnsSchema.map(({ name }) => ({ name, value: { op: 'field', item: column('line'), name } })) };
}

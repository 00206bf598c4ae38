import type { Column, Schema } from '../../../engine/core/schema.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { binary, call, cast, choose, column, literal } from '../../../engine/expression/expression.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { finite, isNumber } from './columns-relation.ts';

export const histogramSchema: Schema = [
  { name: 'column', type: 'VARCHAR' },
  { name: 'bin', type: 'INTEGER' },
  { name: 'from', type: 'DOUBLE' },
  { name: 'to', type: 'DOUBLE' },
  { name: 'rows', type: 'BIGINT' },
];

/** Rows per bin of equal width between the smallest and the largest finite value; bins without rows are left out, null for a column without numbers. */
export function histogramRelation(from: Relation, of: Column, bins: number): Relation | null {
  if (!isNumber(of)) return null;
  const values: Relation = { op: 'project', from, columns: [{ name: 'value', value: finite(column(of.name)) }] };
  const over = (name: string) => ({ op: 'window', name, args: [column('value')], partitionBy: [], orderBy: [] }) as const;
  const present: Relation = { op: 'filter', from: values, condition: { op: 'is', item: column('value'), what: 'NOT NULL' } };
  const limits: Relation = { op: 'extend', from: present, columns: [{ name: 'low', value: over('min') }, { name: 'high', value: over('max') }] };
  const span = binary(column('high'), '-', column('low'));
  const place = cast(call('floor', binary(binary(binary(column('value'), '-', column('low')), '/', span), '*', literal(bins))), 'INTEGER');
  const bin = choose(binary(column('high'), '>', column('low')), call('least', literal(bins - 1), place), literal(0));
  const counted: Relation = { op: 'aggregate', from: limits, groups: [{ name: 'bin', value: cast(bin, 'INTEGER') }, { name: 'low', value: column('low') }, { name: 'high', value: column('high') }], measures: [{ name: 'rows', value: call('count') }] };
  const edge = (at: Expression): Expression => binary(column('low'), '+', binary(binary(span, '*', at), '/', literal(bins)));
  return {
    op: 'project',
    from: counted,
    columns: [
      { name: 'column', value: cast(literal(of.name), 'VARCHAR') },
      { name: 'bin', value: column('bin') },
      { name: 'from', value: edge(column('bin')) },
      { name: 'to', value: edge(binary(column('bin'), '+', literal(1))) },
      { name: 'rows', value: column('rows') },
    ],
  };
}

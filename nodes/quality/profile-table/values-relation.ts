import type { Column, Schema } from '../../../engine/core/schema.ts';
import { typeFamily } from '../../../engine/core/type-family.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { call, cast, column, literal } from '../../../engine/expression/expression.ts';
import type { Relation } from '../../../engine/relation/relation.ts';

/** Values of columns of any type, so as text. */
export const valuesSchema: Schema = [
  { name: 'column', type: 'VARCHAR' },
  { name: 'value', type: 'VARCHAR' },
  { name: 'rows', type: 'BIGINT' },
];

/** The most frequent values of a column; the smaller one first where two are as frequent. */
export const valuesRelation = (from: Relation, of: Column, most: number): Relation => frequent(from, of.name, cast(column(of.name), 'VARCHAR'), most);

/** The most frequent shapes of a text column: A for capitals, a for other letters, 9 for digits, runs of one kind drawn together. */
export function patternsRelation(from: Relation, of: Column, most: number): Relation | null {
  if (typeFamily(of.type) !== 'text') return null;
  const steps: readonly (readonly [pattern: string, by: string])[] = [['\\p{Lu}+', 'A'], ['[\\p{Ll}\\p{Lo}\\p{Lt}\\p{Lm}]+', 'a'], ['\\p{Nd}+', '9']];
  const shape = steps.reduce<Expression>((text, [pattern, by]) => call('regexp_replace', text, literal(pattern), literal(by), literal('g')), cast(column(of.name), 'VARCHAR'));
  return frequent(from, of.name, shape, most);
}

function frequent(from: Relation, name: string, value: Expression, most: number): Relation {
  const present: Relation = { op: 'filter', from, condition: { op: 'is', item: column(name), what: 'NOT NULL' } };
  const counted: Relation = { op: 'aggregate', from: present, groups: [{ name: 'value', value }], measures: [{ name: 'rows', value: call('count') }] };
  const keys = [{ by: column('rows'), descending: true, nulls: 'last' }, { by: column('value'), descending: false, nulls: 'last' }] as const;
  return { op: 'project', from: { op: 'limit', from: { op: 'sort', from: counted, keys }, count: most, offset: 0 }, columns: [{ name: 'column', value: cast(literal(name), 'VARCHAR') }, { name: 'value', value: column('value') }, { name: 'rows', value: column('rows') }] };
}

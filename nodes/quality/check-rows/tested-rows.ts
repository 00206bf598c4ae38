import type { Schema } from '../../../engine/core/schema.ts';
import { binary, column, isNull } from '../../../engine/expression/expression.ts';
import type { NamedExpression, Relation } from '../../../engine/relation/relation.ts';
import { input } from '../../../engine/relation/relation.ts';
import type { RowRule } from './compiled-rule.ts';
import { rowNumber } from './row-rule.ts';

/** Rules that look at other rows, or into the reference table, are answered by windows and joins, which lose the order of the rows. */
const isNumbered = (rules: readonly RowRule[]): boolean => rules.some((rule) => rule.amongRows || rule.lookup !== null);

/** Columns that rules need beside those of the input. */
export const testedColumns = (rules: readonly RowRule[]): readonly string[] => [...(isNumbered(rules) ? [rowNumber] : []), ...rules.flatMap((rule) => (rule.lookup ? [rule.lookup.found] : [])), ...toldColumns(rules)];

const toldColumns = (rules: readonly RowRule[]): readonly string[] => rules.flatMap((rule) => (rule.judged ? [rule.judged.told] : []));

/** The input with the answers of JSON Schemas beside its columns. */
function judgedRows(rules: readonly RowRule[]): Relation {
  let rows: Relation = input('in');
  for (const { value, schema, told } of rules.flatMap((rule) => (rule.judged ? [rule.judged] : []))) {
    const text = `${told}_text`;
    const asked: Relation = { op: 'script', from: { op: 'extend', from: rows, columns: [{ name: text, value }] }, as: told, call: { language: 'json-schema', schema, unit: 'row', gives: 'keep', inputs: [{ name: text, type: 'VARCHAR' }], outputs: [] } };
    rows = { op: 'extend', from: asked, columns: [], without: [text] };
  }
  return rows;
}

/** The input with what rules look at beside its columns: the number of each row, whether a value is in the reference table, and what JSON Schemas say. */
export function testedRows(schema: Schema, rules: readonly RowRule[]): Relation {
  if (!isNumbered(rules)) return judgedRows(rules);
  let rows: Relation = { op: 'extend', from: judgedRows(rules), columns: [{ name: rowNumber, value: { op: 'window', name: 'row_number', args: [], partitionBy: [], orderBy: [] } }] };
  let columns: readonly NamedExpression[] = [...schema.map((c) => c.name), ...toldColumns(rules), rowNumber].map((name) => ({ name, value: column(name, 'left') }));
  const lookups = rules.flatMap((rule) => (rule.lookup ? [rule.lookup] : []));
  for (const { value, key, found } of lookups) {
    if (value.op !== 'column') throw new Error('Only columns are looked up.');
    const keys: Relation = { op: 'distinct', from: { op: 'project', from: { op: 'filter', from: input('reference'), condition: { op: 'not', item: isNull(column(key)) } }, columns: [{ name: 'key', value: column(key) }] } };
    columns = [...columns, { name: found, value: column('key', 'right') }];
    rows = { op: 'join', kind: 'left', left: rows, right: keys, on: binary(column(value.name, 'left'), '=', column('key', 'right')), columns };
    columns = columns.map((c) => ({ name: c.name, value: column(c.name, 'left') }));
  }
  return rows;
}

/** The rows in the order in which they arrived, where testing them may have changed it. */
export const inArrivalOrder = (rules: readonly RowRule[], from: Relation): Relation => (isNumbered(rules) ? { op: 'sort', from, keys: [{ by: column(rowNumber), descending: false, nulls: 'last' }] } : from);

import { isObject, type Json, type JsonObject } from '../core/json.ts';
import type { Expression } from '../expression/expression.ts';
import { and, binary, column, isNull, literal, or } from '../expression/expression.ts';
import { suiteTrouble } from './arguments.ts';
import { constantFor } from './constant.ts';
import { ExpectationTrouble, type Table } from './expectation.ts';
import { rowCondition } from './row-condition.ts';

/** Whether a row_condition is written in SQL, as for Spark. */
export const isSqlCondition = (kwargs: JsonObject): boolean => kwargs['condition_parser'] === 'spark' && typeof kwargs['row_condition'] === 'string';

/** The rows an expectation is limited to; null for all. `parsed` holds the conditions that are SQL. */
export function conditionOf(kwargs: JsonObject, table: Table, parsed: ReadonlyMap<string, Expression>): Expression | null {
  const condition = kwargs['row_condition'] ?? null;
  if (condition === null || condition === '') return null;
  if (isObject(condition)) return treeCondition(condition as JsonObject, table);
  if (typeof condition !== 'string') throw suiteTrouble(`row_condition is ${JSON.stringify(condition)}; it has to be a text.`);
  if (!isSqlCondition(kwargs)) return rowCondition(condition, table);
  const found = parsed.get(condition);
  if (!found) throw suiteTrouble(`The row_condition "${condition}" cannot be read as SQL.`);
  return found;
}

/** Conditions as version 1 of Great Expectations stores them: comparisons, tests for missing values, and, or. */
function treeCondition(tree: JsonObject, table: Table): Expression {
  const inner = (json: Json): Expression => {
    if (isObject(json)) return treeCondition(json as JsonObject, table);
    throw suiteTrouble(`row_condition holds ${JSON.stringify(json)}, which is no condition.`);
  };
  const type = tree['type'];
  if ((type === 'and' || type === 'or') && Array.isArray(tree['conditions'])) return (type === 'and' ? and : or)(...(tree['conditions'] as readonly Json[]).map(inner));
  const named = tree['column'];
  const name = isObject(named) ? (named as JsonObject)['name'] : named;
  if (typeof name !== 'string') throw suiteTrouble(`row_condition holds ${JSON.stringify(tree)}, which names no column.`);
  const of = table.schema.find((c) => c.name === name);
  if (!of) throw new ExpectationTrouble('data', `The row_condition names the column "${name}", which does not exist in the data.`);
  if (type === 'nullity') return tree['is_null'] === false ? { op: 'not', item: isNull(column(name)) } : isNull(column(name));
  const operators = { '==': '=', '!=': '<>', '<': '<', '<=': '<=', '>': '>', '>=': '>=' } as const;
  const sign = String(tree['operator']);
  const parameter = tree['parameter'] ?? tree['value'] ?? null;
  const constant = (value: Json): Expression => constantFor(value, of.type) ?? literal(null);
  if (sign.toLowerCase() === 'in' || sign.toLowerCase() === 'not_in' || sign.toLowerCase() === 'not in') {
    const within: Expression = { op: 'in', item: column(name), values: (Array.isArray(parameter) ? (parameter as readonly Json[]) : [parameter]).map(constant) };
    return sign.toLowerCase() === 'in' ? within : { op: 'not', item: within };
  }
  if (!(sign in operators)) throw suiteTrouble(`row_condition uses the operator ${JSON.stringify(sign)}, which is not supported here.`);
  return binary(column(name), operators[sign as keyof typeof operators], constant(parameter));
}

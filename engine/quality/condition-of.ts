import { isObject, type Json, type JsonObject } from '../core/json.ts';
import type { Expression } from '../expression/expression.ts';
import { and, binary, column, isNull, or } from '../expression/expression.ts';
import { suiteTrouble } from './arguments.ts';
import { constantFor } from './constant.ts';
import { ExpectationTrouble, type Table } from './expectation.ts';
import { rowCondition } from './row-condition.ts';

/** The text of a row_condition that is one; version 1 of Great Expectations may store it in an object. */
function conditionText(kwargs: JsonObject): string | null {
  const condition = kwargs['row_condition'] ?? null;
  const held = isObject(condition) && (condition as JsonObject)['type'] === 'pass_through' ? ((condition as JsonObject)['pass_through_filter'] ?? null) : condition;
  return typeof held === 'string' ? held : null;
}

/** A row_condition that is written in SQL, as for Spark; null for any other. */
export const sqlCondition = (kwargs: JsonObject): string | null => (kwargs['condition_parser'] === 'spark' ? conditionText(kwargs) : null);

/** The rows an expectation is limited to; null for all. `parsed` holds the conditions that are SQL. */
export function conditionOf(kwargs: JsonObject, table: Table, parsed: ReadonlyMap<string, Expression>): Expression | null {
  const condition = kwargs['row_condition'] ?? null;
  if (condition === null || condition === '') return null;
  const text = conditionText(kwargs);
  if (text === null && isObject(condition)) return treeCondition(condition as JsonObject, table);
  if (text === null) throw suiteTrouble(`row_condition is ${JSON.stringify(condition)}; it has to be a text.`);
  if (sqlCondition(kwargs) === null) return rowCondition(text, table);
  const found = parsed.get(text);
  if (!found) throw suiteTrouble(`The row_condition "${text}" cannot be read as SQL.`);
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
  const given = isObject(named) ? (named as JsonObject)['name'] : named;
  if (typeof given !== 'string') throw suiteTrouble(`row_condition holds ${JSON.stringify(tree)}, which names no column.`);
  const of = table.schema.find((c) => c.name === given) ?? table.schema.find((c) => c.name.toLowerCase() === given.toLowerCase());
  if (!of) throw new ExpectationTrouble('data', `The row_condition names the column "${given}", which does not exist in the data.`);
  const { name } = of;
  if (type === 'nullity') return tree['is_null'] === false ? { op: 'not', item: isNull(column(name)) } : isNull(column(name));
  const operators = { '==': '=', '!=': '<>', '<': '<', '<=': '<=', '>': '>', '>=': '>=' } as const;
  const sign = String(tree['operator']);
  const parameter = tree['parameter'] ?? tree['value'] ?? null;
  const constant = (value: Json): Expression => {
    const found = constantFor(value, of.type);
    if (found === null) throw suiteTrouble(`In the row_condition, ${JSON.stringify(value)} does not compare with column "${name}", which is ${of.type}.`);
    return found;
  };
  if (sign.toLowerCase() === 'in' || sign.toLowerCase() === 'not_in' || sign.toLowerCase() === 'not in') {
    const within: Expression = { op: 'in', item: column(name), values: (Array.isArray(parameter) ? (parameter as readonly Json[]) : [parameter]).map(constant) };
    return sign.toLowerCase() === 'in' ? within : { op: 'not', item: within };
  }
  if (!(sign in operators)) throw suiteTrouble(`row_condition uses the operator ${JSON.stringify(sign)}, which is not supported here.`);
  return binary(column(name), operators[sign as keyof typeof operators], constant(parameter));
}

import { isObject, type JsonObject } from '../core/json.ts';
import { typeFamily } from '../core/type-family.ts';
import { call, cast, column } from '../expression/expression.ts';
import type { Expression } from '../expression/expression.ts';
import { suiteTrouble, type Arguments } from './arguments.ts';
import { columnMap, not } from './column-map-checks.ts';
import type { DecidedCheck } from './expectation.ts';
import { jsonSchemaJudge, type JsonSchemaJudge } from './json-schema.ts';

/** Values of a column that are JSON of a given schema; each different value is looked at once. */
export function jsonSchemaCheck(args: Arguments): DecidedCheck {
  const of = args.column();
  const json = args.json('json_schema');
  if (!isObject(json)) throw suiteTrouble('json_schema is missing. Give it a JSON Schema.');
  const judge = compiled(json as JsonObject);
  const text: Expression = typeFamily(of.type) === 'text' ? cast(column(of.name), 'VARCHAR') : cast(call('to_json', column(of.name)), 'VARCHAR');
  return {
    kind: 'decided',
    question: { ask: (rows) => ({ op: 'distinct', from: { op: 'project', from: { op: 'filter', from: rows, condition: { op: 'is', item: column(of.name), what: 'NOT NULL' } }, columns: [{ name: 'value', value: text }] } }), columns: [{ name: 'value', type: null }] },
    decide(rows) {
      const isValid = (value: string): boolean => judge(value) === null;
      const valid = rows.map((row) => String(row[0])).filter((value) => isValid(value));
      const invalid = rows.length - valid.length;
      // The shorter list goes into the statement.
      const values = (invalid <= valid.length ? rows.map((row) => String(row[0])).filter((value) => !isValid(value)) : valid).map((value): Expression => ({ op: 'literal', value }));
      const within: Expression = { op: 'in', item: text, values };
      return columnMap(args, of, { unexpected: invalid <= valid.length ? within : not(within) });
    },
  };
}

function compiled(schema: JsonObject): JsonSchemaJudge {
  try {
    return jsonSchemaJudge(schema);
  } catch (error) {
    throw suiteTrouble(`json_schema is no JSON Schema: ${error instanceof Error ? error.message : String(error)}`);
  }
}

import { Ajv, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { isObject, type Json } from '../core/json.ts';
import { typeFamily } from '../core/type-family.ts';
import { call, cast, column } from '../expression/expression.ts';
import type { Expression } from '../expression/expression.ts';
import { suiteTrouble, type Arguments } from './arguments.ts';
import { columnMap, not } from './column-map-checks.ts';
import type { DecidedCheck } from './expectation.ts';

/** Values of a column that are JSON of a given schema; each different value is looked at once. */
export function jsonSchemaCheck(args: Arguments): DecidedCheck {
  const of = args.column();
  const json = args.json('json_schema');
  if (!isObject(json)) throw suiteTrouble('json_schema is missing. Give it a JSON Schema.');
  const validate = compiled(json as { readonly [key: string]: Json });
  const text: Expression = typeFamily(of.type) === 'text' ? cast(column(of.name), 'VARCHAR') : cast(call('to_json', column(of.name)), 'VARCHAR');
  return {
    kind: 'decided',
    question: { ask: (rows) => ({ op: 'distinct', from: { op: 'project', from: { op: 'filter', from: rows, condition: { op: 'is', item: column(of.name), what: 'NOT NULL' } }, columns: [{ name: 'value', value: text }] } }), columns: [{ name: 'value', type: null }] },
    decide(rows) {
      const valid = rows.map((row) => String(row[0])).filter((value) => isValid(value, validate));
      const invalid = rows.length - valid.length;
      // The shorter list goes into the statement.
      const values = (invalid <= valid.length ? rows.map((row) => String(row[0])).filter((value) => !isValid(value, validate)) : valid).map((value): Expression => ({ op: 'literal', value }));
      const within: Expression = { op: 'in', item: text, values };
      return columnMap(args, of, { unexpected: invalid <= valid.length ? within : not(within) });
    },
  };
}

function compiled(schema: { readonly [key: string]: Json }): ValidateFunction {
  const { $schema, ...rest } = schema;
  const options = { strict: false, allErrors: false, validateFormats: false } as const;
  const ajv = typeof $schema === 'string' && /20(19|20)/.test($schema) ? new Ajv2020(options) : new Ajv(options);
  try {
    return ajv.compile(rest);
  } catch (error) {
    throw suiteTrouble(`json_schema is no JSON Schema: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function isValid(text: string, validate: ValidateFunction): boolean {
  try {
    return validate(JSON.parse(text)) === true;
  } catch {
    // Text that is no JSON is of no schema.
    return false;
  }
}

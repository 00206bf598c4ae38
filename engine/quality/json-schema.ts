import { Ajv, type ErrorObject } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { isObject } from '../core/json.ts';

/** Says why a text is not JSON of a schema; null where it is. */
export type JsonSchemaJudge = (text: string) => string | null;

/** What judges texts by a JSON Schema (draft 7; 2019-09 and 2020-12 where `$schema` names them). Throws an Error that says what is wrong with the schema. */
export function jsonSchemaJudge(schema: unknown): JsonSchemaJudge {
  if (!isObject(schema) && typeof schema !== 'boolean') throw new Error('it is no object');
  const { $schema, ...rest } = typeof schema === 'boolean' ? { $schema: null, ...(schema ? {} : { not: {} }) } : schema;
  const options = { strict: false, allErrors: false, validateFormats: false, logger: false } as const;
  const ajv = typeof $schema === 'string' && /20(19|20)/.test($schema) ? new Ajv2020(options) : new Ajv(options);
  const validate = ajv.compile(rest);
  return (text) => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      // Text that is no JSON is of no schema.
      return 'it is not JSON';
    }
    return validate(value) === true ? null : told(validate.errors?.[0]);
  };
}

function told(error: ErrorObject | undefined): string {
  if (error === undefined) return 'it does not fit';
  const { instancePath, message, params } = error as ErrorObject<string, Record<string, unknown>>;
  const named = params['additionalProperty'] ?? params['unevaluatedProperty'] ?? params['allowedValues'] ?? params['allowedValue'];
  return `${instancePath === '' ? 'it' : instancePath} ${message ?? 'does not fit'}${named === undefined ? '' : `: ${JSON.stringify(named)}`}`;
}

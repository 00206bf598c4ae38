import { isObject, type Json, type JsonObject } from '../core/json.ts';
import type { Expectation, FilePath } from './expectation.ts';

export interface Suite {
  readonly name: string;
  readonly expectations: readonly Expectation[];
  /** Values for evaluation parameters that the suite itself carries. */
  readonly parameters: JsonObject;
  readonly meta: JsonObject | null;
}

const object = (value: Json | undefined): JsonObject | null => (isObject(value) ? (value as JsonObject) : null);

/** Reads a suite of Great Expectations, of version 0 or 1, or a bare list of expectations; gives a sentence when it is none. */
export function readSuite(json: Json, fallbackName: string): Suite | string {
  const root = object(json);
  // A validation result or a checkpoint's file holds its suite one level down.
  const list = Array.isArray(json) ? json : (root?.['expectations'] ?? (isExpectation(json) ? [json] : undefined));
  if (!Array.isArray(list)) return 'It has no list "expectations".';
  const expectations: Expectation[] = [];
  for (const [i, item] of (list as readonly Json[]).entries()) {
    const read = readExpectation(item, Array.isArray(json) ? [i] : root?.['expectations'] === undefined ? [] : ['expectations', i]);
    if (typeof read === 'string') return `Expectation ${i + 1} ${read}`;
    expectations.push(read);
  }
  const name = root?.['expectation_suite_name'] ?? root?.['name'];
  return { name: typeof name === 'string' ? name : fallbackName, expectations, parameters: object(root?.['evaluation_parameters']) ?? object(root?.['suite_parameters']) ?? {}, meta: object(root?.['meta']) };
}

const isExpectation = (json: Json): boolean => isObject(json) && ('expectation_type' in json || ('type' in json && 'kwargs' in json));

function readExpectation(item: Json, at: FilePath): Expectation | string {
  const one = object(item);
  // Results of an earlier validation carry the expectation under expectation_config.
  const config = object(one?.['expectation_config']) ?? one;
  if (!config) return `is ${JSON.stringify(item).slice(0, 60)}; it has to be an object.`;
  const type = config['expectation_type'] ?? config['type'];
  if (typeof type !== 'string') return 'has neither "expectation_type" nor "type".';
  const kwargs = config['kwargs'] ?? {};
  if (!isObject(kwargs)) return `(${type}) has kwargs that are no object.`;
  const severity = config['severity'];
  return { type: snakeCase(type), kwargs: kwargs as JsonObject, meta: object(config['meta']), ...(typeof severity === 'string' ? { severity } : {}), at };
}

/** Classes of Great Expectations are named in camel case, as `ExpectColumnValuesToBeUnique`. */
const snakeCase = (type: string): string => (/^Expect[A-Z]|^Unexpected[A-Z]/.test(type) ? type.replaceAll(/(?<!^)([A-Z])/g, '_$1') : type).toLowerCase();

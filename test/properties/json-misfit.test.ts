import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { printExpression } from '../../engine/compile/print-expression.ts';
import { SqlWriter } from '../../engine/compile/sql-text.ts';
import { quotedIdentifier, quotedText } from '../../engine/core/quoting.ts';
import { column, isNull } from '../../engine/expression/expression.ts';
import { fittingJson, jsonMisfit } from '../../engine/expression/json-misfit.ts';
import { settings } from './law.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Type =
  | { readonly kind: 'INTEGER' | 'BOOLEAN' | 'VARCHAR' | 'JSON' }
  | { readonly kind: 'list'; readonly of: Type; readonly size: number | null }
  | { readonly kind: 'map'; readonly key: 'VARCHAR' | 'INTEGER'; readonly of: Type }
  | { readonly kind: 'struct'; readonly fields: readonly (readonly [name: string, type: Type])[] };

let instance: DuckDBInstance;
let connection: DuckDBConnection;
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

const names = ['a', 'b c', 'd"e', '~/f', '0', 'ü🎈'];

function spelled(type: Type): string {
  if (type.kind === 'list') return `${spelled(type.of)}[${type.size ?? ''}]`;
  if (type.kind === 'map') return `MAP(${type.key}, ${spelled(type.of)})`;
  if (type.kind === 'struct') return `STRUCT(${type.fields.map(([name, of]) => `${quotedIdentifier(name)} ${spelled(of)}`).join(', ')})`;
  return type.kind;
}

const isObject = (value: Json): value is { readonly [key: string]: Json } => typeof value === 'object' && value !== null && !Array.isArray(value);
/** Numbers are whole and small, and texts are such that everybody agrees on which of them are numbers. */
const isWhole = (text: string): boolean => /^(0|[1-9]\d{0,3})$/.test(text);

/** The judgement of a person who reads the type and the value; missing keys and null fit everywhere, keys beside those of the type are let be. */
function fits(value: Json | undefined, type: Type): boolean {
  if (value === undefined || value === null) return true;
  switch (type.kind) {
    case 'VARCHAR':
    case 'JSON':
      return true;
    case 'INTEGER':
      return typeof value === 'number' || typeof value === 'boolean' || (typeof value === 'string' && isWhole(value));
    case 'BOOLEAN':
      return typeof value === 'number' || typeof value === 'boolean' || value === 'true';
    case 'list':
      return Array.isArray(value) && (type.size === null || value.length === type.size) && (value as readonly Json[]).every((item) => fits(item, type.of));
    case 'map':
      return isObject(value) && Object.entries(value).every(([key, item]) => (type.key === 'VARCHAR' || isWhole(key)) && fits(item, type.of)) && new Set(Object.keys(value).map((key) => (type.key === 'INTEGER' ? Number(key) : key))).size === Object.keys(value).length;
    case 'struct':
      return isObject(value) && type.fields.every(([name, of]) => fits(Object.hasOwn(value, name) ? value[name] : undefined, of));
  }
}

const typeTree = fc.letrec<{ type: Type }>((tie) => ({
  type: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ kind: fc.constantFrom('INTEGER', 'BOOLEAN', 'VARCHAR', 'JSON') }),
    fc.record({ kind: fc.constant('list' as const), of: tie('type'), size: fc.constantFrom(null, null, 1, 2) }),
    fc.record({ kind: fc.constant('map' as const), key: fc.constantFrom('VARCHAR', 'INTEGER'), of: tie('type') }),
    fc.record({ kind: fc.constant('struct' as const), fields: fc.uniqueArray(fc.tuple(fc.constantFrom(...names), tie('type')), { minLength: 1, maxLength: 3, selector: ([name]) => name }) }),
  ),
})).type;

const scalar: fc.Arbitrary<Json> = fc.constantFrom<Json>(null, true, 7, 300, '12', 'x', 'true', '');
const anyValue: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, scalar, fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(fc.constantFrom(...names, '5', '05', ''), tie('value'), { maxKeys: 3 })),
})).value;

/** A value that was made for the type, with something else in about every eighth place. */
function valueOf(type: Type): fc.Arbitrary<Json> {
  const meant = ((): fc.Arbitrary<Json> => {
    switch (type.kind) {
      case 'INTEGER':
        return fc.constantFrom<Json>(1, 2, '12', null);
      case 'BOOLEAN':
        return fc.constantFrom<Json>(true, false, null);
      case 'VARCHAR':
      case 'JSON':
        return anyValue;
      case 'list':
        return fc.array(valueOf(type.of), type.size === null ? { maxLength: 3 } : { minLength: type.size, maxLength: type.size });
      case 'map':
        return fc.dictionary(type.key === 'INTEGER' ? fc.constantFrom('1', '2', '30') : fc.constantFrom(...names, ''), valueOf(type.of), { maxKeys: 3 });
      case 'struct':
        return fc.record(Object.fromEntries(type.fields.map(([name, of]) => [name, valueOf(of)])), { requiredKeys: [] }) as fc.Arbitrary<Json>;
    }
  })();
  return fc.oneof({ weight: 12, arbitrary: meant }, { weight: 1, arbitrary: anyValue });
}

/** What the database gives for a type and values: the sentence, and the value as text. */
async function judged(type: string, values: readonly Json[]): Promise<readonly { readonly said: string | null; readonly value: string | null }[]> {
  const out = new SqlWriter();
  const misfit = jsonMisfit(column('doc'), type, 'doc');
  out.add('SELECT ');
  printExpression(out, misfit, 'n');
  out.add(', CAST(to_json(');
  printExpression(out, fittingJson(column('doc'), type, isNull(misfit)), 'n');
  out.add(`) AS VARCHAR) FROM (SELECT row_number() OVER () AS i, CAST(v AS JSON) AS doc FROM (SELECT unnest([${values.map((v) => quotedText(JSON.stringify(v))).join(', ')}]) AS v)) ORDER BY i`);
  const reply = await connection.runAndReadAll(out.done().sql);
  return reply.getRows().map((row) => ({ said: row[0] as string | null, value: row[1] as string | null }));
}

test('a value fits its type as a reader of both would say, whatever they are', async () => {
  let [fitting, unfit] = [0, 0];
  await fc.assert(
    fc.asyncProperty(typeTree.chain((type) => fc.tuple(fc.constant(type), fc.array(valueOf(type), { minLength: 12, maxLength: 12 }))), async ([type, values]) => {
      const found = await judged(spelled(type), values);
      for (const [i, value] of values.entries()) {
        const expected = fits(value, type);
        if (expected) fitting++;
        else unfit++;
        expect(found[i]!.said === null, `${JSON.stringify(value)} as ${spelled(type)}: ${found[i]!.said}`).toBe(expected);
        // What does not fit is NULL as a whole, and what fits is not.
        if (type.kind !== 'JSON' && type.kind !== 'VARCHAR') expect(found[i]!.value === null, `${JSON.stringify(value)} as ${spelled(type)}: ${found[i]!.value}`).toBe(!expected || value === null);
      }
    }),
    settings(150),
  );
  // Neither is rare among them.
  expect(Math.min(fitting, unfit)).toBeGreaterThan(150);
});

test('the sentence names the place, the type and the value', async () => {
  const type = 'STRUCT("lines" STRUCT(price INTEGER)[], "b ""c" MAP(INTEGER, DATE), pair TINYINT[2])';
  const said = (await judged(type, [{ lines: [{ price: 1 }, { price: 'x' }] }, { 'b "c': { 7: 'soon' } }, { 'b "c': { x: null } }, { pair: [1] }, { pair: [1, 300] }, [1], { other: 1 }, {}])).map((r) => r.said);
  expect(said).toEqual([
    '"doc" at .lines[1].price cannot be converted to INTEGER: "x"',
    '"doc" at ."b \\"c"["7"] cannot be converted to DATE: "soon"',
    '"doc" at ."b \\"c" cannot be converted to MAP(INTEGER, DATE): {"x":null}',
    '"doc" at .pair cannot be converted to TINYINT[2]: [1]',
    '"doc" at .pair[1] cannot be converted to TINYINT: 300',
    `"doc" cannot be converted to ${type}: [1]`,
    null,
    null,
  ]);
});

import { itemType, structFields, topLevelParts } from '../core/type-parts.ts';
import { and, binary, call, cast, choose, column, isNotNull, isNull, lambda, literal, not, or, type Expression } from './expression.ts';

/** Whether values of a type hold values of other types. A lenient cast to one writes NULL inside for what does not fit, and says nothing. */
export const isNested = (type: string): boolean => /\]$|^(STRUCT|MAP|UNION)\(/.test(type);

/** The value in another type, NULL as a whole where it or a part of it does not fit. JSON goes through `fittingJson`, which lets an object have keys beside those of its type. */
export function lenientCast(item: Expression, from: string, type: string): Expression {
  if (!isNested(type)) return cast(item, type, true);
  return from === 'JSON' ? fittingJson(item, type, isNull(jsonMisfit(item, type, ''))) : call('try', cast(item, type));
}

/** The value of JSON that fits its type, and NULL for other JSON. The choice is between JSON values, since DuckDB has no CASE between arrays. */
export const fittingJson = (json: Expression, type: string, fits: Expression): Expression => cast(choose(fits, json), type, true);

/** The value of JSON in a type; what does not fit stops the run with the sentence `said` of `jsonMisfit`. */
export const strictJson = (json: Expression, type: string, said: Expression): Expression => cast(choose(isNull(said), json, cast(call('error', said), 'JSON')), type, true);

/**
 * A sentence about the first part of the JSON that does not fit a type in DuckDB's spelling, such as `"doc" at .lines[2].price cannot be
 * converted to INTEGER: "x"`, or NULL where all of it fits. `name` is put between double quotes. A key that is not there, and JSON null,
 * are NULL of any type; keys that the type does not name are left out.
 */
export function jsonMisfit(json: Expression, type: string, name: string): Expression {
  return misfit(json, type, [], (place) => [literal(place.length === 0 ? `"${name}"` : `"${name}" at `), ...place], 0);
}

type Place = readonly Expression[];

function misfit(json: Expression, type: string, place: Place, begin: (place: Place) => Place, depth: number): Expression {
  if (type === 'JSON' || type === 'VARCHAR') return literal(null, 'VARCHAR');
  const said = call('concat', ...begin(place), literal(` cannot be converted to ${type}: `), call('left', cast(json, 'VARCHAR'), literal(200)));
  const isMissing = or(isNull(json), binary(call('json_type', json), '=', literal('NULL')));
  const is = (what: string): Expression => binary(call('json_type', json), '=', literal(what));
  const inner = (value: Expression, of: string, more: Place): Expression => misfit(value, of, [...place, ...more], begin, depth + 1);
  /** The sentence of the first item that has one; `_j0`, `_i0` are the item and its number in the outermost list. */
  const ofItems = (items: Expression, of: string, more: (number: Expression) => Place): Expression => {
    const [item, number] = [`_j${depth}`, `_i${depth}`];
    const sentences = call('list_transform', items, { op: 'lambda', params: [item, number], body: inner(column(item), of, more(column(number))) });
    return call('list_extract', call('list_filter', sentences, lambda('_s', isNotNull(column('_s')))), literal(1));
  };
  const unless = (fits: Expression, then: Expression): Expression => choose(not(isMissing), choose(fits, then, said));

  const fields = structFields(type);
  if (fields !== null) {
    const sentences = fields.map((field) => inner(call('json_extract', json, literal(pointer(field.name))), field.type, [literal(step(field.name))]));
    return unless(is('OBJECT'), call('coalesce', literal(null, 'VARCHAR'), ...sentences));
  }
  const item = itemType(type);
  if (item !== null) {
    const size = /\[(\d+)\]$/.exec(type)?.[1];
    const hasSize = size === undefined ? [] : [binary(call('json_array_length', json), '=', literal(Number(size)))];
    return unless(and(is('ARRAY'), ...hasSize), ofItems(cast(json, 'JSON[]', true), item, (number) => [call('concat', literal('['), binary(number, '-', literal(1)), literal(']'))]));
  }
  if (type.startsWith('MAP(')) {
    const [key = '', value = ''] = topLevelParts(type.slice('MAP('.length, -1));
    const keys = call('json_keys', json);
    const read = call('list_transform', keys, lambda('_k', cast(call('to_json', column('_k')), key, true)));
    // Two keys of one value, such as 1 and 1.0, or one that has none, would stop the run.
    const distinct = binary(call('list_unique', read), '=', call('len', keys));
    return unless(and(is('OBJECT'), distinct), ofItems(call('json_extract', json, literal('$.*')), value, (number) => [literal('["'), call('list_extract', keys, number), literal('"]')]));
  }
  if (isNested(type)) return unless(isNotNull(call('try', cast(json, type))), literal(null, 'VARCHAR'));
  // Nearly every value fits, so that is asked first: each question reads the JSON again.
  return choose(or(isNotNull(cast(json, type, true)), isMissing), literal(null, 'VARCHAR'), said);
}

const pointer = (key: string): string => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;

const step = (key: string): string => (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(key) ? `.${key}` : `."${key.replaceAll('"', '\\"')}"`);

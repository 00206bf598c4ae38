import type { Column, Schema } from '../core/schema.ts';
import { findColumn } from '../core/schema.ts';
import type { BindingProblem } from './binding-problem.ts';
import { castMayFail } from './cast-may-fail.ts';
import type { ModelColumn, ModelInputBinding } from './model-call.ts';
import { sqlTypeOf } from './model-call.ts';
import type { ModelPort } from './model-description.ts';

const NUMERIC = /^(U?TINYINT|U?SMALLINT|U?INTEGER|U?BIGINT|U?HUGEINT|FLOAT|DOUBLE|DECIMAL\b.*|BOOLEAN)$/i;
const TEXT = /^(VARCHAR|ENUM\b.*)$/i;
const MAP = /^MAP\((VARCHAR|U?TINYINT|U?SMALLINT|U?INTEGER|U?BIGINT), ?(.+)\)$/i;

type Bound = { binding: ModelInputBinding } | { problem: BindingProblem };

/**
 * The columns of an input whose places stand for keys: a MAP column (`mapped`, or of the input's name), or the columns that are called like the keys. A key
 * `column=value`, as scikit-learn writes for texts, is 1 where the column holds the value. A missing value is a key that is not there.
 */
export function bindMap(input: ModelPort, keys: NonNullable<ModelPort['keys']>, columns: Schema, mapped: readonly string[] | undefined): Bound {
  const failed = (reason: string): Bound => ({ problem: { code: 'model-inputs', input: input.name, message: `Input "${input.name}" of the model cannot be filled: ${reason}.` } });
  const sqlType = sqlTypeOf(input.elementType);
  const [name] = mapped ?? [input.name];
  const map = mapped === undefined || mapped.length === 1 ? findColumn(columns, name!) : undefined;
  const types = map === undefined ? null : MAP.exec(map.type);
  if (map !== undefined && types !== null) {
    if (TEXT.test(types[1]!) !== (keys.type === 'text')) return failed(`column "${map.name}" is ${map.type} and the keys of the model are ${keys.type === 'text' ? 'texts' : 'whole numbers'}; choose another column`);
    if (!suits(types[2]!, input)) return failed(`column "${map.name}" is ${map.type} and the model takes ${input.elementType} for each key; convert it first`);
    return { binding: binding(input, keys.names.length, [{ column: map.name, sqlType: `${sqlType}[]`, keys: { names: keys.names, sqlType: types[1]! }, ...(castMayFail(types[2]!, sqlType) ? { mayFail: true } : {}) }], 1) };
  }
  if (mapped !== undefined) return failed(`it is a map, which takes one column of type MAP or the columns called like its keys; choose one, or remove the line`);
  const found = keys.names.map((key) => columnOf(key, columns, input));
  const lacking = keys.names.filter((_, i) => found[i] === null);
  if (lacking.length > 0) {
    const shown = lacking.slice(0, 5).map((key) => `"${key}"`).join(', ');
    return failed(`it is a map with the key${lacking.length === 1 ? '' : 's'} ${shown}${lacking.length > 5 ? ` and ${lacking.length - 5} more` : ''}, for which there is no column that fits; name columns like the keys, or give a column of type MAP`);
  }
  return { binding: binding(input, keys.names.length, found as readonly ModelColumn[], 0) };
}

const suits = (type: string, input: ModelPort): boolean => (input.elementType === 'string' ? TEXT.test(type) : NUMERIC.test(type));

/** The column of a key, or the text column that a key `column=value` asks for one value; null for none. */
function columnOf(key: string, columns: Schema, input: ModelPort): ModelColumn | null {
  const sqlType = sqlTypeOf(input.elementType);
  const same = findColumn(columns, key);
  if (same !== undefined && suits(same.type, input)) return { column: same.name, sqlType, ...(castMayFail(same.type, sqlType) ? { mayFail: true } : {}) };
  if (input.elementType === 'string') return null;
  for (let at = key.indexOf('='); at > 0; at = key.indexOf('=', at + 1)) {
    const text: Column | undefined = findColumn(columns, key.slice(0, at));
    if (text !== undefined && TEXT.test(text.type)) return { column: text.name, sqlType, equals: key.slice(at + 1) };
  }
  return null;
}

function binding(input: ModelPort, width: number, columns: readonly ModelColumn[], depth: number): ModelInputBinding {
  return { name: input.name, elementType: input.elementType, width, inner: [width], columns, depth, lift: 0, shape: input.shape.map((size) => (typeof size === 'number' ? size : null)), missing: 'skip' };
}

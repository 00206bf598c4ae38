import { freshName, type Schema } from '../../../engine/core/schema.ts';
import { typeFamily } from '../../../engine/core/type-family.ts';
import { quoted, type BuildContext } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { call, cast, choose, column, isNull, literal, over } from '../../../engine/expression/expression.ts';
import { constantOf } from '../../../engine/expression/typed-literal.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { input } from '../../../engine/relation/relation.ts';

/** A value that becomes a column. */
export interface Slot {
  readonly name: string;
  /** What `slotKey` gives for its rows; null where that is NULL. */
  readonly key: Expression | null;
  /** The setting that names it. */
  readonly param: string;
}

interface Naming {
  readonly prefix: string;
  readonly separator: string;
  readonly nullName: string;
  readonly blankName: string;
}

const asText = (name: string): Expression => cast(column(name), 'VARCHAR');

const tuple = (names: Schema): Expression => cast(call('to_json', { op: 'list', items: names.map((c) => asText(c.name)) }), 'VARCHAR');

/** A part of a name: what stands for NULL and for a text of no characters. A name cannot hold a NUL character. */
const part = (text: string | null, { nullName, blankName }: Naming): string => (text === null ? nullName : text === '' ? blankName : text.replaceAll('\0', '␀'));

/** The text by which a row finds its column: of one column its value, of several found ones all values told apart, of listed ones the values joined as in the name. */
export function slotKey(names: Schema, mode: 'found' | 'listed', naming: Naming): Expression {
  if (names.length === 1) return asText(names[0]!.name);
  if (mode === 'found') return tuple(names);
  const said = (c: Schema[number]): Expression => choose(isNull(column(c.name)), literal(naming.nullName), asText(c.name));
  return names.slice(1).reduce<Expression>((all, c) => ({ op: 'binary', operator: '||', left: { op: 'binary', operator: '||', left: all, right: literal(naming.separator) }, right: said(c) }), said(names[0]!));
}

/** One row for each combination of values: its place in their order, its key, the values. */
export function soughtValues(names: Schema): Relation {
  const groups = names.map((c) => ({ name: c.name, value: column(c.name) }));
  const different: Relation = { op: 'aggregate', from: input('in'), groups, measures: [] };
  const place = cast(over('row_number', [], [], names.map((c) => ({ by: column(c.name), descending: false, nulls: 'last' }))), 'VARCHAR');
  return { op: 'project', from: different, columns: [{ name: 'place', value: place }, { name: 'key', value: slotKey(names, 'found', { prefix: '', separator: '', nullName: '', blankName: '' }) }, ...names.map((c, i) => ({ name: `value_${i}`, value: asText(c.name) }))] };
}

/** A column for each value found, in the order of the values. A name that is taken, be it in other case, gets a number. */
export function foundSlots(rows: readonly (readonly (string | null)[])[], taken: readonly string[], naming: Naming): readonly Slot[] {
  const used = [...taken];
  return rows
    .toSorted((a, b) => Number(a[0]) - Number(b[0]))
    .map(([, key, ...values]) => {
      const name = freshName(used, naming.prefix + values.map((v) => part(v, naming)).join(naming.separator));
      used.push(name);
      return { name, key: key === null || key === undefined ? null : literal(key), param: 'names' };
    });
}

/** A column for each value listed; a value that the column cannot hold and one that is listed twice are reported. */
export function listedSlots(context: Pick<BuildContext<unknown>, 'report'>, names: Schema, params: Naming & { readonly listed: readonly { readonly value: string | null; readonly name: string | null }[] }): readonly Slot[] {
  const only = names.length === 1 ? names[0]! : null;
  const seen = new Set<string | null>();
  return params.listed.map(({ value, name }, i) => {
    const param = `listed.${i}.value`;
    if (seen.has(value)) context.report('param-invalid', `${value === null ? 'NULL' : quoted(value)} is listed twice. Remove one.`, { param });
    seen.add(value);
    const typed = value === null || !only || only.type === 'VARCHAR' ? null : constantOf(value, only.type);
    if (value !== null && only && !typed && only.type !== 'VARCHAR' && ['number', 'time', 'text', 'BOOLEAN'].includes(typeFamily(only.type))) context.report('param-invalid', `"${value}" is no value of column ${quoted(only.name)}, which is ${only.type}. Write one that fits.`, { param });
    // Read as a value of the column first, so that 01 finds 1.
    const key = value === null ? (only ? null : literal(params.nullName)) : typed ? cast(typed, 'VARCHAR') : literal(value);
    return { name: name || params.prefix + part(value, params), key, param: `listed.${i}.name` };
  });
}

import { quotedIdentifier, quotedText } from '../../core/quoting.ts';
import { translateFormula } from './formula.ts';
import type { ValueKind } from '../values.ts';
import { kindIn, NotMapped, sameName, type Columns, withColumn } from '../parts.ts';
import { inARow, typeOf, type Mapper } from './mapping.ts';
import { attribute, child, children, isTrue, textOf } from './read-workflow.ts';
import { fieldNames } from './map-rows.ts';

/** An expression as the declared type holds it: what cannot be converted is missing there, too. */
function converted(value: { readonly sql: string; readonly kind: ValueKind }, type: { readonly type: string; readonly kind: ValueKind } | null): string {
  if (type === null || (value.kind === type.kind && type.kind === 'text') || (value.kind === 'boolean' && type.kind === 'boolean')) return value.sql;
  return `TRY_CAST(${value.sql} AS ${type.type})`;
}

export const formula: Mapper = (tool, context) => {
  let columns = context.input('Input');
  const steps: { name: string; expression: string }[][] = [[]];
  for (const f of children(child(tool.config, 'FormulaFields'), 'FormulaField')) {
    const name = attribute(f, 'field');
    const type = typeOf(attribute(f, 'type'), attribute(f, 'size'));
    const value = translateFormula(attribute(f, 'expression'), type?.kind ?? 'unknown', { kindOf: kindIn(columns) });
    columns = withColumn(columns, { name, kind: type?.kind ?? value.kind });
    // A column may be computed again and again there; in one Formula it is computed once.
    if (steps.at(-1)!.some((e) => sameName(e.name, name))) steps.push([]);
    steps.at(-1)!.push({ name, expression: converted(value, type) });
  }
  return inARow(steps.map((entries) => ({ type: 'formula', params: { columns: entries } })), columns);
};

export const multiFieldFormula: Mapper = (tool, context) => {
  const columns = context.input('Input');
  const expression = textOf(child(tool.config, 'Expression'));
  const fields = children(child(tool.config, 'Fields'), 'Field').filter((f) => !/^false$/i.test(attribute(f, 'selected'))).map((f) => attribute(f, 'name'));
  const copies = isTrue(child(tool.config, 'CopyOutput'));
  const prefix = textOf(child(tool.config, 'NewFieldAddOn')) || 'New_';
  const suffix = /suffix/i.test(attribute(child(tool.config, 'NewFieldAddOnPos'), 'value') || textOf(child(tool.config, 'NewFieldAddOnPos')));
  const change = child(tool.config, 'OutputFieldType');
  const type = change && !/^false$/i.test(attribute(child(tool.config, 'ChangeFieldType'), 'value')) ? typeOf(attribute(change, 'type'), attribute(change, 'size')) : null;
  let after = columns;
  const entries = fields.filter((name) => name !== '*Unknown').map((field) => {
    const value = translateFormula(expression, type?.kind ?? kindIn(columns)(field), { kindOf: kindIn(columns), current: field });
    const name = !copies ? field : suffix ? `${field}${prefix}` : `${prefix}${field}`;
    after = withColumn(after, { name, kind: type?.kind ?? value.kind });
    return { name, expression: converted(value, type) };
  });
  if (entries.length === 0) throw new NotMapped('it lists no columns');
  return inARow([{ type: 'formula', params: { columns: entries } }], after, fields.includes('*Unknown') ? ['columns that come later are left as they are'] : []);
};

export const multiRowFormula: Mapper = (tool, context) => {
  const columns = context.input('Input');
  const updates = isTrue(child(tool.config, 'UpdateField'));
  const name = updates ? textOf(child(tool.config, 'UpdateField_Name')) : textOf(child(tool.config, 'CreateField_Name'));
  const type = updates ? null : typeOf(textOf(child(tool.config, 'CreateField_Type')), textOf(child(tool.config, 'CreateField_Size')));
  const expression = textOf(child(tool.config, 'Expression'));
  const neighbours: { column: string; offset: number; name: string }[] = [];
  const neighbour = (offset: number, column: string): string => {
    if (sameName(column, name)) throw new NotMapped('its formula reads its own result in another row; a running figure of "Window columns" may do it');
    const called = `${offset < 0 ? 'previous' : 'next'}_${Math.abs(offset) === 1 ? '' : `${Math.abs(offset)}_`}${column}`;
    if (!neighbours.some((n) => n.name === called)) neighbours.push({ column, offset, name: called });
    return called;
  };
  const value = translateFormula(expression, type?.kind ?? kindIn(columns)(name), { kindOf: kindIn(columns), neighbour });
  const groups = fieldNames(child(tool.config, 'GroupByFields'));
  const beyond = textOf(child(tool.config, 'OtherRows')).trim();
  const remarks = neighbours.length > 0 && beyond !== '' && !/^null$/i.test(beyond) ? [`rows that do not exist give NULL, not "${beyond}"`] : [];
  return inARow([{ type: 'multi-row-formula', params: { groups, neighbours, columns: [{ name, expression: converted(value, type) }] } }], withColumn(columns, { name, kind: type?.kind ?? value.kind }), remarks);
};

export const regEx: Mapper = (tool, context) => {
  const columns = context.input('Input');
  const field = textOf(child(tool.config, 'Field')).trim();
  const pattern = attribute(child(tool.config, 'RegExExpression'), 'value');
  const folds = /^true$/i.test(attribute(child(tool.config, 'CaseInsensitve'), 'value') || attribute(child(tool.config, 'CaseInsensitive'), 'value'));
  const method = textOf(child(tool.config, 'Method')).trim();
  const flag = folds ? '1' : '0';
  const quote = (text: string): string => (text.includes('"') ? `'${text}'` : `"${text}"`);
  const asFormula = (name: string, text: string, kind: ValueKind) => {
    const value = translateFormula(text, kind, { kindOf: kindIn(columns) });
    return inARow([{ type: 'formula', params: { columns: [{ name, expression: value.sql }] } }], withColumn(columns, { name, kind }));
  };
  if (pattern.includes('"') && pattern.includes("'")) throw new NotMapped('its pattern holds both kinds of quotes');
  if (method === 'Replace') return asFormula(field, `REGEX_Replace([${field}], ${quote(pattern)}, ${quote(attribute(child(tool.config, 'Replace'), 'expression'))}, ${flag})`, 'text');
  if (method === 'Match') return asFormula(textOf(child(tool.config, 'Match', 'Field')) || `${field}_Matched`, `REGEX_Match([${field}], ${quote(pattern)}, ${flag})`, 'boolean');
  if (method !== 'ParseComplex') throw new NotMapped(`its method "${method}" has no counterpart`);
  const names = children(child(tool.config, 'ParseComplex'), 'Field').map((f) => attribute(f, 'field'));
  const whole = folds ? `(?i)${pattern}` : pattern;
  const entries = names.map((name, i) => ({ name, expression: `nullif(regexp_extract(${quotedIdentifier(field)}, ${quotedText(whole)}, ${i + 1}), '')` }));
  return inARow([{ type: 'formula', params: { columns: entries } }], names.reduce<Columns>((all, name) => withColumn(all, { name, kind: 'text' }), columns));
};

export const textToColumns: Mapper = (tool, context) => {
  const column = textOf(child(tool.config, 'Field')).trim();
  const count = Number(attribute(child(tool.config, 'NumFields'), 'value') || textOf(child(tool.config, 'NumFields')) || '-1');
  const signs = attribute(child(tool.config, 'Delimeters'), 'value') || textOf(child(tool.config, 'Delimeters'));
  const root = textOf(child(tool.config, 'RootName')).trim() || column;
  const surplus = textOf(child(tool.config, 'ErrorHandling')).trim();
  const cut = signs.replaceAll('\\t', '\t').replaceAll('\\n', '\n').replaceAll('\\s', ' ');
  const by = cut.length === 1 ? { by: 'separator', separator: cut } : { by: 'regex', pattern: `[${cut.replace(/[\\\]^-]/g, '\\$&')}]` };
  if (Number(attribute(child(tool.config, 'Flags'), 'value') || '0') !== 0) throw new NotMapped('it leaves separators in quotes or brackets alone, which "Split column" does not');
  if (count < 1) return inARow([{ type: 'split-column', params: { column, ...by, into: 'rows', trim: false } }], context.input('Input'));
  const names = Array.from({ length: count }, (_, i) => `${root}${i + 1}`);
  const columns = names.reduce<Columns>((all, name) => withColumn(all, { name, kind: 'text' }), context.input('Input'));
  return inARow([{ type: 'split-column', params: { column, ...by, into: 'columns', names, keep: true, trim: false, surplus: surplus === 'Last' ? 'last' : surplus === 'Error' ? 'errors' : 'drop' } }], columns);
};

export const cleanse: Mapper = (tool, context) => {
  const value = (name: string): string => textOf(children(tool.config, 'Value').find((v) => attribute(v, 'name') === name));
  const on = (box: number): boolean => /^true$/i.test(value(`Check Box (${box})`));
  const columns = [...value('List Box (11)').matchAll(/"([^"]+)"/g)].map((m) => m[1]!);
  if (columns.length === 0) throw new NotMapped('it lists no columns');
  if (on(135) || on(136)) throw new NotMapped('it removes rows or columns that are empty, which "Clean text" does not');
  const known = context.input('Input');
  const texts = columns.filter((c) => kindIn(known)(c) !== 'number');
  const remarks = on(53) ? ['letters are not removed'] : [];
  if (on(122)) remarks.push('blanks inside a text stay');
  const fills = [...(on(84) && texts.length > 0 ? [{ columns: texts, method: 'constant', value: '' }] : []), ...(on(117) && texts.length < columns.length ? [{ columns: columns.filter((c) => !texts.includes(c)), method: 'constant', value: '0' }] : [])];
  const spelled: Readonly<Record<string, string>> = { upper: 'upper', lower: 'lower', title: 'title' };
  const clean = { columns: texts, trim: on(15), spaces: on(109), digits: on(58), signs: on(70), controls: false, case: on(77) ? (spelled[value('Drop Down (81)').toLowerCase()] ?? 'keep') : 'keep' };
  return { ...inARow([...(fills.length > 0 ? [{ type: 'fill-missing', params: { fills } }] : []), { type: 'clean-text', params: clean }], known, remarks), inputs: { Input2: 'in', Input: 'in' }, outputs: both(known, fills.length > 0 ? 1 : 0) };
};

const both = (columns: Columns, step: number) => Object.fromEntries(['Output26', 'Output'].map((port) => [port, { step, port: 'out', columns }]));

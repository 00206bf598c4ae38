import { quotedIdentifier, quotedText } from '../../core/quoting.ts';
import { kindIn, NotMapped, sameName, type Columns, type KnownColumn } from '../parts.ts';
import { inARow, type Mapper } from './mapping.ts';
import { fieldNames, selection } from './map-rows.ts';
import { attribute, child, children, isTrue, textOf } from './read-workflow.ts';

export const join: Mapper = (tool, context) => {
  if (isTrue(child(tool.config, 'JoinByRecordPos')) || /^true$/i.test(attribute(tool.config, 'joinByRecordPos'))) throw new NotMapped('it joins by position; number both tables and join by the number');
  const side = (name: string): readonly string[] => fieldNames(children(tool.config, 'JoinInfo').find((j) => attribute(j, 'connection') === name));
  const [left, right] = [side('Left'), side('Right')];
  if (left.length === 0 || left.length !== right.length) throw new NotMapped('its keys are not complete');
  const [leftColumns, rightColumns] = [context.input('Left'), context.input('Right')];
  const suffix = '_right';
  const joined: Columns = leftColumns && rightColumns && [...leftColumns, ...rightColumns.map((c): KnownColumn => (leftColumns.some((l) => sameName(l.name, c.name)) ? { ...c, name: `${c.name}${suffix}` } : c))];
  const has = (name: string): boolean => joined?.some((c) => sameName(c.name, name)) ?? false;
  // Columns are called by their side there; a right one whose name is taken is Right_name there and name_right here.
  const nameOf = (field: string, rename: string): string => {
    const bare = field.replace(/^(Left|Right)_/, '');
    if (has(field) || !field.startsWith('Right_')) return has(field) ? field : bare;
    return has(`${bare}${suffix}`) || (joined === null && rename === field) ? `${bare}${suffix}` : bare;
  };
  const chosen = child(tool.config, 'SelectConfiguration', 'Configuration');
  const after = chosen === null ? { steps: [], columns: joined, remarks: [] } : selection(chosen, joined, nameOf);
  const remarks = [...after.remarks, ...(joined === null && after.steps.length > 0 ? ['its columns are not known here: look at which of both sides are kept'] : [])];
  const keys = left.map((l, i) => ({ left: l, right: right[i]! }));
  return {
    steps: [{ type: 'join', params: { keys, keepRightKeys: true, suffix }, out: 'joined' }, ...after.steps],
    inputs: { Left: 'left', Right: 'right' },
    outputs: { Join: after.steps.length > 0 ? { step: after.steps.length, port: 'out', columns: after.columns } : { step: 0, port: 'joined', columns: joined }, Left: { step: 0, port: 'left-only', columns: leftColumns }, Right: { step: 0, port: 'right-only', columns: rightColumns } },
    remarks,
  };
};

export const union: Mapper = (tool, context) => {
  const mode = textOf(child(tool.config, 'Mode')).trim() || attribute(child(tool.config, 'Mode'), 'value');
  const match = mode === 'ByPos' ? 'position' : 'name';
  if (mode === 'Manual') throw new NotMapped('its columns are matched by hand; rename them to the same names first');
  const subset = textOf(child(tool.config, 'ByName_OutputMode')).trim() === 'Common';
  return inARow([{ type: 'union', params: { match } }], context.input('Input'), subset ? ['all columns are kept, not only those that every table has'] : []);
};

export const appendFields: Mapper = (_tool, context) => {
  const [targets, source] = [context.input('Targets'), context.input('Source')];
  const columns = targets && source && [...targets, ...source.filter((s) => !targets.some((t) => sameName(t.name, s.name)))];
  return { steps: [{ type: 'append-fields', params: {} }], inputs: { Targets: 'in', Source: 'fields' }, outputs: { Output: { step: 0, port: 'out', columns } }, remarks: [] };
};

export const transpose: Mapper = (tool, context) => {
  const chosen = (name: string): readonly string[] => children(child(tool.config, name), 'Field').filter((f) => !/^false$/i.test(attribute(f, 'selected'))).map((f) => attribute(f, 'field'));
  const keys = chosen('KeyFields');
  const data = chosen('DataFields');
  const input = context.input('Input');
  const columns: Columns = [...keys.map((name) => ({ name, kind: kindIn(input)(name) })), { name: 'Name', kind: 'text' }, { name: 'Value', kind: 'text' }];
  const names = { nameColumn: 'Name', valueColumn: 'Value', asText: true };
  if (data.includes('*Unknown') || data.length === 0) return inARow([{ type: 'unpivot-columns', params: { mode: 'others', columns: keys, ...names } }], columns);
  // Columns that are neither key nor data are gone there.
  return inARow([{ type: 'select-columns', params: { mode: 'listed', columns: [...keys, ...data].map((column) => ({ column })) } }, { type: 'unpivot-columns', params: { mode: 'others', columns: keys, ...names } }], columns);
};

const cellFigures: Readonly<Record<string, string>> = { sum: 'sum', avg: 'mean', average: 'mean', count: 'count', min: 'min', max: 'max', first: 'first', last: 'last', stddev: 'stddev', variance: 'variance' };

export const crossTab: Mapper = (tool) => {
  const groups = fieldNames(child(tool.config, 'GroupFields') ?? child(tool.config, 'GroupByFields'));
  const header = attribute(child(tool.config, 'HeaderField'), 'field');
  const data = child(tool.config, 'DataField');
  const methods = [...children(child(tool.config, 'Methods'), 'Method'), ...(attribute(data, 'method') === '' ? [] : [data!])].map((m) => attribute(m, 'method'));
  const column = attribute(data, 'field');
  const measures = methods.map((method) => {
    const lower = method.toLowerCase();
    if (lower === 'concat') return { function: 'custom', expression: `string_agg(${quotedIdentifier(column)}, ${quotedText(textOf(child(tool.config, 'Methods', 'Separator')) || ',')})`, as: method };
    const known = cellFigures[lower];
    if (known === undefined) throw new NotMapped(`the figure "${method}" has no counterpart`);
    return { function: known, ...(known === 'count' ? {} : { column }), as: method };
  });
  if (header === '' || measures.length === 0) throw new NotMapped('its headers or its figures are not set');
  const remarks = ['names of columns are the values as they are, where other signs than letters and digits became _'];
  // Which columns there are is seen in the rows, so nothing is said of them here.
  return inARow([{ type: 'pivot', params: { groups, names: [header], measures } }], null, remarks);
};

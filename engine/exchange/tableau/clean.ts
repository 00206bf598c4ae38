import { quotedIdentifier, quotedText } from '../../core/quoting.ts';
import { kindIn, NotMapped, orReason, sameName, withColumn, type Columns } from '../parts.ts';
import type { ValueKind } from '../values.ts';
import { translateCalculation } from './formula.ts';
import type { PartBuilder, Strand } from './part-builder.ts';
import { entriesAt, entryAt, isEntry, kindOfNode, textAt, textsAt, type Entry } from './read-flow.ts';
import { filterAction, literal } from './filters.ts';

type Action = (action: Entry, strand: Strand, builder: PartBuilder) => Strand;

const types: Readonly<Record<string, readonly [string, ValueKind]>> = { string: ['VARCHAR', 'text'], integer: ['BIGINT', 'number'], real: ['DOUBLE', 'number'], date: ['DATE', 'date'], datetime: ['TIMESTAMP', 'date'], boolean: ['BOOLEAN', 'boolean'] };

/** The type that stands for one of Tableau's, or null. */
export const typeOf = (name: string): { readonly type: string; readonly kind: ValueKind } | null => {
  const found = Object.hasOwn(types, name) ? types[name] : undefined;
  return found ? { type: found[0], kind: found[1] } : null;
};

/** Adds a computed column, in the Formula before it where there is one that does not compute it. */
export function computed(name: string, sql: string, kind: ValueKind, strand: Strand, builder: PartBuilder): Strand {
  const columns = withColumn(strand.columns, { name, kind });
  const entry = { name, expression: sql };
  const before = entriesAt(builder.last(strand, 'formula')?.params ?? null, 'columns');
  if (before.length === 0 || before.some((e) => sameName(textAt(e, 'name'), name))) return builder.then('formula', { columns: [entry] }, strand, columns);
  builder.replaceLast({ columns: [...before, entry] });
  return { ...strand, columns };
}

/** Changes to columns at their places: those up to the last that changes are listed, as far as they are known. */
function changed(changes: ReadonlyMap<string, { readonly rename?: string; readonly type?: string }>, strand: Strand, columns: Columns, builder: PartBuilder): Strand {
  const isChanged = (name: string): boolean => [...changes.keys()].some((c) => sameName(c, name));
  const last = strand.columns?.findLastIndex((c) => isChanged(c.name)) ?? -1;
  const known = (strand.columns ?? []).slice(0, last + 1).map((c) => c.name);
  const names = [...known, ...[...changes.keys()].filter((c) => !known.some((k) => sameName(k, c)))];
  const entries = names.map((column) => {
    const change = [...changes].find(([name]) => sameName(name, column))?.[1];
    return { column, ...(change?.rename === undefined ? {} : { rename: change.rename }), ...(change?.type === undefined ? {} : { type: change.type, lenient: true }) };
  });
  return builder.then('select-columns', { mode: 'all', columns: entries }, strand, columns);
}

const calculation: Action = (action, strand, builder) => {
  const name = textAt(action, 'columnName');
  const expression = textAt(action, 'expression');
  if (name === '' || expression === '') throw new NotMapped('it has no calculation');
  const { sql, kind } = translateCalculation(expression, kindIn(strand.columns));
  return computed(name, sql, kind, strand, builder);
};

const cleaning: Readonly<Record<string, Readonly<Record<string, unknown>>>> = { lowercase: { case: 'lower' }, uppercase: { case: 'upper' }, titlecase: { case: 'title' }, trimspaces: { trim: true }, removeextraspaces: { trim: true, spaces: true }, removenumbers: { digits: true } };
const removing: Readonly<Record<string, string>> = { removeallspaces: '\\s+', removeletters: '\\pL+', removepunctuations: '\\pP+' };

const quickCalculation: Action = (action, strand, builder) => {
  const column = textAt(action, 'columnName');
  const what = textAt(action, 'calcExpressionType').toLowerCase();
  const clean = Object.hasOwn(cleaning, what) ? cleaning[what] : undefined;
  if (clean) return builder.then('clean-text', { columns: [column], trim: false, spaces: false, controls: false, ...clean }, strand);
  const pattern = Object.hasOwn(removing, what) ? removing[what] : undefined;
  if (pattern === undefined) return calculation(action, strand, builder);
  return computed(column, `regexp_replace(${quotedIdentifier(column)}, ${quotedText(pattern)}, '', 'g')`, 'text', strand, builder);
};

const changeType: Action = (action, strand, builder) => {
  const fields = Object.entries(entryAt(action, 'fields') ?? {}).map(([name, change]) => {
    const type = typeOf(isEntry(change) ? textAt(change, 'type') : '');
    if (!isEntry(change) || type === null) throw new NotMapped(`the type of ${name} has no counterpart`);
    // Decimals are cut off when a number becomes whole there; a conversion rounds.
    const calc = textAt(change, 'calc') || (type.type === 'BIGINT' ? `INT([${name.replaceAll(']', ']]')}])` : '');
    return { name, type, sql: calc === '' ? null : translateCalculation(calc, kindIn(strand.columns)).sql };
  });
  if (fields.length === 0) throw new NotMapped('it names no columns');
  const now = fields.reduce((all, f) => (f.sql === null ? all : computed(f.name, f.sql, f.type.kind, all, builder)), strand);
  const plain = fields.filter((f) => f.sql === null);
  if (plain.length === 0) return now;
  const columns = now.columns?.map((c) => ({ ...c, kind: plain.find((f) => sameName(f.name, c.name))?.type.kind ?? c.kind })) ?? null;
  return changed(new Map(plain.map((f) => [f.name, { type: f.type.type }])), now, columns, builder);
};

const remove: Action = (action, strand, builder) => {
  const names = [...textsAt(action, 'columnNames'), ...(textAt(action, 'columnName') === '' ? [] : [textAt(action, 'columnName')])];
  if (names.length === 0) throw new NotMapped('it names no columns');
  const columns = strand.columns?.filter((c) => !names.some((n) => sameName(n, c.name))) ?? null;
  return builder.then('select-columns', { mode: 'drop', columns: names.map((column) => ({ column })) }, strand, columns);
};

const keepOnly: Action = (action, strand, builder) => {
  const names = textsAt(action, 'columnNames');
  if (names.length === 0) throw new NotMapped('it names no columns');
  // Columns stay where they are there, whatever the order of the list.
  const kept = strand.columns?.filter((c) => names.some((n) => sameName(n, c.name))) ?? [];
  const order = [...kept.map((c) => c.name), ...names.filter((n) => !kept.some((c) => sameName(c.name, n)))];
  return builder.then('select-columns', { mode: 'listed', columns: order.map((column) => ({ column })) }, strand, order.map((name) => ({ name, kind: kindIn(strand.columns)(name) })));
};

/** Renames; several in a row are one node. */
function renamed(renames: readonly (readonly [string, string])[], strand: Strand, builder: PartBuilder): Strand {
  const names = new Map<string, string>();
  for (const [from, to] of renames) {
    const first = [...names].find(([, now]) => sameName(now, from))?.[0] ?? from;
    names.set(first, to);
  }
  const nameOf = (name: string): string => [...names].find(([old]) => sameName(old, name))?.[1] ?? name;
  return changed(new Map([...names].map(([name, rename]) => [name, { rename }])), strand, strand.columns?.map((c) => ({ ...c, name: nameOf(c.name) })) ?? null, builder);
}

const remap: Action = (action, strand, builder) => {
  const column = textAt(action, 'columnName');
  const groups = Object.entries(entryAt(action, 'values') ?? {});
  if (column === '' || groups.length === 0) throw new NotMapped('its values are not in the file in a form that is known');
  const pairs = groups.flatMap(([to, from]) => (Array.isArray(from) ? from : [from]).filter((v) => v !== to).map((v) => ({ from: literal(v), to: literal(to) })));
  if (pairs.length === 0) return strand;
  const kind = kindIn(strand.columns)(column);
  // An empty text stands for a missing value in the list of Replace values, so it is compared in a formula.
  if (pairs.some((p) => p.from.value === '' || p.to.value === '')) {
    const name = quotedIdentifier(column);
    const cases = pairs.map((p) => ` WHEN ${p.from.value === null ? `${name} IS NULL` : `${name} = ${p.from.sql}`} THEN ${p.to.sql}`);
    return computed(column, `CASE${cases.join('')} ELSE ${name} END`, kind, strand, builder);
  }
  const values = pairs.map((p) => ({ ...(p.from.value === null ? {} : { from: p.from.value }), ...(p.to.value === null ? {} : { to: p.to.value }) }));
  return builder.then('replace-values', { column, values }, strand);
};

const merge: Action = (action, strand, builder) => {
  const target = textAt(action, 'mergedColumnName');
  const others = textsAt(action, 'mergeColumnsList').filter((c) => !sameName(c, target));
  if (target === '' || others.length === 0) throw new NotMapped('it names no columns');
  const merged = computed(target, `coalesce(${[target, ...others].map(quotedIdentifier).join(', ')})`, kindIn(strand.columns)(target), strand, builder);
  return remove({ columnNames: others }, merged, builder);
};

const actions: Readonly<Record<string, Action>> = {
  AddColumn: calculation,
  DuplicateColumn: calculation,
  QuickDateNameCalcColumn: calculation,
  QuickCalcColumn: quickCalculation,
  ChangeColumnType: changeType,
  RemoveColumns: remove,
  RemoveColumn: remove,
  KeepOnlyColumns: keepOnly,
  Remap: remap,
  MergeColumns: merge,
  FilterOperation: filterAction,
  Filter: filterAction,
  ValueFilter: filterAction,
  RichDiscreteValueFilter: filterAction,
  RichRangeFilter: filterAction,
};

/** The changes of a clean step one after the other; one that cannot be carried over leaves a gap with its reason. */
export function cleaned(list: readonly Entry[], strand: Strand, builder: PartBuilder): Strand {
  let now = strand;
  for (let i = 0; i < list.length; i++) {
    const action = list[i]!;
    const kind = kindOfNode(action);
    if (kind === 'RenameColumn') {
      const end = list.findIndex((a, j) => j > i && kindOfNode(a) !== 'RenameColumn');
      const run = list.slice(i, end < 0 ? undefined : end);
      now = renamed(run.map((a) => [textAt(a, 'columnName'), textAt(a, 'rename')] as const), now, builder);
      i += run.length - 1;
      continue;
    }
    const act = Object.hasOwn(actions, kind) ? actions[kind]! : null;
    const label = textAt(action, 'name') || kind;
    const next = act === null ? `a change of the kind ${kind || 'without a name'} has no counterpart` : orReason(() => act(action, now, builder));
    now = typeof next === 'string' ? builder.gap(`the change "${label}" was not imported: ${next}`, now) : next;
    const name = textAt(action, 'columnName');
    if (typeof next === 'string' && name !== '' && /Column|Calc/.test(kind)) now = { ...now, columns: withColumn(now.columns, { name, kind: 'unknown' }) };
  }
  return now;
}

/** The changes inside a container in their order. Throws NotMapped where they are not one line. */
export function changesOf(container: Entry): readonly Entry[] {
  const nodes = entryAt(container, 'nodes') ?? {};
  const ids = Object.keys(nodes).filter((id) => isEntry(nodes[id]));
  const next = new Map(ids.map((id) => [id, entriesAt(entryAt(nodes, id), 'nextNodes').map((n) => textAt(n, 'nextNodeId'))]));
  const starts = ids.filter((id) => ![...next.values()].some((all) => all.includes(id)));
  const order: string[] = [];
  for (let at: string | undefined = starts[0]; at !== undefined && !order.includes(at); at = next.get(at)?.[0]) order.push(at);
  if (order.length !== ids.length || [...next.values()].some((all) => all.length > 1)) throw new NotMapped('its changes are not one after the other');
  return order.flatMap((id) => {
    const entry = entryAt(nodes, id)!;
    const inner = entryAt(entry, 'loomContainer');
    return inner ? changesOf(inner) : [entry];
  });
}

import { quotedIdentifier } from '../../core/quoting.ts';
import { kindIn, NotMapped, sameName, type Columns, type KnownColumn } from '../parts.ts';
import type { ValueKind } from '../values.ts';
import { fieldAlone } from './formula.ts';
import type { PartBuilder, Strand } from './part-builder.ts';
import { entriesAt, entryAt, kindOfNode, textAt, textsAt, type Entry } from './read-flow.ts';

/** What comes in at a step by a connection. */
export interface Incoming {
  readonly namespace: string;
  /** The name of the step it comes from. */
  readonly name: string;
  readonly connected: boolean;
  readonly strand: Strand;
}

export type TableAction = (action: Entry, incoming: readonly Incoming[], builder: PartBuilder) => Strand;

const one = (incoming: readonly Incoming[]): Strand => incoming[0]?.strand ?? { from: { input: 'Default' }, columns: null };

const figures: Readonly<Record<string, string>> = { SUM: 'sum', AVG: 'mean', MIN: 'min', MAX: 'max', COUNT: 'count-values', COUNTD: 'count-distinct', COUNTDISTINCT: 'count-distinct', MEDIAN: 'median', STDEV: 'stddev', STDEVP: 'stddev-all', VAR: 'variance' };
function figure(name: string): string {
  const upper = name.toUpperCase();
  const found = Object.hasOwn(figures, upper) ? figures[upper] : undefined;
  if (found === undefined) throw new NotMapped(`the figure "${name}" has no counterpart`);
  return found;
}

const aggregate: TableAction = (action, incoming, builder) => {
  const strand = one(incoming);
  const kindOf = kindIn(strand.columns);
  const grouped = entriesAt(action, 'groupByFields').map((f) => ({ column: textAt(f, 'columnName'), how: textAt(f, 'function'), as: textAt(f, 'newColumnName') || textAt(f, 'columnName') }));
  const level = grouped.find((g) => g.how !== '' && !/^groupby$/i.test(g.how));
  if (level) throw new NotMapped(`grouping "${level.column}" by ${level.how} has no counterpart; compute that in a Formula first`);
  const measured = entriesAt(action, 'aggregateFields').map((f) => {
    const column = textAt(f, 'columnName');
    const as = textAt(f, 'newColumnName') || column;
    const special = textAt(f, 'specialFieldType');
    if (/row/i.test(special)) return { function: 'count', as };
    if (special !== '') throw new NotMapped(`the field "${special}" has no counterpart`);
    return { function: figure(textAt(f, 'function')), column, as };
  });
  const groupColumns = grouped.map(({ column, as }): KnownColumn => ({ name: as, kind: kindOf(column) }));
  const columns: Columns = [...groupColumns, ...measured.map((m): KnownColumn => ({ name: m.as, kind: m.function === 'min' || m.function === 'max' ? kindOf(m.column ?? '') : 'number' }))];
  if (measured.length === 0) {
    if (grouped.length === 0) throw new NotMapped('it has neither groups nor figures');
    const only = builder.then('select-columns', { mode: 'listed', columns: grouped.map(({ column, as }) => ({ column, ...(as === column ? {} : { rename: as }) })) }, strand, groupColumns);
    return builder.then('distinct-rows', {}, only, groupColumns, 'unique');
  }
  return builder.then('aggregate', { groups: grouped.map(({ column, as }) => ({ by: quotedIdentifier(column), as })), measures: measured }, strand, columns);
};

/** Right columns of a taken name have that there. */
const suffix = '-1';
const kinds: readonly string[] = ['inner', 'left', 'right', 'full'];
const alone: Readonly<Record<string, string>> = { leftOnly: 'left', rightOnly: 'right', notInner: 'full' };

const join: TableAction = (action, incoming, builder) => {
  const side = (name: string): Strand => incoming.find((i) => i.namespace === name)?.strand ?? { from: { input: name }, columns: null };
  const [left, right] = [side('Left'), side('Right')];
  const rightName = (name: string): string => (left.columns?.some((c) => sameName(c.name, name)) ? `${name}${suffix}` : name);
  const conditions = entriesAt(action, 'conditions').map((c) => {
    const [l, r] = [fieldAlone(textAt(c, 'leftExpression')), fieldAlone(textAt(c, 'rightExpression'))];
    if (l === null || r === null) throw new NotMapped('it compares calculations; compute them in a Formula before it');
    return { left: l, right: r, sign: textAt(c, 'comparator') };
  });
  const keys = conditions.filter((c) => c.sign === '==' || c.sign === '=');
  const others = conditions.filter((c) => !keys.includes(c)).map((c) => {
    if (!['!=', '<', '<=', '>', '>='].includes(c.sign)) throw new NotMapped(`the comparison "${c.sign}" has no counterpart`);
    if (left.columns === null) throw new NotMapped('what its columns are called is not known here');
    return `${quotedIdentifier(c.left)} ${c.sign === '!=' ? '<>' : c.sign} ${quotedIdentifier(rightName(c.right))}`;
  });
  const kind = textAt(action, 'joinType');
  const without = Object.hasOwn(alone, kind) ? alone[kind] : undefined;
  if (!kinds.includes(kind) && without === undefined) throw new NotMapped(`the join "${kind}" has no counterpart`);
  if (conditions.length === 0) throw new NotMapped('it has no condition');
  const columns: Columns = left.columns && right.columns && [...left.columns, ...right.columns.map((c): KnownColumn => ({ ...c, name: rightName(c.name) }))];
  const params = { keys: keys.map((k) => ({ left: k.left, right: k.right })), joinedRows: without ?? kind, ...(others.length > 0 ? { condition: others.join(' AND ') } : {}), keepRightKeys: true, suffix };
  if (without === undefined) return builder.add({ type: 'join', params }, [['left', left], ['right', right]], columns, 'joined');
  const key = keys[0];
  if (!key || left.columns === null) throw new NotMapped('rows without a partner are found by an equal key and known columns; neither is in the file');
  // A key that matched is there on both sides; the columns of the other side stay, and are empty.
  const noLeft = `${quotedIdentifier(key.left)} IS NULL`;
  const noRight = `${quotedIdentifier(rightName(key.right))} IS NULL`;
  const joined = builder.add({ type: 'join', params }, [['left', left], ['right', right]], columns, 'joined');
  return builder.then('filter-rows', { condition: kind === 'leftOnly' ? noRight : kind === 'rightOnly' ? noLeft : `${noLeft} OR ${noRight}` }, joined, columns, 'passed');
};

const union: TableAction = (action, incoming, builder) => {
  const mappings = new Map(entriesAt(action, 'namespaceFieldMappings').map((m) => [textAt(m, 'namespaceName'), Object.entries(entryAt(m, 'fieldMappings') ?? {})]));
  const bare = (name: string): string => fieldAlone(name.startsWith('[') ? name : `[${name.replaceAll(']', ']]')}]`) ?? name;
  const plans = incoming.map((i) => {
    const renames = (mappings.get(i.namespace) ?? []).map(([from, to]) => {
      if (typeof to !== 'string') throw new NotMapped('how its columns are matched is not in the file in a form that is known');
      return { column: bare(from), rename: bare(to) };
    });
    return { ...i, renames: renames.filter((r) => r.column !== r.rename) };
  });
  // All tables come through a node, or none: so the names of the sources are in the order of the connections.
  const through = plans.some((p) => p.renames.length > 0 || (p.strand.from !== null && 'node' in p.strand.from));
  const used = plans.filter((p) => p.connected || through);
  const strands = used.map((p): Strand => {
    if (!through) return p.strand;
    const columns = p.strand.columns?.map((c) => ({ ...c, name: p.renames.find((r) => sameName(r.column, c.name))?.rename ?? c.name })) ?? null;
    return builder.then('select-columns', p.renames.length > 0 ? { mode: 'all', columns: p.renames } : {}, p.strand, columns);
  });
  const lost = plans.filter((p) => !p.connected);
  if (lost.length > 0) builder.remarks.push(`the rows of ${lost.map((p) => p.name).join(', ')} are missing`);
  const all = strands.every((s) => s.columns !== null) ? strands.flatMap((s) => s.columns!) : null;
  const columns: Columns = all && [...all.filter((c, i) => all.findIndex((o) => sameName(o.name, c.name)) === i), { name: 'Table Names', kind: 'text' }];
  return builder.add({ type: 'union', params: { match: 'name', sourceColumn: 'Table Names', sourceNames: used.map((p) => p.name) } }, strands.map((s) => ['in', s] as const), columns);
};

const pivot: TableAction = (action, incoming, builder) => {
  const strand = one(incoming);
  const [names, values] = [textAt(action, 'pivotColumnName'), textAt(action, 'aggregateColumnName')];
  if (names === '' || values === '') throw new NotMapped('its columns are not set');
  const chosen = textsAt(action, 'pivotGroupingColumns');
  const groups = chosen.length > 0 ? chosen : strand.columns?.map((c) => c.name).filter((c) => !sameName(c, names) && !sameName(c, values));
  if (!groups) throw new NotMapped('one row is made for each combination of the other columns, which are not known here');
  const listed = entriesAt(action, 'newPivotColumns').map((c) => textAt(c, 'newColumnName')).filter((c) => c !== '');
  const how = figure(textAt(action, 'defaultAggregation'));
  const kind = how === 'min' || how === 'max' ? kindIn(strand.columns)(values) : 'number';
  const columns: Columns = listed.length === 0 ? null : [...groups.map((name) => ({ name, kind: kindIn(strand.columns)(name) })), ...listed.map((name): KnownColumn => ({ name, kind }))];
  return builder.then('pivot', { groups, names: [names], measures: [{ function: how, column: values }], ...(listed.length > 0 ? { values: 'listed', listed: listed.map((value) => ({ value })) } : {}) }, strand, columns);
};

/** Columns turned into rows: the names they get, and each column of values with the columns it is made of. */
interface Turned {
  readonly name: string;
  readonly labels: readonly string[];
  readonly values: readonly { readonly value: string; readonly columns: readonly string[] }[];
}

function turnedRows({ name, labels, values }: Turned, strand: Strand, builder: PartBuilder): Strand {
  const sources = values.flatMap((v) => v.columns);
  const [first] = values;
  if (name === '' || !first || values.some((v) => v.value === '' || v.columns.length !== labels.length) || labels.length === 0) throw new NotMapped('its columns are not in the file in a form that is known');
  const kindOf = (columns: readonly string[]): ValueKind => {
    const found = new Set(columns.map(kindIn(strand.columns)));
    return found.size === 1 ? [...found][0]! : 'text';
  };
  const rest = strand.columns?.filter((c) => !sources.some((o) => sameName(o, c.name)));
  const after: Columns = rest ? [...rest, { name, kind: 'text' }, ...values.map((v): KnownColumn => ({ name: v.value, kind: kindOf(v.columns) }))] : null;
  if (values.length > 1) {
    const rows = labels.map((label, i) => `(${values.map((v) => quotedIdentifier(v.columns[i]!)).join(', ')}) AS ${quotedIdentifier(label)}`);
    const statement = `SELECT * FROM in1\nUNPIVOT INCLUDE NULLS ((${values.map((v) => quotedIdentifier(v.value)).join(', ')}) FOR ${quotedIdentifier(name)} IN (${rows.join(', ')}))`;
    return builder.add({ type: 'sql', params: { statement } }, [['in1', strand]], after);
  }
  const mixed = new Set(first.columns.map(kindIn(strand.columns))).size > 1;
  const rows = builder.then('unpivot-columns', { mode: 'listed', columns: first.columns, nameColumn: name, valueColumn: first.value, ...(mixed ? { asText: true } : {}) }, strand, after);
  const replaced = labels.flatMap((to, i) => (to === first.columns[i] || to === '' ? [] : [{ from: first.columns[i]!, to }]));
  return replaced.length === 0 ? rows : builder.then('replace-values', { column: name, values: replaced }, rows);
}

const unpivot: TableAction = (action, incoming, builder) => {
  const groups = entriesAt(action, 'unpivotGroups');
  if (groups.length !== 1) throw new NotMapped('it has several groups of columns; use one "Unpivot columns" for each and join them');
  const rows = entriesAt(groups[0]!, 'expressions').map((e) => entriesAt(e, 'bindings'));
  const literals = rows.map((bindings) => bindings.find((b) => textAt(b, 'bindingType') === 'literal') ?? null);
  const columns = rows.map((bindings) => bindings.filter((b) => textAt(b, 'bindingType') === 'column'));
  const names = [...new Set(columns.flat().map((b) => textAt(b, 'newColumnName')))];
  const values = names.map((value) => ({ value, columns: columns.flatMap((all) => all.filter((b) => textAt(b, 'newColumnName') === value).map((b) => textAt(b, 'columnName'))) }));
  return turnedRows({ name: textAt(literals[0] ?? null, 'newColumnName'), labels: literals.map((l) => textAt(l, 'groupName')), values }, one(incoming), builder);
};

/** The columns that a pattern finds, by name as Tableau lists them. */
function found(given: Entry | null, columns: Columns): readonly string[] {
  const manual = textsAt(given, 'manualBindings');
  const pattern = textAt(given, 'wildcardExpression').toLowerCase();
  if (manual.length > 0 || pattern === '') return manual;
  const fits = { contains: (n: string) => n.includes(pattern), 'starts with': (n: string) => n.startsWith(pattern), 'ends with': (n: string) => n.endsWith(pattern) }[(textAt(given, 'wildcardType') || 'Contains').toLowerCase()];
  if (!fits || columns === null) throw new NotMapped('it finds its columns by a pattern, and which there are is not known here; list them in "Unpivot columns"');
  return [...columns.map((c) => c.name).filter((n) => fits(n.toLowerCase())).sort((a, b) => a.localeCompare(b, 'en')), ...textsAt(given, 'additionalColumns')];
}

const unpivotExtended: TableAction = (action, incoming, builder) => {
  const strand = one(incoming);
  const group = entryAt(action, 'unpivotGroup');
  const literal = entryAt(group, 'literalColumn');
  const figuresOf = entriesAt(group, 'unpivotColumns').map((f) => ({ value: textAt(f, 'unpivotColumnName'), given: entryAt(f, 'columnInformation') }));
  const values = figuresOf.map(({ value, given }) => ({ value, columns: found(given, strand.columns) }));
  if (figuresOf.some((f) => textAt(f.given, 'wildcardExpression') !== '' && textsAt(f.given, 'manualBindings').length === 0)) builder.remarks.push('the columns that its pattern finds are listed; those that come later are not turned');
  const columns = values[0]?.columns ?? [];
  const labels = [textsAt(literal, 'literals'), textsAt(literal, 'names')].find((l) => l.length === columns.length) ?? columns;
  return turnedRows({ name: textAt(literal, 'literalColumnName'), labels, values }, strand, builder);
};

const tables: Readonly<Record<string, TableAction>> = { Aggregate: aggregate, SimpleJoin: join, SimpleUnion: union, Pivot: pivot, Unpivot: unpivot, UnpivotExtended: unpivotExtended };

/** What joins, unions and reshapes, by its kind. */
export const tableAction = (action: Entry): TableAction | null => {
  const kind = kindOfNode(action);
  return Object.hasOwn(tables, kind) ? tables[kind]! : null;
};

import { quotedIdentifier } from '../core/quoting.ts';
import type { Schema } from '../core/schema.ts';
import type { Expression } from '../expression/expression.ts';
import type { NamedExpression, Relation } from '../relation/relation.ts';
import type { CompileContext } from './compile-context.ts';
import { printExpression } from './print-expression.ts';
import type { SqlWriter } from './sql-text.ts';

type Aggregate = Extract<Relation, { op: 'aggregate' }>;
type Extreme = { readonly value: Extract<Expression, { op: 'call' }>; readonly name: string };

/** An aggregate of which some figures are found by sorting. */
export interface Sparing {
  readonly aggregate: Aggregate;
  /** Smallest and largest texts; all else is aggregated as usual. */
  readonly extremes: readonly Extreme[];
  readonly others: readonly NamedExpression[];
}

/** Reading the rows more often than this costs more than it is worth. */
const mostExtremes = 3;

/**
 * Whether a relation holds a text for each of its groups. The database keeps such texts outside of what it counts as its memory and cannot spill
 * them, while sorted rows it can: there the first row of each group has the smallest or largest text.
 */
export function sparingOf(relation: Relation, inputSchema: (port: string, index: number) => Schema): Sparing | null {
  if (relation.op !== 'aggregate' || relation.groups.length === 0 || relation.sets || relation.from.op !== 'input') return null;
  const schema = inputSchema(relation.from.port, relation.from.index);
  const isText = (e: Expression | undefined): boolean => e?.op === 'column' && ['VARCHAR', 'BLOB'].includes(schema.find((c) => c.name === e.name)?.type ?? '');
  const extremes = relation.measures.filter((m): m is Extreme => m.value.op === 'call' && ['min', 'max'].includes(m.value.name) && m.value.args.length === 1 && !m.value.filter && isText(m.value.args[0]));
  if (extremes.length === 0 || extremes.length > mostExtremes) return null;
  return { aggregate: relation, extremes, others: relation.measures.filter((m) => !extremes.some((e) => e.name === m.name)) };
}

/** How often it reads its rows. */
export const readings = ({ extremes, others }: Sparing): number => extremes.length + (others.length > 0 ? 1 : 0);

/** Writes it as a SELECT whose parts are joined by their groups. */
export function printSparing(out: SqlWriter, sparing: Sparing, context: CompileContext): void {
  const { aggregate, extremes, others } = sparing;
  const { groups, measures } = aggregate;
  const from = aggregate.from as Extract<Relation, { op: 'input' }>;
  const key = (i: number): string => `k${i}`;
  const keys = groups.map((_g, i) => key(i));
  const table = context.inputName(from.port, from.index);
  const groupsAs = (): SqlWriter => out.list(groups, ', ', (g, i) => (printExpression(out, g.value, context.node), out.add(` AS ${key(i)}`)));
  const figures = (): void => {
    out.add('(SELECT ');
    groupsAs();
    others.forEach((m, i) => (out.add(', '), printExpression(out, m.value, context.node), out.add(` AS m${i}`)));
    out.add(` FROM ${table} GROUP BY ${groups.map((_g, i) => i + 1).join(', ')})`);
  };
  const extreme = ({ value }: Extreme): void => {
    // The windows have neither parts nor an order, so that the database runs them on the sorted rows as they come.
    out.add(`(SELECT ${keys.join(', ')}, m FROM (SELECT *, lag(true, 1, false) OVER () AS later, ${keys.map((k) => `lag(${k}) OVER () AS last_${k}`).join(', ')} FROM (SELECT `);
    groupsAs();
    out.add(', ');
    printExpression(out, value.args[0]!, context.node);
    out.add(` AS m FROM ${table} ORDER BY ${keys.map((_k, i) => `${i + 1} NULLS LAST`).join(', ')}, ${keys.length + 1} ${value.name === 'max' ? 'DESC' : 'ASC'} NULLS LAST)) WHERE NOT later OR ${keys.map((k) => `last_${k} IS DISTINCT FROM ${k}`).join(' OR ')})`);
  };
  const parts: readonly (() => void)[] = [...(others.length > 0 ? [figures] : []), ...extremes.map((e) => () => extreme(e))];
  const placeOf = (m: NamedExpression): string => {
    const at = extremes.findIndex((e) => e.name === m.name);
    return at < 0 ? `p0.m${others.indexOf(m)}` : `p${at + parts.length - extremes.length}.m`;
  };
  out.add('SELECT ').list([...groups.map((g, i) => `p0.${key(i)} AS ${quotedIdentifier(g.name)}`), ...measures.map((m) => `${placeOf(m)} AS ${quotedIdentifier(m.name)}`)], ', ', (text) => void out.add(text));
  out.add(' FROM ');
  parts.forEach((print, p) => {
    if (p > 0) out.add(' JOIN ');
    print();
    out.add(` AS p${p}`);
    if (p > 0) out.add(` ON ${keys.map((k) => `p0.${k} IS NOT DISTINCT FROM p${p}.${k}`).join(' AND ')}`);
  });
}

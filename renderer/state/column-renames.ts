import type { CheckResult } from '../../engine/api/contract.ts';
import type { Diagnostic } from '../../engine/core/diagnostic.ts';
import { quotedIdentifier } from '../../engine/core/quoting.ts';
import { findColumn, type Schema } from '../../engine/core/schema.ts';
import { parseEnd, type FlowDocument } from '../../engine/document/document.ts';
import { expressionKeywords, statementKeywords } from '../inspector/code/sql-words.ts';
import { paramAt, withParam } from './document-edits.ts';
import { upstreamOf } from './graph.ts';

/** A column that a node gave another name: what later steps may still call it, and what it is called now. */
export interface ColumnRename {
  readonly node: string;
  readonly from: string;
  readonly to: string;
}

/** Renames by node. */
export type ColumnRenames = Readonly<Record<string, ColumnRename>>;

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** Compares what nodes give with what they gave when it was last known; a name typed letter by letter is one rename. */
export class RenameWatch {
  private known = new Map<string, { readonly inputs: string; readonly outputs: readonly Schema[] }>();

  /** Forgets the flow. */
  clear(): void {
    this.known = new Map();
  }

  next(check: CheckResult, renames: ColumnRenames): ColumnRenames {
    let next = renames;
    for (const [id, node] of Object.entries(check.nodes)) {
      const outputs = Object.values(node.outputs);
      if (outputs.length === 0) continue;
      const inputs = JSON.stringify(Object.values(node.inputs).map((schemas) => schemas.map((s) => s.map((c) => c.name))));
      const before = this.known.get(id);
      this.known.set(id, { inputs, outputs });
      // What only passes a renamed column on has other inputs than before.
      if (!before || before.inputs !== inputs) continue;
      const change = outputs.map((schema, i) => onlyRename(before.outputs[i], schema)).find((found) => found !== null);
      if (!change) continue;
      const earlier = next[id];
      const from = earlier && same(earlier.to, change.from) ? earlier.from : change.from;
      const { [id]: _replaced, ...others } = next;
      next = same(from, change.to) ? others : { ...others, [id]: { node: id, from, to: change.to } };
    }
    return next;
  }
}

function onlyRename(before: Schema | undefined, after: Schema): { readonly from: string; readonly to: string } | null {
  if (before?.length !== after.length) return null;
  const places = after.flatMap((column, i) => (column.name === before[i]!.name ? [] : [i]));
  const [place] = places;
  if (place === undefined || places.length > 1) return null;
  const [from, to] = [before[place]!, after[place]!];
  return from.type === to.type ? { from: from.name, to: to.name } : null;
}

const missing: ReadonlySet<Diagnostic['code']> = new Set(['column-missing', 'expression-column', 'sql-invalid']);

/** Whether a problem is that a later step still uses the old name of a renamed column, in a setting that can be changed. */
export function isLeftBehind(document: FlowDocument, problem: Diagnostic, rename: ColumnRename): boolean {
  const { node, param } = problem.at;
  if (!missing.has(problem.code) || node === undefined || param === undefined || !upstreamOf(document, node).has(rename.node)) return false;
  const name = nameAt(document, problem);
  return name !== null && same(name, rename.from);
}

/** The column that a problem is about, as it stands in the setting. */
function nameAt(document: FlowDocument, { at: { node, param, span } }: Diagnostic): string | null {
  const text = paramAt(document.nodes[node!]?.params ?? {}, param!);
  if (typeof text !== 'string') return null;
  if (!span) return text;
  const token = text.slice(span.start, span.end);
  return token.startsWith('"') ? token.slice(1, -1).replaceAll('""', '"') : token;
}

/** Settings of a saved chart that name a column. */
const chartColumns = ['x', 'y', 'color', 'value'] as const;

/** Saved charts that still draw a renamed column by its old name: the rows they are of have the new one in its place. */
export function chartsLeftBehind(document: FlowDocument, check: Pick<CheckResult, 'nodes'> | null, rename: ColumnRename): readonly { readonly chart: string; readonly setting: (typeof chartColumns)[number] }[] {
  return Object.entries(document.charts ?? {}).flatMap(([chart, saved]) => {
    const of = parseEnd(saved.of);
    const schema = check?.nodes[of.node]?.outputs[of.port];
    const follows = of.node === rename.node || upstreamOf(document, of.node).has(rename.node);
    if (!schema || !follows || findColumn(schema, rename.from) || !findColumn(schema, rename.to)) return [];
    return chartColumns.flatMap((setting) => (saved[setting] !== undefined && same(saved[setting], rename.from) ? [{ chart, setting }] : []));
  });
}

/** The document with the new name in the saved charts that are left behind. */
export function withChartsFollowing(document: FlowDocument, check: Pick<CheckResult, 'nodes'> | null, rename: ColumnRename): FlowDocument {
  const charts = { ...document.charts };
  for (const { chart, setting } of chartsLeftBehind(document, check, rename)) charts[chart] = { ...charts[chart]!, [setting]: rename.to };
  return { ...document, charts };
}

const reserved: ReadonlySet<string> = new Set<string>([...expressionKeywords, ...statementKeywords]);

const written = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) && !reserved.has(name.toUpperCase()) ? name : quotedIdentifier(name));

/** The document with the new name in the place a problem is about. */
export function withNewName(document: FlowDocument, { at: { node, param, span } }: Diagnostic, to: string): FlowDocument {
  const text = String(paramAt(document.nodes[node!]!.params, param!));
  return withParam(document, node!, param!, span ? text.slice(0, span.start) + written(to) + text.slice(span.end) : to);
}

import { diffDocuments, isSame, valueChanges, type FlowDiff, type ValueChange } from '../document/diff-documents.ts';
import type { RunReport } from '../core/run-report.ts';
import { nodeCosts } from './critical-path.ts';
import type { RunRecord } from './run-record.ts';

/** A figure of two runs; null where one of them has none. */
export interface FigureChange {
  readonly what: string;
  readonly before: number | null;
  readonly after: number | null;
}

/** What differs between two runs of a flow. */
export interface RunComparison {
  readonly before: string;
  readonly after: string;
  readonly status: { readonly before: string; readonly after: string };
  /** Settings, versions and parameters. */
  readonly settings: readonly ValueChange[];
  /** Null when both ran the same flow. */
  readonly flow: FlowDiff | null;
  /** Files that hold something else, by path, and models. */
  readonly inputs: readonly { readonly path: string; readonly what: 'changed' | 'only before' | 'only after' | 'cannot be told' }[];
  /** Rows at ports as `node.port`; equal ones are left out. */
  readonly rows: readonly FigureChange[];
  /** Milliseconds: the run, then thread time of every node alone, whichever differ. */
  readonly times: readonly FigureChange[];
  /** Rows that broke a rule, as `node: rule`. */
  readonly quality: readonly FigureChange[];
  readonly diagnostics: { readonly gone: readonly string[]; readonly come: readonly string[] };
}

export function compareRuns(a: RunRecord, b: RunRecord): RunComparison {
  const flow = diffDocuments(a.document, b.document);
  const [costA, costB] = [a, b].map((r) => (r.report ? nodeCosts(r.report, r.document) : {})) as [ReturnType<typeof nodeCosts>, ReturnType<typeof nodeCosts>];
  const own = (costs: typeof costA): Record<string, number> => Object.fromEntries(Object.entries(costs).map(([id, c]) => [id, c.own]));
  const messages = (r: RunRecord): string[] => (r.report?.diagnostics ?? []).map((d) => d.message);
  const shown = ({ settings, parameters, environment, versions, to, from, kind }: RunRecord): object => ({ settings, parameters, ...(environment === undefined ? {} : { environment }), versions, to, ...(from === undefined ? {} : { from }), kind });
  return {
    before: a.id,
    after: b.id,
    status: { before: a.report?.status ?? 'no end', after: b.report?.status ?? 'no end' },
    settings: valueChanges(shown(a), shown(b), ''),
    flow: isSame(flow) ? null : flow,
    inputs: fileChanges(prints(a), prints(b)),
    rows: figures(rowsOf(a.report), rowsOf(b.report)),
    times: [...figures({ run: a.report?.milliseconds ?? 0 }, { run: b.report?.milliseconds ?? 0 }), ...figures(own(costA), own(costB))],
    quality: figures(brokenOf(a.report), brokenOf(b.report)),
    diagnostics: { gone: messages(a).filter((m) => !messages(b).includes(m)), come: messages(b).filter((m) => !messages(a).includes(m)) },
  };
}

const prints = (r: RunRecord): Readonly<Record<string, string | null>> => Object.fromEntries([...r.inputs.map((f) => [f.path, f.fingerprint] as const), ...r.models.map((m) => [m.path, m.hash] as const)]);

function fileChanges(a: Readonly<Record<string, string | null>>, b: Readonly<Record<string, string | null>>): RunComparison['inputs'] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((path): RunComparison['inputs'] => {
    if (!Object.hasOwn(a, path)) return [{ path, what: 'only after' }];
    if (!Object.hasOwn(b, path)) return [{ path, what: 'only before' }];
    if (a[path] === null || b[path] === null) return [{ path, what: 'cannot be told' }];
    return a[path] === b[path] ? [] : [{ path, what: 'changed' }];
  });
}

const rowsOf = (report: RunReport | null): Record<string, number> => Object.fromEntries(Object.entries(report?.nodes ?? {}).flatMap(([id, node]) => [...Object.entries(node.rowsOut).map(([port, rows]) => [`${id}.${port}`, rows] as const), ...(node.written ? [[`${id} (written)`, node.written.rows] as const] : [])]));

const brokenOf = (report: RunReport | null): Record<string, number> => Object.fromEntries((report?.rules ?? []).map((r) => [`${r.node}: ${r.rule}`, r.broken]));

function figures(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): readonly FigureChange[] {
  const at = (all: Readonly<Record<string, number>>, key: string): number | null => (Object.hasOwn(all, key) ? all[key]! : null);
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].map((what) => ({ what, before: at(a, what), after: at(b, what) })).filter((f) => f.before !== f.after);
}

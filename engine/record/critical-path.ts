import type { NodeReport, RunReport, StatementReport } from '../core/run-report.ts';
import { parseEnd, type FlowDocument } from '../document/document.ts';

/** The chain of statements that took longest, each reading rows of the one before: places in the list, first to last. Making others faster does not make the run faster than its sum. */
export function criticalPath(statements: readonly StatementReport[]): { readonly statements: readonly number[]; readonly milliseconds: number } {
  const chains: { readonly path: readonly number[]; readonly milliseconds: number }[] = [];
  for (const [i, statement] of statements.entries()) {
    const before = statement.after.filter((a) => a < i).map((a) => chains[a]!);
    const longest = before.reduce<(typeof chains)[number]>((most, chain) => (chain.milliseconds > most.milliseconds ? chain : most), { path: [], milliseconds: 0 });
    chains.push({ path: [...longest.path, i], milliseconds: longest.milliseconds + statement.milliseconds });
  }
  const most = chains.reduce<(typeof chains)[number]>((a, b) => (b.milliseconds > a.milliseconds ? b : a), { path: [], milliseconds: 0 });
  return { statements: most.path, milliseconds: Math.round(most.milliseconds * 10) / 10 };
}

/** What is known of a node's cost in a run. */
export interface NodeCost {
  /** Thread time put down to it alone. */
  readonly own: number;
  /** Thread time that it shares with others. */
  readonly shared: readonly { readonly with: readonly string[]; readonly milliseconds: number }[];
  /** Duration of the statements it was part of. */
  readonly statements: number;
  /** Rows that came in, or went out of a source, per second of those statements; null where it was not counted. */
  readonly rowsPerSecond: number | null;
  /** Most bytes the database held during one of them. */
  readonly peakBytes: number | null;
}

/** The cost of every node that was part of a statement. */
export function nodeCosts(report: RunReport, document: FlowDocument): Readonly<Record<string, NodeCost>> {
  const statements = report.statements ?? [];
  const costs: Record<string, NodeCost> = {};
  for (const [id, node] of Object.entries(report.nodes)) {
    const part = statements.filter((s) => s.nodes.includes(id));
    if (part.length === 0) continue;
    const work = part.flatMap((s) => s.work).filter((w) => w.nodes.includes(id));
    const milliseconds = part.reduce((sum, s) => sum + s.milliseconds, 0);
    const rows = rowsThrough(node, new Set(document.edges.map((e) => parseEnd(e.to)).filter((end) => end.node === id).map((end) => end.port)));
    const peaks = part.flatMap((s) => (s.peakBytes === null ? [] : [s.peakBytes]));
    costs[id] = {
      own: round(work.filter((w) => w.nodes.length === 1).reduce((sum, w) => sum + w.milliseconds, 0)),
      shared: work.filter((w) => w.nodes.length > 1).map((w) => ({ with: w.nodes.filter((n) => n !== id), milliseconds: w.milliseconds })),
      statements: round(milliseconds),
      rowsPerSecond: rows === null || milliseconds === 0 ? null : Math.round((rows * 1000) / milliseconds),
      peakBytes: peaks.length === 0 ? null : Math.max(...peaks),
    };
  }
  return costs;
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** Rows that came in at all of its fed ports, or went out of a source; null where one is not counted. */
function rowsThrough({ rowsIn, rowsOut }: NodeReport, fed: ReadonlySet<string>): number | null {
  const counts = fed.size > 0 ? [...fed].map((port) => rowsIn[port]) : Object.values(rowsOut);
  return counts.length === 0 || counts.includes(undefined) ? null : counts.reduce<number>((sum, rows) => sum + (rows ?? 0), 0);
}

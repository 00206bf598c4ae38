import type { Diagnostic } from '../core/diagnostic.ts';
import { warning } from '../core/diagnostic.ts';
import type { StatementReport } from '../core/run-report.ts';
import type { TrainingAccount } from '../core/training-account.ts';
import type { GateRow, JobResult, JobStep, StatementMarks, WrittenFile } from '../plan/job.ts';
import type { CountPlan } from '../plan/plan-counts.ts';
import { unbalanced } from '../plan/solve-counts.ts';
import type { TableKey } from '../plan/table-key.ts';
import { DurableFiles } from './durable-files.ts';
import type { Profile } from './profile.ts';
import { readMarks } from './read-marks.ts';
import { readWork } from './read-work.ts';

/** What is known of a run while it goes on. */
export class RunState {
  readonly diagnostics: Diagnostic[] = [];
  readonly known = new Map<TableKey, number>();
  readonly contradictions: string[] = [];
  readonly gates: GateRow[] = [];
  readonly written: WrittenFile[] = [];
  readonly milliseconds: Record<string, number> = {};
  readonly statements: StatementReport[] = [];
  /** The kept key of each of them. */
  private readonly keptBy: (TableKey | null)[] = [];
  readonly sinkRows = new Map<string, number>();
  readonly trained: Record<string, TrainingAccount> = {};
  /** Milliseconds it took to compute the rows of a kept key. */
  readonly keptIn = new Map<TableKey, number>();
  /** Written files on their way to the disk. */
  readonly durable = new DurableFiles();
  /** What was read from the cache may be damaged. */
  damage: string | null = null;
  /** The database failed by itself, before anything was committed. */
  tripped: { readonly node: string; readonly message: string } | null = null;
  failedNode: string | null = null;
  /** Resident memory of the process before the first statement, in bytes. */
  residentBefore = 0;
  stopped = false;

  /** Takes a count that was measured; one that is measured again has to be the same. */
  tell(key: TableKey, rows: number): void {
    const earlier = this.known.get(key);
    if (earlier !== undefined && earlier !== rows) this.contradictions.push(`${key} held ${earlier} rows and then ${rows}`);
    this.known.set(key, rows);
  }

  /** Takes what a statement counted on its way; where it computes rows `again`, only what nothing has told. */
  learn(marks: StatementMarks | null, profile: Profile | null, again = false): void {
    if (marks === null || profile === null) return;
    for (const [key, rows] of readMarks(marks, profile)) if (!again || !this.known.has(key)) this.tell(key, rows);
  }

  /** Takes how long a statement took and what it did meanwhile. */
  measure(step: JobStep, milliseconds: number, profile: Profile | null): void {
    for (const node of step.nodes) this.milliseconds[node] = milliseconds;
    const after = this.keptBy.flatMap((key, i) => (key !== null && step.after?.includes(key) === true ? [i] : []));
    this.keptBy.push(step.kind === 'keep' ? step.key : null);
    const work = profile !== null && step.work ? readWork(step.work, profile) : [];
    this.statements.push({ kind: step.kind, node: ownNode(step), nodes: step.nodes, milliseconds: Math.round(milliseconds * 10) / 10, after, peakBytes: profile?.peakBytes ?? null, spilledBytes: profile?.spilledBytes ?? null, work });
  }

  fail(diagnostic: Diagnostic): void {
    this.diagnostics.push(diagnostic);
    this.failedNode ??= diagnostic.at.node ?? null;
    this.stopped = true;
  }

  /** Whether what was measured adds up at every node; if not, it is a bug of ours that has to come to light. */
  account(plan: CountPlan): void {
    const wrong = [...this.contradictions, ...unbalanced(plan, this.known)];
    if (wrong.length > 0) this.diagnostics.push(warning('rows-unbalanced', `The row counts of this run do not add up: ${wrong.join('; ')}. The outputs are in place; please report it with the flow.`));
  }

  result(status: JobResult['status'], counts: ReadonlyMap<TableKey, number> = this.known): JobResult {
    return { status, failedNode: this.failedNode, counts: Object.fromEntries(counts), gates: this.gates, written: status === 'succeeded' ? this.written : [], trained: status === 'succeeded' ? this.trained : {}, milliseconds: this.milliseconds, statements: this.statements, diagnostics: this.diagnostics, ...(this.tripped ? { tripped: this.tripped } : {}) };
  }
}

/** The node whose rows a step gives. */
export const ownNode = (step: JobStep): string => (step.kind === 'keep' ? (step.nodes.at(-1) ?? '') : step.node);

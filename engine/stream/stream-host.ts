import type { Diagnostic } from '../core/diagnostic.ts';
import { DiagnosticError } from '../core/diagnostic.ts';
import type { Database } from '../execute/database.ts';
import { describeFailure, type Failure } from '../execute/describe-failure.ts';
import { failingNode } from '../execute/run-job.ts';
import type { JobEvent } from '../plan/job.ts';
import type { Probe } from '../plan/probe.ts';
import type { CrashPoint } from './stream-job.ts';

/** Who looks at the rows of a running stream. */
export interface LiveLook {
  /** Takes in what an epoch delivered, and answers what was asked. */
  delivered(epoch: number): Promise<void>;
  /** Answers what was asked, between epochs. */
  serve(epoch: number): Promise<void>;
}

/** What a stream run needs of the thread it runs in. */
export interface StreamHost {
  readonly database: Database;
  readonly stop: AbortSignal;
  emit(event: JobEvent): void;
  failureOf(error: unknown): Failure;
  /** A diagnostic a model call left behind before it failed the statement. */
  functionProblem(): Diagnostic | null;
  /** Called at every place a test may end the process at. */
  at(point: CrashPoint, epoch: number): void;
  readonly live: LiveLook;
  /** Closes the other databases: what is read of them has been read. */
  letGo(): Promise<void>;
}

/** Ends a sentence about what a failed stream run leaves behind. */
export const delivered = 'What was delivered before stays';

/** Runs one statement of a node; a failure becomes a DiagnosticError at the node that caused it. */
export async function runAt(host: StreamHost, node: string, sql: string, probes: readonly Probe[] = []): ReturnType<Database['run']> {
  try {
    return await host.database.run(sql);
  } catch (error) {
    const failure = host.failureOf(error);
    if (host.stop.aborted || failure.type === 'Unknown') throw error;
    const told = host.functionProblem() ?? describeFailure(failure, await failingNode(node, probes, { database: host.database, isCancelled: () => host.stop.aborted, failureOf: (e) => host.failureOf(e) }, failure), delivered);
    throw new DiagnosticError(told);
  }
}

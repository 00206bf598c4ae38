import { warning, type Diagnostic } from '../core/diagnostic.ts';
import type { CacheUse } from '../core/run-report.ts';
import type { JobResult } from '../plan/job.ts';
import type { Plan } from '../plan/plan.ts';

/** What is said of every node where rows are neither kept nor looked for. */
export const cacheOff = (plan: Plan): Record<string, CacheUse> => Object.fromEntries(plan.nodes.map((id) => [id, { state: 'recomputed', code: 'off', why: 'cache off' }]));

/** Told where the database failed by chance, as when its threads got in each other's way: the outputs are whole, but somebody may want to know. */
export const repeatedRun = ({ node, message }: { readonly node: string; readonly message: string }): Diagnostic => warning('run-repeated', `The database failed by itself at node "${node}" (${message.replace(/[.!]$/, '')}). Nothing had been changed by then, and the run was done once more, on one thread. If this is told often, run the flow with --threads 1 and report it.`, { node });

/** What a job leaves that failed before its first statement. */
export const unstarted = (diagnostic: Diagnostic, status: JobResult['status'] = 'failed'): JobResult => ({ status, failedNode: diagnostic.at.node ?? null, counts: {}, gates: [], written: [], milliseconds: {}, diagnostics: [diagnostic] });

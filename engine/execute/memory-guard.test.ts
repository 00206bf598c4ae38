import { expect, test } from 'vitest';
import type { Job, JobStep, StatementWork, WorkKind, WorkTree } from '../plan/job.ts';
import { plainReading } from '../plan/reading.ts';
import { runJob, type JobHost } from './run-job.ts';

const tree = (kind: WorkKind, node: string, ...below: readonly WorkTree[]): WorkTree => ({ kind, nodes: [node], above: [], below });
const work: StatementWork = { node: 'file', main: tree('sort', 'order', tree('group', 'texts', tree('join', 'both', tree('scan', 'a'), tree('scan', 'b')))), once: {}, functions: {} };
const step: JobStep = { kind: 'keep', key: 'texts.out', sql: 'SELECT 1', nodes: ['a', 'texts'], probes: [], marks: null, reading: plainReading, work };

const job = (residentGrowth: number, functions: Job['functions'] = []): Job =>
  ({ settings: { threads: 1, memory: '200MB', residentGrowth, tempDirectory: '', allowedDirectories: [] }, functions, steps: [step], counts: { rules: {} }, countSql: {}, parquetPaths: {}, counting: 'free', cache: { reuse: [], store: [], counts: {} } }) as unknown as Job;

/** A run of one statement that has taken 100 MB more every time its progress is asked for, until it is interrupted or that was done `looks` times. */
async function run(given: Job, looks: number) {
  let asked = 0;
  let end: (error?: unknown) => void = () => undefined;
  const statement = new Promise<void>((resolve, reject) => (end = (error) => (error === undefined ? resolve() : reject(error as Error))));
  const host = {
    database: {
      run: () => statement.then(() => ({ rows: [], changed: 0 })),
      progress: () => (++asked >= looks ? (end(), { share: 1, rows: 0 }) : { share: 0, rows: 0 }),
      profile: async () => null,
      interrupt: () => end(Object.assign(new Error('INTERRUPT Error: Interrupted!'), { type: 'INTERRUPT' })),
    },
    emit: () => undefined,
    isCancelled: () => false,
    residentBytes: () => asked * 100e6,
    failureOf: (error: unknown) => ({ type: (error as { type?: string }).type ?? 'Unknown', message: (error as Error).message }),
    functionProblem: () => null,
  } as unknown as JobHost;
  return runJob(given, host);
}

test('a statement whose process grows beyond what it may is stopped, with the node that holds rows and those that may', async () => {
  const result = await run(job(250e6), 20);
  expect(result).toMatchObject({ status: 'failed', failedNode: 'texts', diagnostics: [{ code: 'memory-exceeded', at: { node: 'texts' }, message: expect.stringMatching(/^Node "texts" held so much .* grew by more than 250 MB, and was stopped\. No output was changed\. Give the run more with --memory, or filter earlier\. In the same statement "both", "order" hold rows, too\.$/) }] });
});

test('one that stays within it, or that has a model, goes on', async () => {
  expect(await run(job(900e6), 4)).toMatchObject({ status: 'succeeded', diagnostics: [] });
  expect(await run(job(250e6, [{ kind: 'model', nodes: ['texts'] }] as unknown as Job['functions']), 4)).toMatchObject({ status: 'succeeded', diagnostics: [] });
});

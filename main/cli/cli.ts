import { WorkerThread } from '../../engine/api/worker-thread.ts';

/** Commands whose engine runs a flow. */
const running: ReadonlySet<string | undefined> = new Set(['run', 'predict', 'train']);

/** File endings differ between source and bundle; both stand where their sibling entries do. */
const bundled = import.meta.url.endsWith('.js');
const entry = (source: string, bundle: string): URL => new URL(bundled ? bundle : source, import.meta.url);

const args = process.argv.slice(2);
const workerEntry = entry('../../engine/workers/data-worker.ts', '../engine/data-worker.js');
// The thread of the run and the databases take other threads' time, about as long as the rest takes to load, so they come first.
const spare = running.has(args[0]) ? new WorkerThread(workerEntry) : null;

if (spare !== null) (await import('../../engine/api/open-ahead.ts')).openAhead();

const { runCli } = await import('./run-cli.ts');
process.exitCode = await runCli(args, { workerEntry, probeEntry: entry('../../engine/inference/probe-child.ts', '../engine/probe-child.js'), appRoot: new URL('../../', import.meta.url), programEntry: new URL(import.meta.url), spare });

import { stat } from 'node:fs/promises';
import { DiagnosticError, problem, type Diagnostic } from '../core/diagnostic.ts';
import type { Job, JobStep } from '../plan/job.ts';
import type { Database } from './database.ts';
import type { Failure } from './describe-failure.ts';
import { loadTables } from './load-tables.ts';
import { placeFiles, type PlacedFiles } from './place-files.ts';
import type { RunState } from './run-state.ts';
import { commitFiles, diskFull } from './stage-files.ts';
import { folderBytes } from './stage-folder.ts';
import type { StagedObject, StagedObjects } from './stage-objects.ts';

export type Writing = Extract<JobStep, { kind: 'write' }>;
type Loading = Extract<JobStep, { kind: 'load' }>;

interface CommitHost {
  readonly database: Database;
  failureOf(error: unknown): Failure;
}

export const isObject = (file: Writing): file is Writing & StagedObject => file.object !== undefined;

/**
 * Quarantined rows become visible before any row that passed: where there are tables, once these have taken all rows and before they show one,
 * since a database may refuse until then. Objects come next, since a store may refuse too and files can be put back, and files last.
 */
export async function commitOutputs(job: Job, writes: readonly Writing[], objects: StagedObjects, host: CommitHost, state: RunState): Promise<void> {
  const loads = job.steps.filter((s): s is Loading => s.kind === 'load');
  const ordered: Writing[] = [...writes.filter((w) => w.rejects), ...writes.filter((w) => !w.rejects)];
  const stored = ordered.filter(isObject);
  const files = ordered.filter((file) => !isObject(file) && file.bound === undefined);
  const isEarly = (file: Writing): boolean => (loads.length > 0 || stored.length > 0) && file.rejects && file.folder !== true;
  const quarantine = async (): Promise<PlacedFiles> => {
    const placed = await placeFiles(files.filter(isEarly), state.durable);
    await orPutBack(placed, objects, objects.publish(stored.filter((o) => o.rejects)));
    return placed;
  };
  let loaded = false;
  try {
    const sizes = new Map(await Promise.all([...stored, ...files].map(async (file) => [file.target, file.folder === true ? await folderBytes(file.staging) : (await stat(file.staging)).size] as const)));
    if (loads.length > 0) {
      const trouble = await loadTables(loads, job.settings.databases ?? [], host, quarantine);
      if (trouble) return state.fail(inPlace(trouble, objects.published));
      loaded = true;
      for (const { node, load } of loads) state.written.push({ node, path: load.label, rows: state.sinkRows.get(node) ?? 0, bytes: 0 });
      await objects.publish(stored.filter((o) => !o.rejects));
    } else if (stored.length > 0) {
      const placed = await quarantine();
      await orPutBack(placed, objects, objects.publish(stored.filter((o) => !o.rejects)));
      await placed.settle();
    }
    for (const file of ordered) state.written.push({ node: file.node, path: file.target, rows: state.sinkRows.get(file.node) ?? 0, bytes: sizes.get(file.target)!, ...(file.sheet === undefined ? {} : { sheet: file.sheet }), ...(isObject(file) ? { etag: objects.tags.get(file.node)! } : {}) });
    await commitFiles(files.filter((file) => !isEarly(file)), state.durable);
  } catch (error) {
    const done = [...objects.published, ...(loaded ? loads.map((l) => l.load.label) : [])];
    if (error instanceof DiagnosticError) return state.fail(inPlace(error.diagnostic, done));
    // Anything but a file that cannot be put in place is a mistake of ours.
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    const file = files.find((f) => String((error as NodeJS.ErrnoException).path ?? '').startsWith(f.staging)) ?? files[0]!;
    state.fail(code === 'ENOSPC' ? diskFull(file) : problem('target-read-only', `Node "${file.node}" could not put ${file.target} in place (${code ?? String(error)}). Make the target writable and run again.`, { node: file.node, param: 'path' }));
  }
}

/** Waits for objects to be published; where the first of all fails, the files before it are put back. */
async function orPutBack(placed: PlacedFiles, objects: StagedObjects, publishing: Promise<void>): Promise<void> {
  try {
    await publishing;
  } catch (error) {
    await (objects.published.length === 0 ? placed.undo() : placed.settle());
    throw error;
  }
}

/** Trouble with what of the outputs is new all the same. */
const inPlace = (trouble: Diagnostic, done: readonly string[]): Diagnostic => ({ ...trouble, message: `${trouble.message} ${done.length === 0 ? 'No output was changed.' : `${done.join(', ')} had been written by then; nothing else was changed.`}`.replace(/(No output was changed\.?) No output was changed\.$/, '$1') });

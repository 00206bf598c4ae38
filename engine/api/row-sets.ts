import { statSync } from 'node:fs';
import { rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { CheckedFlow } from '../check/checked-flow.ts';
import { byteSize } from '../core/byte-size.ts';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { databaseLeases } from '../io/database-leases.ts';
import type { KeptRows } from '../plan/cache-plan.ts';
import type { JobSettings } from '../plan/job.ts';
import { outputKey, type TableKey } from '../plan/table-key.ts';
import type { PositionedFile, RowsAnswers } from '../workers/row-messages.ts';
import type { EngineCalls, HeldRows } from './contract.ts';
import { pathFrom } from './flow-paths.ts';
import { leasesOf } from './needed-databases.ts';
import { planPreview } from './preview-flow.ts';
import { positionedFile } from './row-position.ts';
import { untilFound } from './seek-values.ts';
import type { Session } from './session.ts';
import { WorkerThread, type Started } from './worker-thread.ts';

type Request<K extends keyof EngineCalls> = Parameters<EngineCalls[K]>[0];

/** Sets that a window holds, and all windows together: each has a file on disk and a database of its own. */
const mostOfViewer = 2;
const mostOfAll = 6;

/** Memory for windows and sorting once the rows are there, unless looking has less. */
const browseBytes = 512_000_000;

/** Of the room on a disk, where no limit is set. */
const shareOfDisk = 0.9;

interface RowSet {
  readonly name: string;
  readonly viewer: string;
  readonly number: number;
  readonly node: string;
  /** Its own, once there is one. */
  tempDirectory: string | null;
  /** Files that are read where they are, as they were. */
  positioned: { readonly path: string; readonly stamp: string } | null;
  /** Whether `open` is under way. */
  opening: boolean;
  isGone: boolean;
  cancel: () => void;
  arranging: (() => void) | null;
  /** Windows that are asked for, and what else is. */
  readonly reading: Set<() => void>;
  readonly others: Set<() => void>;
  readonly profiling: Set<() => void>;
  total: number;
  used: number;
}

/** All rows of ports that windows look at, by the names they give them. */
export class RowSets {
  private worker: WorkerThread | null = null;
  private readonly sets = new Map<string, RowSet>();
  private readonly closing = new Set<Promise<void>>();
  private next = 1;
  private clock = 0;
  private readonly session: Session;
  private readonly workerEntry: URL;

  constructor(session: Session, workerEntry: URL) {
    this.session = session;
    this.workerEntry = workerEntry;
  }

  async open(request: Request<'openRows'>): Promise<HeldRows> {
    const started = performance.now();
    const taken = new Date().toISOString();
    const viewer = request.viewer ?? '';
    this.leave(this.sets.get(keyOf(viewer, request.rows)));
    const set: RowSet = { name: request.rows, viewer, number: this.next++, node: request.node, tempDirectory: null, positioned: null, opening: true, isGone: false, cancel: () => undefined, arranging: null, reading: new Set(), others: new Set(), profiling: new Set(), total: 0, used: ++this.clock };
    this.makeRoom(viewer);
    this.sets.set(keyOf(viewer, request.rows), set);
    try {
      const flow = await this.session.check(request, undefined, untilFound);
      const settings = await this.session.settings(flow);
      set.tempDirectory = settings.tempDirectory;
      const { answer, from } = await this.hold(set, flow, request, settings);
      if (set.isGone) throw givenUp(set);
      set.total = answer.total;
      return { schema: answer.schema, total: answer.total, from, bytes: answer.bytes, milliseconds: Math.round(performance.now() - started), taken };
    } catch (error) {
      this.leave(set);
      throw error;
    } finally {
      set.opening = false;
    }
  }

  async progress(request: Request<'rowsProgress'>): Promise<RowsAnswers['progress'] | null> {
    const set = this.sets.get(keyOf(request.viewer, request.rows));
    if (!set?.opening || set.isGone || !this.worker) return null;
    // Before the worker has heard of it there is nothing to tell.
    return this.worker.rows({ op: 'progress', set: set.number }).result.catch(() => null);
  }

  async arrange(request: Request<'arrangeRows'>): Promise<RowsAnswers['arrange']> {
    const set = this.find(request);
    set.arranging?.();
    const { search, sorting, filters } = request.look;
    if (search.length === 0 && sorting === null && filters.length === 0) return { arrangement: 0, total: set.total };
    // Somebody waits for these rows, and nobody but the heads of the columns for a profile.
    for (const cancel of set.profiling) cancel();
    const { result, cancel } = this.thread().rows({ op: 'arrange', set: set.number, look: request.look });
    set.arranging = cancel;
    try {
      return await result;
    } finally {
      if (set.arranging === cancel) set.arranging = null;
    }
  }

  async read(request: Request<'readRows'>): Promise<RowsAnswers['read']> {
    const set = this.find(request);
    if (request.instead === true) for (const cancel of set.reading) cancel();
    const { result, cancel } = this.thread().rows({ op: 'read', set: set.number, arrangement: request.arrangement, from: request.from, count: request.count, columns: request.columns ?? null });
    // What is copied is wanted wherever the eye has gone.
    const asked = request.columns === undefined ? set.reading : set.others;
    asked.add(cancel);
    try {
      return await result;
    } finally {
      asked.delete(cancel);
    }
  }

  async profile(request: Request<'profileRows'>): Promise<RowsAnswers['profile']> {
    const set = this.find(request);
    const { result, cancel } = this.thread().rows({ op: 'profile', set: set.number, column: request.column });
    set.profiling.add(cancel);
    try {
      return await result;
    } finally {
      set.profiling.delete(cancel);
    }
  }

  async close(request: Request<'closeRows'>): Promise<void> {
    const viewer = request.viewer ?? '';
    for (const set of this.sets.values()) if (set.viewer === viewer && (request.rows === null || set.name === request.rows)) this.leave(set);
  }

  /** Ends all there is. */
  async end(): Promise<void> {
    for (const set of this.sets.values()) this.leave(set);
    await Promise.all(this.closing);
    await this.worker?.close();
    this.worker = null;
  }

  private thread(): WorkerThread {
    return (this.worker ??= new WorkerThread(this.workerEntry));
  }

  /** From kept rows where there are some, from their file where it can be read by position, else computed. */
  private async hold(set: RowSet, flow: CheckedFlow, request: Request<'openRows'>, settings: JobSettings): Promise<{ readonly answer: RowsAnswers['open']; readonly from: HeldRows['from'] }> {
    const { node, port } = request;
    const attempt = async (hits: ReadonlyMap<TableKey, KeptRows>, positioned: PositionedFile | null): Promise<{ readonly answer: RowsAnswers['open']; readonly from: HeldRows['from'] }> => {
      const resolvePath = (path: string): string => pathFrom(flow.base, path);
      const { look } = planPreview(flow, node, port, 0, { settings, resolvePath, sizeOf: () => 0, hits, scale: 1, network: request.network === true, exact: true });
      const kept = hits.has(outputKey(node, port));
      const file = join(settings.tempDirectory, 'rows.db');
      const browse = { ...settings, memory: `${Math.min(browseBytes, (settings.memory === null ? null : byteSize(settings.memory)) ?? browseBytes)}B` };
      const release = await databaseLeases.acquire(await leasesOf(look.settings.databases ?? []));
      try {
        if (set.isGone) throw givenUp(set);
        const started: Started<RowsAnswers['open']> = this.thread().rows({ op: 'open', set: set.number, look, positioned: kept ? null : positioned, kept, file, mostBytes: await this.room(settings), browse });
        set.cancel = started.cancel;
        const answer = await started.result;
        return { answer, from: kept && answer.bytes === 0 ? 'kept' : positioned && !kept ? 'file' : 'computed' };
      } finally {
        release();
      }
    };
    const positioned = positionedFile(flow, node, port);
    if (positioned) set.positioned = { path: positioned.path, stamp: stampOf(positioned.path) };
    const hits = await this.session.keptRows(flow, node);
    const first = await attempt(hits, positioned);
    return first.answer.unusable ? attempt(new Map(), positioned) : first;
  }

  /** Bytes that rows may take in the folder for temporary files. */
  private async room(settings: JobSettings): Promise<number> {
    const limit = settings.spillLimit == null ? null : byteSize(settings.spillLimit);
    const { bavail, bsize } = await statfs(settings.tempDirectory);
    return Math.min(limit ?? Infinity, bavail * bsize * shareOfDisk);
  }

  private find(request: { readonly viewer?: string; readonly rows: string }): RowSet {
    const set = this.sets.get(keyOf(request.viewer, request.rows));
    if (!set || set.opening) throw new DiagnosticError(problem('rows-released', 'All rows of this port are no longer held. Load them again.'));
    if (set.positioned && stampOf(set.positioned.path) !== set.positioned.stamp) {
      this.leave(set);
      throw new DiagnosticError(problem('rows-released', `The file ${set.positioned.path} was changed meanwhile, so its rows are others. Load them again.`, { node: set.node }));
    }
    set.used = ++this.clock;
    return set;
  }

  /** Lets go of what was looked at longest ago where there is too much. */
  private makeRoom(viewer: string): void {
    const oldest = (of: readonly RowSet[], most: number): void => {
      for (const set of [...of].sort((a, b) => a.used - b.used).slice(0, Math.max(0, of.length - most + 1))) this.leave(set);
    };
    oldest([...this.sets.values()].filter((s) => s.viewer === viewer), mostOfViewer);
    oldest([...this.sets.values()], mostOfAll);
  }

  private leave(set: RowSet | undefined): void {
    if (!set || set.isGone) return;
    set.isGone = true;
    this.sets.delete(keyOf(set.viewer, set.name));
    set.cancel();
    set.arranging?.();
    for (const cancel of [...set.reading, ...set.others, ...set.profiling]) cancel();
    const gone = this.release(set).finally(() => this.closing.delete(gone));
    this.closing.add(gone);
  }

  private async release(set: RowSet): Promise<void> {
    while (set.opening) await new Promise((resolve) => setTimeout(resolve, 10));
    // A thread that ended holds nothing; one that knows of no such rows has let go of them already.
    await this.worker?.rows({ op: 'close', set: set.number }).result.catch(() => undefined);
    if (set.tempDirectory !== null) await rm(set.tempDirectory, { recursive: true, force: true });
  }
}

const keyOf = (viewer: string | undefined, name: string): string => JSON.stringify([viewer ?? '', name]);

const givenUp = (set: RowSet): DiagnosticError => new DiagnosticError(problem('run-cancelled', 'Loading all rows was given up.', { node: set.node }));

function stampOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true });
  return found ? `${found.size} ${found.mtimeNs} ${found.ctimeNs} ${found.ino}` : '';
}

import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { Answer, SeekRequest } from '../check/binder.ts';
import type { CheckedFlow } from '../check/checked-flow.ts';
import { DiagnosticError, problem, type Diagnostic } from '../core/diagnostic.ts';
import { canonicalJson } from '../core/json.ts';
import type { Fact } from '../definition/index.ts';
import { contentKeys } from '../plan/content-keys.ts';
import type { JobSettings } from '../plan/job.ts';
import { TableIndex } from '../plan/table-key.ts';
import { walkRelation } from '../relation/walk-relation.ts';
import type { DuckDbBinder } from '../workers/duckdb-binder.ts';
import { lookExactly, relationsRead, textRows } from './exact-look.ts';
import { fingerprintsOf, textsReadingElsewhere } from './read-identity.ts';
import { serverRead } from './server-read.ts';
import { sha256 } from './sha256.ts';
import { WorkerThread } from './worker-thread.ts';

/** Milliseconds of a patience that does not end: for what has no person waiting in front of it. */
export const untilFound = 2_147_483_647;

/** Limits and folders for looking at rows of a flow, with a spill folder that is the asker's to remove. */
type SettingsFor = (flow: CheckedFlow) => Promise<JobSettings>;

/** A search that is under way. */
interface Search {
  readonly answer: Promise<Answer<Fact>>;
  readonly cancel: () => void;
  /** Runs that cannot go on without it. */
  waiting: number;
}

/** Finds the values that nodes name their columns after, from all rows. Answers are kept as long as the same rows arrive. */
export class SeekValues {
  private worker: WorkerThread | null = null;
  private readonly answers = new Map<string, Fact>();
  private readonly searches = new Map<string, Search>();
  /** The latest search of each node of each folder: an older one is of no use to a check. */
  private readonly latest = new Map<string, string>();
  private readonly settings: SettingsFor;
  private readonly binder: DuckDbBinder;
  private readonly workerEntry: URL;

  constructor(settings: SettingsFor, binder: DuckDbBinder, workerEntry: URL) {
    this.settings = settings;
    this.binder = binder;
    this.workerEntry = workerEntry;
  }

  /** Waits until the signal is aborted, or so many milliseconds; what takes longer is found for a later check. */
  async seek(request: SeekRequest, network: boolean, patience: number | AbortSignal): Promise<Answer<Fact>> {
    const index = new TableIndex(request.flow.nodes.filter((n) => n.built !== null));
    const refused = refusal(request, index, network);
    if (refused) return { ok: false, problem: refused };
    const identity = await this.identity(request, index);
    const known = identity === null ? undefined : this.answers.get(identity);
    if (known) return { ok: true, value: known };
    const key = identity ?? randomUUID();
    const search = this.searches.get(key) ?? this.begin(key, identity, request);
    const slot = `${request.flow.base}\0${request.node}`;
    const before = this.latest.get(slot);
    this.latest.set(slot, key);
    if (before !== undefined && before !== key) this.giveUp(before);
    return typeof patience === 'number' ? this.forAWhile(search, identity !== null, patience, wordsOf(request)) : this.patiently(search, patience, wordsOf(request));
  }

  async close(): Promise<void> {
    await this.worker?.close();
    await Promise.allSettled([...this.searches.values()].map((s) => s.answer));
  }

  private async forAWhile(search: Search, keep: boolean, milliseconds: number, { what, advice }: Words): Promise<Answer<Fact>> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), milliseconds);
    });
    const answer = await Promise.race([search.answer, late]);
    clearTimeout(timer);
    if (answer) return answer;
    if (!keep && search.waiting === 0) search.cancel();
    return { ok: false, problem: unknown(keep ? `The ${what} are still being looked for in all rows. They are known the next time the flow is looked at, and to a run; or ${advice}.` : `Looking for the ${what} takes longer than checking may take. A run looks for them; or ${advice}.`) };
  }

  private async patiently(search: Search, signal: AbortSignal, { what }: Words): Promise<Answer<Fact>> {
    search.waiting++;
    const stop = (): void => void (search.waiting === 1 && search.cancel());
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    try {
      const answer = await search.answer;
      return signal.aborted ? { ok: false, problem: problem('run-cancelled', `The search for the ${what} was cancelled.`) } : answer;
    } finally {
      signal.removeEventListener('abort', stop);
      search.waiting--;
    }
  }

  private giveUp(key: string): void {
    const search = this.searches.get(key);
    if (search?.waiting === 0) search.cancel();
  }

  private begin(key: string, identity: string | null, request: SeekRequest): Search {
    let cancelled = false;
    let stop = (): void => undefined;
    const answer = this.find(request, (cancel) => {
      stop = cancel;
      if (cancelled) cancel();
    })
      .then((found) => {
        if (found.ok && identity !== null) {
          if (this.answers.size > 200) this.answers.clear();
          this.answers.set(identity, found.value);
        }
        return found;
      })
      .finally(() => this.searches.delete(key));
    // Whoever waits hears of a failure; when nobody does any more, it must not end the process.
    answer.catch(() => undefined);
    const search: Search = {
      answer,
      waiting: 0,
      cancel: () => {
        cancelled = true;
        stop();
      },
    };
    this.searches.set(key, search);
    return search;
  }

  private async find(request: SeekRequest, onCancel: (cancel: () => void) => void): Promise<Answer<Fact>> {
    const settings = await this.settings(request.flow);
    try {
      this.worker ??= new WorkerThread(this.workerEntry);
      const worker = this.worker;
      // Whether servers may be asked is decided before anything is sought.
      const result = await lookExactly(request.flow, request.node, request.relation, request.most, settings, (look) => {
        const running = worker.look(look);
        onCancel(running.cancel);
        return running.result;
      });
      return { ok: true, value: { kind: 'values', rows: await textRows(result.arrow), more: result.more } };
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      const { diagnostic } = error;
      if (diagnostic.code === 'run-cancelled') return { ok: false, problem: unknown(`The search for the ${wordsOf(request).what} gave way to a newer one.`) };
      return { ok: false, problem: diagnostic };
    } finally {
      await rm(settings.tempDirectory, { recursive: true, force: true });
    }
  }

  /** Equal for equal rows; null where they have to be looked at each time. */
  private async identity(request: SeekRequest, index: TableIndex): Promise<string | null> {
    const reads = index.reads(request.node, request.relation);
    const elsewhere = await textsReadingElsewhere(this.binder, index);
    const prints = await fingerprintsOf(this.binder, index, request.flow.base, reads);
    const world = { engine: '', hash: sha256, fingerprint: (path: string) => prints.get(path) ?? null, readsElsewhere: (text: string) => elsewhere.has(text), instance: () => null, fresh: '' };
    const contents = contentKeys(index, world, () => false);
    const hashes = reads.map((key) => contents.get(key)?.link ?? null);
    return hashes.includes(null) ? null : sha256(canonicalJson([request.relation, request.most, hashes]));
  }
}

/** How what is sought is called, and how to do without looking for it. */
interface Words {
  readonly what: string;
  readonly advice: string;
}

const wordsOf = ({ about }: SeekRequest): Words => (about === 'rounds' ? { what: 'rows that are the rounds', advice: 'write the table in the node' } : { what: 'values that become columns', advice: 'list them' });

const unknown = (message: string): Diagnostic => ({ code: 'values-unknown', severity: 'info', message, at: {} });

/** Why the rows cannot be looked at now, if so. */
function refusal(request: SeekRequest, index: TableIndex, network: boolean): Diagnostic | null {
  const reads = relationsRead(index, request.node, request.relation);
  let streams = false;
  for (const [, relation] of reads) walkRelation(relation, (r) => void (streams ||= r.op === 'scan' && r.source.format === 'appended'));
  if (streams && request.about === 'rounds') return problem('stream-unsupported', `The rounds of node "${request.node}" are rows that keep arriving, so there would never be all of them. Write the table in the node instead.`, { node: request.node });
  if (streams) return problem('stream-unsupported', `The columns of node "${request.node}" are named after values in rows that keep arriving. ${request.flow.nodes.find((n) => n.id === request.node)?.definition?.onStream ?? 'List the values instead.'}`, { node: request.node });
  const server = network ? null : serverRead(reads);
  if (server === null) return null;
  return { code: 'network-unasked', severity: 'info', message: `The ${wordsOf(request).what} are in ${server.label}. They are known once a run, or a preview that may use the network, has asked for them; or ${wordsOf(request).advice}.`, at: { node: request.node } };
}

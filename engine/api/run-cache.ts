import { randomBytes } from 'node:crypto';
import { CacheFolder, type CacheEntry } from '../cache/cache-folder.ts';
import { readFlowRecord } from '../cache/flow-memory.ts';
import type { CheckedFlow } from '../check/checked-flow.ts';
import type { RunScope } from '../check/run-scope.ts';
import { warning, type Diagnostic } from '../core/diagnostic.ts';
import { planCache, isCandidate, type CachePlan, type KeptRows } from '../plan/cache-plan.ts';
import { contentKeys, type ContentKey } from '../plan/content-keys.ts';
import { participants } from '../plan/plan-run.ts';
import { recordNodes, type FlowRecord } from '../plan/recompute-reasons.ts';
import { TableIndex, type TableKey } from '../plan/table-key.ts';
import type { DuckDbBinder } from '../workers/duckdb-binder.ts';
import { fingerprintsOf, textsReadingElsewhere } from './read-identity.ts';
import { sha256 } from './sha256.ts';

export interface CacheOptions {
  readonly folder: string;
  /** What may lie in the folder at most. */
  readonly maxBytes: number;
  /** Version of the program: rows kept by another one are not used. */
  readonly version: string;
  /** Rows that took less than this many milliseconds to compute are not kept unless pinned; 100 by default. */
  readonly leastMilliseconds?: number;
}

/** A change of how rows or entries are made that no other part of an identity shows. */
const revision = 1;

/** What is known about a flow and the cache before it runs. */
export interface CacheView {
  readonly index: TableIndex;
  readonly contents: ReadonlyMap<TableKey, ContentKey>;
  readonly plan: CachePlan;
  readonly record: FlowRecord;
  readonly last: FlowRecord | null;
  /** Identity of the rows this run keeps. */
  readonly fresh: string;
  readonly entries: ReadonlyMap<string, CacheEntry>;
  /** Fingerprints by path as the flow holds it. */
  readonly prints: ReadonlyMap<string, string | null>;
}

/** Finds kept rows for flows, by what the rows are made of. */
export class RunCache {
  readonly folder: CacheFolder;
  readonly leastMilliseconds: number;
  private readonly options: CacheOptions;
  private readonly binder: DuckDbBinder;
  private engine: Promise<string> | null = null;

  constructor(options: CacheOptions, binder: DuckDbBinder) {
    this.options = options;
    this.binder = binder;
    this.folder = new CacheFolder(options.folder, options.maxBytes);
    this.leastMilliseconds = options.leastMilliseconds ?? 100;
  }

  /** What may lie in the folder from now on, in bytes; null for what the cache was opened with. */
  resize(maxBytes: number | null): void {
    this.folder.maxBytes = maxBytes ?? this.options.maxBytes;
  }

  /** Looks at files and entries for a run of `flow` or of `to` and what feeds it; a problem says why the cache cannot be used. */
  async look(flow: CheckedFlow, to: RunScope, name: string, without: ReadonlySet<string> = new Set()): Promise<CacheView | Diagnostic> {
    try {
      await this.folder.open();
      const index = new TableIndex(participants(flow, to));
      const prints = await this.fingerprints(index, flow.base);
      const elsewhere = await textsReadingElsewhere(this.binder, index);
      const entries = new Map([...(await this.folder.entries())].filter(([hash]) => !without.has(hash)));
      const fresh = randomBytes(8).toString('hex');
      const pinned = new Set(flow.nodes.filter((n) => flow.document.nodes[n.id]?.cached === true).map((n) => n.id));
      const engine = await this.versions();
      const fingerprintOf = (path: string): string | null => prints.get(path) ?? null;
      const contents = contentKeys(index, { engine, hash: sha256, fingerprint: fingerprintOf, readsElsewhere: (text) => elsewhere.has(text), instance: (hash) => entries.get(hash)?.id ?? null, fresh }, (key) => isCandidate(index, key, pinned));
      const kept = new Map<string, KeptRows>();
      for (const { hash } of contents.values()) {
        const entry = hash === null ? undefined : entries.get(hash);
        if (entry) kept.set(entry.hash, { ...entry, counts: await this.folder.readCounts(entry) });
      }
      const plan = planCache(index, contents, pinned, (hash) => kept.get(hash) ?? null);
      const record = { engine, nodes: recordNodes(index, contents, { hash: sha256, fingerprint: fingerprintOf }) };
      return { index, contents, plan, record, last: await readFlowRecord(this.folder.flowFile(flowKey(flow, name))), fresh, entries, prints };
    } catch (error) {
      return cacheProblem(this.options.folder, error);
    }
  }

  /** What the files that keys lead to hold now, by path as the flow has it. */
  fingerprints(index: TableIndex, base: string, keys: readonly TableKey[] = index.keys()): Promise<Map<string, string | null>> {
    return fingerprintsOf(this.binder, index, base, keys);
  }

  private versions(): Promise<string> {
    this.engine ??= this.binder.databaseVersion().then((database) => `${this.options.version} ${database} ${revision} ${process.arch}`);
    return this.engine;
  }
}

export const flowKey = (flow: CheckedFlow, name: string): string => sha256(`${flow.base}\0${name}`);

/** What to tell where the cache cannot be used; the run goes on without it. */
export function cacheProblem(folder: string, error: unknown): Diagnostic {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === undefined) throw error;
  return warning('cache-unusable', `Rows cannot be kept in ${folder} (${code}), so everything was computed. Make that folder writable, or name another one with MILLRACE_CACHE.`);
}


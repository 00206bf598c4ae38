import { statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import type { CheckedFlow } from '../check/checked-flow.ts';
import type { KeptRows } from '../plan/cache-plan.ts';
import type { JobSettings } from '../plan/job.ts';
import type { TableKey } from '../plan/table-key.ts';
import type { Relation } from '../relation/relation.ts';
import type { LookResult } from '../workers/look.ts';
import type { FlowRef, Preview } from './contract.ts';
import { databaseLeases } from '../io/database-leases.ts';
import { leasesOf } from './needed-databases.ts';
import { pathFrom } from './flow-paths.ts';
import { describePreview, planPreview, type PreviewPlan } from './preview-flow.ts';
import { givesWay, type Slot } from './preview-slot.ts';
import type { Session } from './session.ts';
import { WorkerThread } from './worker-thread.ts';
import { neededExtensions } from './needed-extensions.ts';

interface Asked {
  readonly rows: number;
  readonly profile: boolean;
}

/** Times the usual sample that is read when the usual one gives no row. */
const largerSample = 5;

/** How long a preview waits for the values that columns are named after, in milliseconds. */
const patience = 10_000;

/** Rounds that a preview computes of an Iterate component whose parameters arrive as rows. */
const previewedRounds = 20;

/** Previews of all windows; `exact` ones read all rows of their sources. */
export class Previews {
  private worker: WorkerThread | null = null;
  private asked = 0;
  private readonly current = new Map<symbol, { readonly slot: Slot; readonly cancel: () => void }>();
  private readonly spillFolders: string[] = [];
  private readonly session: Session;
  private readonly workerEntry: URL;
  private readonly exact: boolean;
  private settings: { readonly key: string; readonly value: JobSettings } | null = null;

  constructor(session: Session, workerEntry: URL, exact = false) {
    this.session = session;
    this.workerEntry = workerEntry;
    this.exact = exact;
  }

  async preview(request: FlowRef & { readonly viewer?: string }, node: string, port: string | null, rows: number, { profile = true, beside = false }: { readonly profile?: boolean; readonly beside?: boolean } = {}): Promise<Preview> {
    const started = performance.now();
    const order = ++this.asked;
    const flow = await this.session.check(request, undefined, patience, this.exact ? {} : { atMost: previewedRounds });
    const slot: Slot = { viewer: request.viewer ?? '', base: flow.base, node, port, purpose: null, beside, order };
    const { plan, result } = await this.look(slot, flow, port, { rows, profile }, request.network === true);
    return describePreview(result, plan, started);
  }

  /** The few rows of a relation over what arrives at `node`, decoded; a newer one for the same `purpose` takes its place. */
  async values(flow: CheckedFlow, node: string, relation: Relation, purpose: string, network: boolean, viewer = ''): Promise<{ readonly rows: readonly (readonly unknown[])[] }> {
    const { tableFromIPC } = await import('apache-arrow');
    const plan = await this.planned(flow, node, relation, 100, 1, new Map(), network);
    const result = await this.newest({ viewer, base: flow.base, node, port: null, purpose, beside: false, order: ++this.asked }, { ...plan, look: { ...plan.look, profile: false, cutProbes: [] } });
    const table = tableFromIPC(result.arrow);
    return { rows: Array.from({ length: table.numRows }, (_, i) => table.schema.fields.map((_f, c) => table.getChildAt(c)?.get(i) as unknown)) };
  }

  /** From kept rows where there are some, else from a sample, else from a larger one. */
  private async look(slot: Slot, flow: CheckedFlow, port: string | null, { rows, profile }: Asked, network: boolean): Promise<{ readonly plan: PreviewPlan; readonly result: LookResult }> {
    const attempt = async (scale: number, hits: ReadonlyMap<TableKey, KeptRows>) => {
      const plan = await this.planned(flow, slot.node, port, rows, scale, hits, network);
      return { plan, result: await this.newest(slot, { ...plan, look: { ...plan.look, profile } }) };
    };
    const hits = await this.session.keptRows(flow, slot.node);
    const first = await attempt(1, hits);
    const readable = first.result.unusable ? await attempt(1, new Map()) : first;
    if (this.exact || readable.result.rows > 0 || !readable.result.cut || rows === 0) return readable;
    return attempt(largerSample, first.result.unusable ? new Map() : hits);
  }

  private async planned(flow: CheckedFlow, node: string, what: string | null | Relation, rows: number, scale: number, hits: ReadonlyMap<TableKey, KeptRows>, network: boolean): Promise<PreviewPlan> {
    const resolvePath = (path: string): string => pathFrom(flow.base, path);
    return planPreview(flow, node, what, rows, { settings: await this.stableSettings(flow), resolvePath, sizeOf: (path) => sizeOf(resolvePath(path)), hits, scale, network, exact: this.exact });
  }

  /** Asks the worker, cancelling what was asked for the same slot before. */
  private async newest(slot: Slot, { look }: PreviewPlan): Promise<LookResult> {
    this.worker ??= new WorkerThread(this.workerEntry);
    for (const other of this.current.values()) {
      if (!givesWay(other.slot, slot)) continue;
      const aside = other.slot.beside && !slot.beside;
      if (other.slot.order > slot.order && !aside) throw new DiagnosticError(problem('run-cancelled', 'A newer preview took the place of this one.', { node: slot.node }));
      other.cancel();
    }
    const release = await databaseLeases.acquire(await leasesOf(look.settings.databases ?? []));
    const running = this.worker.look(look);
    const id = Symbol(slot.node);
    this.current.set(id, { slot, cancel: running.cancel });
    try {
      return await running.result;
    } finally {
      release();
      this.current.delete(id);
    }
  }

  async close(): Promise<void> {
    await this.worker?.close();
    for (const folder of this.spillFolders.splice(0)) await rm(folder, { recursive: true, force: true });
  }

  /** The same settings for the same folders, so that the preview database stays open. */
  private async stableSettings(flow: CheckedFlow): Promise<JobSettings> {
    const key = JSON.stringify([this.session.allowedFolders(flow), neededExtensions(flow), this.session.lookMemory, this.session.limits]);
    if (this.settings?.key === key) return this.settings.value;
    const value = await this.session.settings(flow);
    this.spillFolders.push(value.tempDirectory);
    this.settings = { key, value };
    return value;
  }
}

/** Bytes of a file; a pattern counts as larger than any file. */
function sizeOf(path: string): number {
  if (/[*?[]/.test(path)) return Number.MAX_SAFE_INTEGER;
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

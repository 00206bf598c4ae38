import { rm } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import type { CheckedFlow } from '../check/checked-flow.ts';
import type { JobSettings } from '../plan/job.ts';
import type { Relation } from '../relation/relation.ts';
import type { Look, LookResult } from '../workers/worker-messages.ts';
import type { FlowRef, Preview } from './contract.ts';
import { describePreview, planPreview } from './preview-flow.ts';
import { pathFrom } from './flow-paths.ts';
import type { Session } from './session.ts';
import { WorkerThread } from './worker-thread.ts';

/** Previews of one window: a newer request for the same port takes the place of the older. */
export class Previews {
  private worker: WorkerThread | null = null;
  private readonly current = new Map<string, () => void>();
  private readonly spillFolders: string[] = [];
  private readonly session: Session;
  private readonly workerEntry: URL;
  private settings: { readonly key: string; readonly value: JobSettings } | null = null;

  constructor(session: Session, workerEntry: URL) {
    this.session = session;
    this.workerEntry = workerEntry;
  }

  async preview(request: FlowRef, node: string, port: string | null, rows: number): Promise<Preview> {
    const started = performance.now();
    const flow = await this.session.check(request);
    return describePreview(await this.look(flow, node, port, rows), started);
  }

  /** The few rows of a relation over what arrives at `node`, decoded; a newer one for the same `purpose` takes its place. */
  async values(flow: CheckedFlow, node: string, relation: Relation, purpose: string): Promise<{ readonly rows: readonly (readonly unknown[])[] }> {
    const { tableFromIPC } = await import('apache-arrow');
    const { look } = planPreview(flow, node, relation, 100, await this.stableSettings(flow), (path) => pathFrom(flow.base, path));
    const result = await this.newest(JSON.stringify([flow.base, node, null, purpose]), { ...look, profile: false, cutProbes: [] });
    const table = tableFromIPC(result.arrow);
    return { rows: Array.from({ length: table.numRows }, (_, i) => table.schema.fields.map((_f, c) => table.getChildAt(c)?.get(i) as unknown)) };
  }

  private async look(flow: CheckedFlow, node: string, port: string | null, rows: number): Promise<LookResult> {
    const { look } = planPreview(flow, node, port, rows, await this.stableSettings(flow), (path) => pathFrom(flow.base, path));
    return this.newest(JSON.stringify([flow.base, node, port]), look);
  }

  /** Asks the worker, cancelling what was asked for the same slot before. */
  private async newest(slot: string, look: Look): Promise<LookResult> {
    this.worker ??= new WorkerThread(this.workerEntry);
    this.current.get(slot)?.();
    // What is asked for another node is what is looked at now: a long look elsewhere must not hold it up.
    const place = placeOf(slot);
    for (const [other, cancel] of this.current) if (placeOf(other) !== place) cancel();
    const running = this.worker.look(look);
    this.current.set(slot, running.cancel);
    try {
      return await running.result;
    } finally {
      if (this.current.get(slot) === running.cancel) this.current.delete(slot);
    }
  }

  async close(): Promise<void> {
    await this.worker?.close();
    for (const folder of this.spillFolders.splice(0)) await rm(folder, { recursive: true, force: true });
  }

  /** The same settings for the same folders, so that the preview database stays open. */
  private async stableSettings(flow: CheckedFlow): Promise<JobSettings> {
    const key = JSON.stringify(this.session.allowedFolders(flow));
    if (this.settings?.key === key) return this.settings.value;
    const value = await this.session.settings(flow);
    this.spillFolders.push(value.tempDirectory);
    this.settings = { key, value };
    return value;
  }
}

/** The folder and node of a slot, whichever port or purpose it is for. */
const placeOf = (slot: string): string => JSON.stringify((JSON.parse(slot) as readonly unknown[]).slice(0, 2));

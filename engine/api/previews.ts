import { rm } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import type { CheckedFlow } from '../check/checked-flow.ts';
import type { JobSettings } from '../plan/job.ts';
import type { LookResult } from '../workers/worker-messages.ts';
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

  /** The rows of a small statement over a port's SELECT, decoded. */
  async values(flow: CheckedFlow, node: string, port: string, rewrite: (sql: string) => string): Promise<{ readonly rows: readonly (readonly unknown[])[] }> {
    const { tableFromIPC } = await import('apache-arrow');
    const result = await this.look(flow, node, port, 100, rewrite);
    const table = tableFromIPC(result.arrow);
    return { rows: Array.from({ length: table.numRows }, (_, i) => table.schema.fields.map((_f, c) => table.getChildAt(c)?.get(i) as unknown)) };
  }

  private async look(flow: CheckedFlow, node: string, port: string | null, rows: number, rewrite?: (sql: string) => string): Promise<LookResult> {
    const { look } = planPreview(flow, node, port, rows, await this.stableSettings(flow), (path) => pathFrom(flow.base, path));
    this.worker ??= new WorkerThread(this.workerEntry);
    const slot = `${flow.base}|${node}|${port}|${rewrite === undefined ? 'rows' : 'values'}`;
    this.current.get(slot)?.();
    const running = this.worker.look(rewrite ? { ...look, sql: rewrite(look.sql), profile: false, cutProbes: [] } : look);
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


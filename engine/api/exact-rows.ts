import { rm } from 'node:fs/promises';
import type { CheckedFlow } from '../check/checked-flow.ts';
import type { Relation } from '../relation/relation.ts';
import type { LookResult } from '../workers/worker-messages.ts';
import { exactLook, textRows, type TextRow } from './exact-look.ts';
import type { Session } from './session.ts';
import { WorkerThread } from './worker-thread.ts';

/** Gives at most `rows` rows of a relation of `node`. */
export type AskRows = (flow: CheckedFlow, node: string, relation: Relation, rows: number) => Promise<readonly TextRow[]>;

/** The same rows as they leave the engine; with `profile` what their columns hold. */
export type AskLook = (flow: CheckedFlow, node: string, relation: Relation, rows: number, profile: boolean) => Promise<LookResult>;

/** Computes rows of a flow from all rows of its sources, never from a sample, and writes nothing. */
export class ExactRows {
  private worker: WorkerThread | null = null;
  private readonly session: Session;
  private readonly workerEntry: URL;

  constructor(session: Session, workerEntry: URL) {
    this.session = session;
    this.workerEntry = workerEntry;
  }

  /** Lets `work` ask about flows that read no more files than `flow`. */
  during<T>(flow: CheckedFlow, work: (ask: AskRows, look: AskLook) => Promise<T>): Promise<T> {
    return this.looking(flow, (look) =>
      work(async (over, node, relation, rows) => textRows((await look(over, node, relation, rows, false)).arrow), look),
    );
  }

  private async looking<T>(flow: CheckedFlow, work: (look: AskLook) => Promise<T>): Promise<T> {
    const settings = await this.session.settings(flow);
    try {
      return await work((over, node, relation, rows, profile) => {
        this.worker ??= new WorkerThread(this.workerEntry);
        return this.worker.look({ ...exactLook(over, node, relation, rows, settings), profile }).result;
      });
    } finally {
      await rm(settings.tempDirectory, { recursive: true, force: true });
    }
  }

  async close(): Promise<void> {
    await this.worker?.close();
    this.worker = null;
  }
}

import { rm } from 'node:fs/promises';
import type { CheckedFlow } from '../check/checked-flow.ts';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { TableIndex } from '../plan/table-key.ts';
import type { Relation } from '../relation/relation.ts';
import type { LookResult } from '../workers/look.ts';
import { lookExactly, relationsRead, textRows, type TextRow } from './exact-look.ts';
import { serverRead } from './server-read.ts';
import type { Session } from './session.ts';
import { WorkerThread, type Started } from './worker-thread.ts';

/** Gives at most `rows` rows of a relation of `node`. */
export type AskRows = (flow: CheckedFlow, node: string, relation: Relation, rows: number) => Promise<readonly TextRow[]>;

/** The same rows as they leave the engine; with `profile` what their columns hold. */
export type AskLook = (flow: CheckedFlow, node: string, relation: Relation, rows: number, profile: boolean) => Promise<LookResult>;

/** A question somebody waits for; one that was given up asks for nothing more. */
export class Question {
  private isGivenUp = false;
  private cancel = (): void => undefined;

  giveUp(): void {
    this.isGivenUp = true;
    this.cancel();
  }

  /** The answer of `start`, cancelled when the question is given up. */
  ask<T>(start: () => Started<T>): Promise<T> {
    if (this.isGivenUp) throw new DiagnosticError(problem('run-cancelled', 'The question was given up.'));
    const { result, cancel } = start();
    this.cancel = cancel;
    return result;
  }
}

/** Computes rows of a flow from all rows of its sources, never from a sample, and writes nothing. */
export class ExactRows {
  private worker: WorkerThread | null = null;
  private readonly open = new Map<string, Question>();
  private readonly session: Session;
  private readonly workerEntry: URL;

  constructor(session: Session, workerEntry: URL) {
    this.session = session;
    this.workerEntry = workerEntry;
  }

  /** Does `work` for somebody who looks; a newer question of theirs about the same takes its place. */
  async asked<T>(viewer: string | undefined, what: string, work: (question: Question) => Promise<T>): Promise<T> {
    const question = new Question();
    if (viewer === undefined) return work(question);
    this.giveUp(viewer, what);
    const key = keyOf(viewer, what);
    this.open.set(key, question);
    try {
      return await work(question);
    } finally {
      if (this.open.get(key) === question) this.open.delete(key);
    }
  }

  giveUp(viewer: string, what: string): void {
    this.open.get(keyOf(viewer, what))?.giveUp();
  }

  /** Lets `work` ask about flows that read no more files than `flow`; of servers only with `network`. */
  async during<T>(flow: CheckedFlow, network: boolean, work: (ask: AskRows, look: AskLook) => Promise<T>, question = new Question()): Promise<T> {
    const settings = await this.session.settings(flow);
    const look: AskLook = (over, node, relation, rows, profile) => {
      if (!network) refuseServers(over, node, relation);
      this.worker ??= new WorkerThread(this.workerEntry);
      const worker = this.worker;
      return lookExactly(over, node, relation, rows, settings, (found) => question.ask(() => worker.look({ ...found, profile })));
    };
    try {
      return await work(async (over, node, relation, rows) => textRows((await look(over, node, relation, rows, false)).arrow), look);
    } finally {
      await rm(settings.tempDirectory, { recursive: true, force: true });
    }
  }

  async close(): Promise<void> {
    await this.worker?.close();
    this.worker = null;
  }
}

const keyOf = (viewer: string, what: string): string => JSON.stringify([viewer, what]);

function refuseServers(flow: CheckedFlow, node: string, relation: Relation): void {
  const server = serverRead(relationsRead(new TableIndex(flow.nodes.filter((n) => n.built !== null)), node, relation));
  if (server) throw new DiagnosticError(problem('network-unasked', `The rows come from ${server.label}, which may not be asked. Allow the network for this question.`, { node: server.node }));
}

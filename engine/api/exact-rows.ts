import { rm } from 'node:fs/promises';
import { tableFromIPC } from 'apache-arrow';
import type { CheckedFlow } from '../check/checked-flow.ts';
import { collectFunctions, nameIn } from '../compile/compile-job.ts';
import { compileKey, compileSelect } from '../compile/compile-select.ts';
import { quotedIdentifier } from '../core/quoting.ts';
import { keepsBadLines } from '../plan/cost.ts';
import type { JobSettings } from '../plan/job.ts';
import { stagingsOf, withStagings } from '../plan/collect-stagings.ts';
import { keyNode, TableIndex, type TableKey } from '../plan/table-key.ts';
import type { Relation } from '../relation/relation.ts';
import type { Look, LookResult } from '../workers/worker-messages.ts';
import { pathFrom } from './flow-paths.ts';
import type { Session } from './session.ts';
import { WorkerThread } from './worker-thread.ts';

/** Values as text, NULL as null. */
export type TextRow = readonly (string | null)[];

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
      work(async (over, node, relation, rows) => {
        const table = tableFromIPC((await look(over, node, relation, rows, false)).arrow);
        return Array.from({ length: table.numRows }, (_, i) => table.schema.fields.map((_f, c) => textOf(table.getChildAt(c)?.get(i) as unknown)));
      }, look),
    );
  }

  private async looking<T>(flow: CheckedFlow, work: (look: AskLook) => Promise<T>): Promise<T> {
    const settings = await this.session.settings(flow);
    try {
      return await work((over, node, relation, rows, profile) => {
        this.worker ??= new WorkerThread(this.workerEntry);
        return this.worker.look({ ...lookAt(over, node, relation, rows, settings), profile }).result;
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

const textOf = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));

function lookAt(flow: CheckedFlow, node: string, relation: Relation, rows: number, settings: JobSettings): Look {
  const index = new TableIndex(flow.nodes.filter((n) => n.built !== null));
  const resolvePath = (path: string): string => pathFrom(flow.base, path);
  const functions = collectFunctions(index, resolvePath);
  const keys = index.closure(index.reads(node, relation));
  const kept = new Set<TableKey>();
  const options = { kept, resolvePath, functionName: nameIn(functions), sampleRows: null };
  const prepare: string[] = [];
  for (const key of keys) {
    if (!keepsBadLines(index.relation(key))) continue;
    prepare.push(`CREATE TEMP TABLE ${quotedIdentifier(key)} AS ${compileKey(index, key, options).sql}`);
    kept.add(key);
  }
  const used = functions.filter((f) => f.nodes.some((n) => n === node || keys.some((k) => keyNode(k) === n)));
  const stagings = stagingsOf([...keys.map((k) => [keyNode(k), index.relation(k)] as const), [node, relation]], resolvePath);
  return { settings: withStagings(settings, stagings), functions: used, prepare, sql: compileSelect(index, node, relation, options).sql, rows, profile: false, node, cutProbes: [] };
}

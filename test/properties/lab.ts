import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Engine } from '../../engine/api/index.ts';
import { pathFrom } from '../../engine/api/index.ts';
import { dropUnusable, settleCache } from '../../engine/api/settle-cache.ts';
import type { CheckedFlow } from '../../engine/check/checked-flow.ts';
import { compileKey, type SelectOptions } from '../../engine/compile/compile-select.ts';
import { compileSelect } from '../../engine/compile/compile-select.ts';
import { SqlWriter } from '../../engine/compile/sql-text.ts';
import { printRelation } from '../../engine/compile/print-relation.ts';
import { quotedIdentifier, quotedText } from '../../engine/core/quoting.ts';
import type { RunReport } from '../../engine/core/run-report.ts';
import type { TableLiteral } from '../../engine/definition/index.ts';
import type { FlowDocument } from '../../engine/document/document.ts';
import { runJob } from '../../engine/execute/run-job.ts';
import { stagingsOf } from '../../engine/plan/collect-stagings.ts';
import { planRun } from '../../engine/plan/plan-run.ts';
import type { JobSettings } from '../../engine/plan/job.ts';
import type { Reading } from '../../engine/plan/reading.ts';
import { recomputeReasons } from '../../engine/plan/recompute-reasons.ts';
import { keyNode, TableIndex, type TableKey } from '../../engine/plan/table-key.ts';
import { buildReport } from '../../engine/results/build-report.ts';
import type { FlowWorld } from '../../engine/testing/random-flow.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { databaseError } from '../../engine/workers/database-error.ts';
import { duckDbDatabase, profileTo } from '../../engine/workers/duckdb-database.ts';
import { openDatabase } from '../../engine/workers/open-database.ts';
import { stageSources } from '../../engine/workers/stage-sources.ts';
import { catalog } from '../../nodes/catalog.ts';

const none = (what: string) => (): Promise<never> => Promise.reject(new Error(`No flow of the laws ${what}.`));
const noExtras = { train: none('trains a model'), finish: none('writes another encoding'), begin: none('writes to an object store') };

/** An engine with a folder of its own, and runs in this process so that hundreds of flows fit into a minute. */
export class Lab {
  readonly engine: Engine;
  readonly base: string;

  private constructor(engine: Engine, base: string) {
    this.engine = engine;
    this.base = base;
  }

  static async open(cached = false): Promise<Lab> {
    const base = await mkdtemp(join(tmpdir(), 'millrace-law-'));
    await mkdir(join(base, 'out'));
    return new Lab(await openTestEngine(catalog, cached ? { cache: { folder: join(base, 'cache'), maxBytes: 1e9, version: 'law', leastMilliseconds: 0 } } : {}), base);
  }

  async close(): Promise<void> {
    await this.engine.close();
    await rm(this.base, { recursive: true, force: true });
  }

  check(document: FlowDocument, parameters: Readonly<Record<string, string>> = {}): Promise<CheckedFlow> {
    return this.engine.session.check({ document, base: this.base, parameters });
  }

  world(): FlowWorld {
    return {
      check: async (document) => {
        const flow = await this.check(document);
        return { outputs: Object.fromEntries(flow.nodes.map((n) => [n.id, n.outputs])), diagnostics: flow.diagnostics };
      },
      writeTable: (table, format, name) => this.writeTable(table, format, name),
    };
  }

  async writeTable(table: TableLiteral, format: 'parquet' | 'csv' | 'json', name: string): Promise<string> {
    const out = new SqlWriter();
    printRelation(out, { op: 'values', schema: table.columns, rows: table.rows }, {
      node: 'table', inputName: () => '', inputSchema: () => [], sharedName: () => '', resolvePath: (path) => path, functionName: () => '', schemaOnly: false, sampleRows: null,
    });
    const path = `${name}.${format}`;
    await this.withDatabase(1, (db) => db.run(`COPY (${out.done().sql}) TO ${quotedText(join(this.base, path))} (FORMAT ${format}${format === 'csv' ? ', HEADER' : ''})`));
    return path;
  }

  /** Runs a flow that is free of errors: the stages of a session, on a database in this process. */
  async run(flow: CheckedFlow, options: { readonly threads?: number; readonly to?: string; readonly counting?: 'all' | 'free'; readonly sparing?: boolean; readonly onStatement?: (sql: string) => void } = {}): Promise<RunReport> {
    const plan = planRun(flow, options.to ?? null);
    const job = this.engine.session.compile(plan, { ...(await this.engine.session.settings(flow)), threads: options.threads ?? 2, ...(options.sparing === true ? { sparing: true } : {}) }, options.counting ?? 'all');
    const profile = join(this.base, 'profile.json');
    return this.withDatabase(options.threads ?? 2, async (connection) => {
      const database = duckDbDatabase(connection, profile);
      await this.stage(connection, job.settings.stagings);
      const watched = { ...database, run: (sql: string, reading?: Reading) => (options.onStatement?.(sql), database.run(sql, reading)) };
      const result = await runJob(job, { database: watched, emit: () => undefined, isCancelled: () => false, residentBytes: () => 0, failureOf: databaseError, functionProblem: () => null, ...noExtras });
      return buildReport(flow, plan.nodes, result, { name: 'law', started: '', milliseconds: 0 });
    }, profileTo(profile));
  }

  /** The same with the cache of the engine, as a session uses it. */
  async runCached(flow: CheckedFlow): Promise<RunReport> {
    const { session } = this.engine;
    const cache = session.cache!;
    const unusable = new Map<string, string>();
    for (;;) {
      const view = await cache.look(flow, null, 'law', new Set(unusable.keys()));
      if ('code' in view) throw new Error(view.message);
      const plan = session.plan(flow, null, view.plan);
      const uses = recomputeReasons(plan, view.index, view.contents, view.record, view.last, unusable);
      const job = session.compile(plan, await session.settings(flow), 'all', { partPath: (hash) => cache.folder.partPath(hash, view.fresh), id: view.fresh, leastMilliseconds: 0 });
      const profile = join(this.base, 'profile.json');
      const result = await this.withDatabase(2, async (connection) => (await this.stage(connection, job.settings.stagings), runJob(job, { database: duckDbDatabase(connection, profile), emit: () => undefined, isCancelled: () => false, residentBytes: () => 0, failureOf: databaseError, functionProblem: () => null, ...noExtras })), profileTo(profile));
      const broken = await dropUnusable(cache, view, result.cache?.unusable ?? {});
      for (const [hash, why] of broken) unusable.set(hash, why);
      if (broken.size > 0) continue;
      expectNull(await settleCache(cache, view, flow, 'law', result));
      return buildReport(flow, plan.nodes, result, { name: 'law', started: '', milliseconds: 0 }, uses);
    }
  }

  /** Computes every port and shared relation into a table of its own, one after the other, and hands over the database that holds them. */
  async unfused<T>(flow: CheckedFlow, use: (connection: DuckDBConnection, index: TableIndex, keys: readonly TableKey[]) => Promise<T>): Promise<T> {
    const index = new TableIndex(flow.nodes);
    const kept = new Set<TableKey>();
    const options: SelectOptions = { kept, resolvePath: (path) => pathFrom(this.base, path), functionName: () => 'none', sampleRows: null };
    return this.withDatabase(1, async (connection) => {
      const keys = index.closure(index.keys());
      await this.stage(connection, stagingsOf(keys.map((key) => [keyNode(key), index.relation(key)] as const), options.resolvePath));
      for (const key of keys) {
        await connection.run(`CREATE TEMP TABLE ${quotedIdentifier(key)} AS ${compileKey(index, key, options).sql}`);
        kept.add(key);
      }
      return use(connection, index, keys);
    });
  }

  /** Columns as `name TYPE` of a table, file or SELECT. */
  async columns(connection: DuckDBConnection, from: string): Promise<readonly string[]> {
    const reply = await connection.runAndReadAll(`DESCRIBE ${from}`);
    return reply.getRows().map((row) => `${String(row[0])} ${String(row[1])}`);
  }

  /** What only one of two SELECTs gives, as bags; empty texts when they agree. */
  async difference(connection: DuckDBConnection, a: string, b: string): Promise<string> {
    const only = async (x: string, y: string) => (await connection.runAndReadAll(`SELECT CAST(to_json(t) AS VARCHAR) FROM ((${x}) EXCEPT ALL (${y})) AS t LIMIT 3`)).getRows().map((row) => String(row[0])).join('\n  ');
    const [left, right] = [await only(a, b), await only(b, a)];
    return left + right === '' ? '' : `only in the first:\n  ${left}\nonly in the second:\n  ${right}`;
  }

  async number(connection: DuckDBConnection, sql: string): Promise<number> {
    return Number((await connection.runAndReadAll(sql)).getRows()[0]![0]);
  }

  /** Lays down what is read instead of files, as a run does first. */
  private stage(connection: DuckDBConnection, stagings: JobSettings['stagings']): Promise<void> {
    return stageSources(connection, { ...this.settings(1), ...(stagings === undefined ? {} : { stagings }) }, new AbortController().signal, false);
  }

  private settings(threads: number): JobSettings {
    return { threads, memory: '1GB', tempDirectory: join(this.base, 'spill'), allowedDirectories: [this.base] };
  }

  async withDatabase<T>(threads: number, use: (connection: DuckDBConnection) => Promise<T>, more: readonly string[] = []): Promise<T> {
    const open = await openDatabase(this.settings(threads), ':memory:', more);
    try {
      return await use(open.connection);
    } finally {
      open.close();
    }
  }
}

function expectNull(trouble: unknown): void {
  if (trouble !== null) throw new Error(JSON.stringify(trouble));
}

/** The SELECT that shows what a key gives, for a failing test's message. */
export const keySql = (flow: CheckedFlow, key: TableKey): string => {
  const index = new TableIndex(flow.nodes);
  return compileSelect(index, key.slice(0, key.search(/[.:]/)), index.relation(key), { kept: new Set(), resolvePath: (p) => p, functionName: () => '', sampleRows: null }).sql;
};

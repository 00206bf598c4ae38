import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { FlowDocument } from '../engine/document/document.ts';
import { readDocument } from '../engine/document/read-document.ts';
import { benchEngine, clocked, median } from './bench-engine.ts';
import type { BenchmarkResult } from './run.ts';
import { timePolars } from './tpch/time-polars.ts';
import { makeTables, tableNames, writeTables } from './tpch/make-tables.ts';

const here = new URL('tpch/', import.meta.url);
const rounds = Number(process.env['MILLRACE_TPCH_ROUNDS'] ?? 5);

/**
 * The 22 queries of TPC-H, each drawn as a flow of ordinary nodes, against the statement a person would write for it in the same DuckDB.
 * Both read the same Parquet files and write one; the two take turns, and ours includes checking, planning and handing over to its worker.
 * MILLRACE_TPCH_SCALE is the scale factor (1), MILLRACE_TPCH_EXTENSION a file of DuckDB's tpch extension to make the tables with.
 */
export async function tpch(): Promise<BenchmarkResult> {
  const scale = Number(process.env['MILLRACE_TPCH_SCALE'] ?? 1);
  const extension = process.env['MILLRACE_TPCH_EXTENSION'];
  const only = process.env['MILLRACE_TPCH_ONLY']?.split(',');
  const folder = await mkdtemp(join(tmpdir(), 'bench-tpch-'));
  const data = join(folder, 'data');
  await mkdir(data);
  const engine = await benchEngine();
  try {
    await withDuckDb(async (connection) => {
      const run = (sql: string): Promise<unknown> => connection.run(sql);
      await run('SET preserve_insertion_order = true');
      if (extension === undefined) return makeTables(run, data, scale);
      await run(`LOAD '${extension}'`);
      await run(`CALL dbgen(sf = ${scale})`);
      return writeTables(run, data);
    });
    const ratios: Record<string, number> = {};
    const rows: Record<string, number> = {};
    const times: Record<string, { ours: number; theirs: number }> = {};
    for (const query of (await readdir(here)).filter((name) => /^q\d\d$/.test(name) && (only?.includes(name) ?? true))) {
      const { document } = readDocument(await readFile(new URL(`${query}/flow.json`, here), 'utf8'), query);
      const statement = (await readFile(new URL(`${query}/query.sql`, here), 'utf8')).trim();
      const work = {
        ours: async (): Promise<void> => {
          const report = await engine.session.run({ document: document as FlowDocument, base: folder, parameters: { data: 'data' }, name: query, counting: 'free' }, () => undefined, () => undefined);
          if (report.status !== 'succeeded') throw new Error(JSON.stringify(report.diagnostics));
        },
        theirs: () => byHand(folder, statement),
      };
      const taken = { ours: [] as number[], theirs: [] as number[] };
      for (let round = -1; round < rounds; round++) {
        for (const who of round % 2 === 0 ? (['ours', 'theirs'] as const) : (['theirs', 'ours'] as const)) {
          const time = await clocked(work[who]);
          // The first round fills the file cache and the compiler's.
          if (round >= 0) taken[who].push(time);
        }
      }
      rows[query] = await expectSameRows(folder, query);
      ratios[query] = median(taken.ours.map((time, i) => time / taken.theirs[i]!));
      times[query] = { ours: Math.round(median(taken.ours)), theirs: Math.round(median(taken.theirs)) };
    }
    const polars = timePolars(data, rounds);
    // What its SQL takes in another sense is not a time to compare with.
    const against = Object.entries(polars?.queries ?? {}).flatMap(([query, theirs]) => (times[query] && rows[query] === theirs.rows ? [times[query].ours / theirs.milliseconds] : []));
    return {
      name: 'tpch',
      ratios: {
        geometricMean: geometricMean(Object.values(ratios)),
        worst: Math.max(...Object.values(ratios)),
        ...(against.length > 0 ? { againstPolars: geometricMean(against) } : {}),
        ...ratios,
      },
      detail: { scale, tables: extension === undefined ? 'our generator' : 'tpch extension', medianMs: times, polars: polars === null ? 'not installed' : { ...polars, compared: against.length } },
    };
  } finally {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const geometricMean = (values: readonly number[]): number => Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);

async function withDuckDb<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', { threads: String(availableParallelism()), preserve_insertion_order: 'false' });
  const connection = await instance.connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const byHand = (folder: string, statement: string): Promise<void> =>
  withDuckDb(async (connection) => {
    for (const name of tableNames) await connection.run(`CREATE VIEW ${name} AS FROM '${folder}/data/${name}.parquet'`);
    await connection.run(`COPY (${statement}) TO '${folder}/theirs.parquet' (FORMAT parquet, COMPRESSION zstd)`);
  });

/** Rows that both gave. */
const expectSameRows = (folder: string, query: string): Promise<number> =>
  withDuckDb(async (connection) => {
    const [a, b] = [`FROM '${folder}/result.parquet'`, `FROM '${folder}/theirs.parquet'`];
    const differ = async (left: string, right: string): Promise<number> => Number((await connection.runAndReadAll(`SELECT count(*) FROM ((${left}) EXCEPT ALL (${right}))`)).getRows()[0]![0]);
    if ((await differ(a, b)) + (await differ(b, a)) > 0) throw new Error(`The two results of ${query} differ.`);
    return Number((await connection.runAndReadAll(`SELECT count(*) FROM (${a})`)).getRows()[0]![0]);
  });

import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Engine } from '../engine/api/engine.ts';
import { catalog } from '../nodes/catalog.ts';
import { benchEngine, benchFlow, clocked, median } from './bench-engine.ts';
import type { Case } from './nodes/case.ts';
import { columnCases } from './nodes/column-cases.ts';
import { layTables, tableNames } from './nodes/make-tables.ts';
import { rowCases } from './nodes/row-cases.ts';
import { tableCases } from './nodes/table-cases.ts';
import type { BenchmarkResult } from './run.ts';

const rounds = Number(process.env['MILLRACE_BENCH_ROUNDS'] ?? 3);
const usualRows = 10_000_000;
/** People on either side of the fuzzy match. */
const people = 100_000;

const cases: Readonly<Record<string, Case>> = { ...rowCases, ...columnCases, ...tableCases };

/** Nodes without a case of their own, each with the reason. */
const elsewhere: Readonly<Record<string, string>> = {
  'check-rows': 'it reports beside what it parts: the benchmark check',
  'evaluate-model': 'it reports and warns beside the table that is compared',
  'fuzzy-join': 'timed below, 100,000 names against 100,000',
  'profile-table': 'nobody writes its statement by hand',
  'detect-drift': 'nobody writes its statement by hand',
  'parse-xml': 'its values are read by a parser outside the database',
  transpose: 'takes at most 2,000 rows',
  'inline-table': 'its rows stand in the flow',
  'view-table': 'shows what arrives',
  'view-chart': 'shows what arrives',
  'publish-table': 'writes the Parquet file that every case writes',
};
/** What waits for a file, a model, a script, a stream or another flow. */
const boundary = /^(read|write|script|predict|train|tail|component|iterate)-|^component$/;

/**
 * Each relational node on 10 M rows (MILLRACE_BENCH_ROWS) against SQL by hand, Parquet to Parquet; then 100,000 names against 100,000.
 * MILLRACE_BENCH_ONLY names some nodes (`join,pivot`), MILLRACE_BENCH_ROUNDS says how often, MILLRACE_BENCH_SAY=1 prints each as it is done.
 */
export async function nodes(): Promise<BenchmarkResult> {
  const rows = Number(process.env['MILLRACE_BENCH_ROWS'] ?? usualRows);
  const only = process.env['MILLRACE_BENCH_ONLY']?.split(',');
  const untried = [...catalog.keys()].filter((type) => !boundary.test(type) && !(type in elsewhere) && !Object.values(cases).some((c) => c.node[0] === type));
  const folder = await mkdtemp(join(tmpdir(), 'bench-nodes-'));
  const engine = await benchEngine();
  try {
    await layTables(folder, rows, (work) => withTables(folder, work));
    const ratios: Record<string, number> = {};
    const times: Record<string, { readonly ours: number; readonly theirs: number; readonly processor: number }> = {};
    for (const [name, own] of Object.entries(cases)) {
      if (only && !only.includes(own.node[0]) && !only.includes(name)) continue;
      const ours: Timed[] = [];
      const theirs: Timed[] = [];
      for (let round = -1; round < rounds; round++) {
        const work = [() => runNode(engine, folder, own), () => byHand(folder, own.sql)];
        // Who comes first finds the disk as the other has left it.
        const [first, second] = round % 2 === 0 ? [0, 1] : [1, 0];
        const time: Timed[] = [];
        for (const who of [first, second]) time[who!] = await timed(work[who!]!);
        // The first round fills the file cache.
        if (round < 0) await expectAsManyRows(folder, name);
        else {
          ours.push(time[0]!);
          theirs.push(time[1]!);
        }
      }
      const ratio = (of: keyof Timed): number => median(ours.map((time, i) => time[of] / theirs[i]![of]));
      ratios[name] = ratio('wall');
      times[name] = { ours: Math.round(median(ours.map((t) => t.wall))), theirs: Math.round(median(theirs.map((t) => t.wall))), processor: Number(ratio('processor').toFixed(3)) };
      if (process.env['MILLRACE_BENCH_SAY']) console.error(`${name.padEnd(40)} ${ratios[name].toFixed(3)} ${JSON.stringify(times[name])}`);
    }
    const fuzzy = only && !only.includes('fuzzy-join') ? null : await fuzzyMatch(engine, folder);
    return { name: 'nodes', ratios, detail: { rows, untried, times, fuzzy } };
  } finally {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Two statements that give different numbers of rows do not say the same. */
const expectAsManyRows = (folder: string, name: string): Promise<void> =>
  withTables(folder, async (run) => {
    const [ours, theirs] = (await run(`SELECT (SELECT count(*) FROM '${folder}/ours.parquet'), (SELECT count(*) FROM '${folder}/theirs.parquet')`))[0]!.map(String);
    if (ours !== theirs) throw new Error(`${name}: the node gives ${ours} rows and the statement ${theirs}.`);
  });

interface Timed {
  readonly wall: number;
  /** Of all threads of this process: tells more than the clock where others work on the machine, too. */
  readonly processor: number;
}

async function timed(work: () => Promise<unknown>): Promise<Timed> {
  const before = process.cpuUsage();
  const wall = await clocked(work);
  const { user, system } = process.cpuUsage(before);
  return { wall, processor: (user + system) / 1000 };
}

async function runNode(engine: Engine, folder: string, { node, inputs, port }: Case): Promise<void> {
  const document = benchFlow(
    {
      ...Object.fromEntries(
        inputs.map(([, table], i) => [`source${i}`, ['read-parquet', { path: `${table}.parquet` }]] as const),
      ),
      node,
      out: ['write-parquet', { path: 'ours.parquet' }],
    },
    [...inputs.map(([to], i) => `source${i}.out > node.${to}`), `node.${port} > out.in`],
  );
  const report = await engine.session.run(
    { document, base: folder, name: 'node', counting: 'free' },
    () => undefined,
    () => undefined,
  );
  if (report.status !== 'succeeded') throw new Error(`${node[0]}: ${JSON.stringify(report.diagnostics)}`);
}

type Run = (sql: string) => Promise<unknown[][]>;

async function withTables(folder: string, work: (run: Run) => Promise<void>): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: String(availableParallelism()) });
  const connection = await instance.connect();
  const run: Run = async (sql) => (await connection.runAndReadAll(sql)).getRowsJson();
  try {
    for (const table of tableNames.filter((name) => existsSync(join(folder, `${name}.parquet`))))
      await run(`CREATE VIEW ${table} AS FROM read_parquet('${folder}/${table}.parquet')`);
    await work(run);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const byHand = (folder: string, sql: string): Promise<void> =>
  withTables(folder, async (run) => {
    await run(`COPY (${sql}) TO '${folder}/theirs.parquet' (FORMAT parquet, COMPRESSION zstd)`);
  });

/** Milliseconds for 100,000 names against as many of which most have a typing error, compared where the first three letters or the birthday are the same. */
async function fuzzyMatch(engine: Engine, folder: string): Promise<Readonly<Record<string, unknown>>> {
  await withTables(folder, async (run) => {
    const letters = (seed: string, n: number): string =>
      Array.from({ length: n }, (_, i) => `chr(97 + (hash(i * 31 + ${i} + ${seed}) % 26)::INTEGER)`).join(' || ');
    await run(
      `CREATE TABLE people AS SELECT i AS id, ${letters('1', 6)} || ' ' || ${letters('77', 8)} AS name, DATE '1950-01-01' + (hash(i) % 20000)::INTEGER AS born FROM range(${people}) r(i)`,
    );
    await run(`COPY people TO '${folder}/left.parquet' (FORMAT parquet)`);
    await run(
      `COPY (SELECT id, CASE id % 3 WHEN 0 THEN name WHEN 1 THEN left(name, 5) || right(name, length(name) - 6) ELSE left(name, 4) || 'x' || right(name, length(name) - 4) END AS name, born FROM people) TO '${folder}/right.parquet' (FORMAT parquet)`,
    );
  });
  const document = benchFlow(
    {
      left: ['read-parquet', { path: 'left.parquet' }],
      right: ['read-parquet', { path: 'right.parquet' }],
      match: [
        'fuzzy-join',
        {
          compare: [{ left: 'name', right: 'name' }],
          blocks: [
            { left: 'name', right: 'name', by: 'start', letters: 3 },
            { left: 'born', right: 'born' },
          ],
        },
      ],
      out: ['write-parquet', { path: 'matched.parquet' }],
      alone: ['write-parquet', { path: 'alone.parquet' }],
    },
    ['left.out > match.left', 'right.out > match.right', 'match.matched > out.in', 'match.left-only > alone.in'],
  );
  let rows = 0;
  const milliseconds = await clocked(async () => {
    const report = await engine.session.run(
      { document, base: folder, name: 'fuzzy', counting: 'free' },
      () => undefined,
      () => undefined,
    );
    if (report.status !== 'succeeded') throw new Error(JSON.stringify(report.diagnostics));
    rows = report.nodes['out']?.written?.rows ?? 0;
  });
  return { people, milliseconds: Math.round(milliseconds), matched: rows };
}

import { expect, test } from 'vitest';
import type { Job } from '../plan/job.ts';
import type { CountRule } from '../plan/plan-counts.ts';
import { runJob, type JobHost } from './run-job.ts';

/** A job without steps whose ports are counted by the footers of two Parquet files. */
const job = (paths: Readonly<Record<string, string>>): Job => {
  const rules = Object.fromEntries(
    Object.entries(paths).map(([key, path]): [string, CountRule] => [key, { kind: 'parquet', path }]),
  );
  return {
    settings: {} as Job['settings'],
    functions: [],
    steps: [],
    counts: { rules },
    counting: 'free',
    countSql: {},
    parquetPaths: paths,
    cache: { reuse: [], store: [], counts: {}, leastMilliseconds: 0 },
  };
};

/** A host whose database answers by the files that a statement names. */
function host(rows: Readonly<Record<string, number>>): JobHost & { readonly asked: string[] } {
  const asked: string[] = [];
  const never = (): never => {
    throw new Error('not asked');
  };
  return {
    asked,
    database: {
      async run(sql) {
        asked.push(sql);
        const files = [...sql.matchAll(/parquet_file_metadata\('([^']*)'\)/g)].map(([, file]) => file!);
        const lost = files.find((file) => rows[file] === undefined);
        if (lost !== undefined) throw new Error(`IO Error: no file ${lost}`);
        return { rows: [files.map((file) => BigInt(rows[file]!))], changed: 0 };
      },
      readPlainly: async () => undefined,
      progress: () => ({ share: null, rows: 0 }),
      profile: async () => null,
      interrupt: () => undefined,
      fork: never,
    },
    emit: () => undefined,
    isCancelled: () => false,
  residentBytes: () => 0,
    failureOf: (error) => ({ type: 'IO', message: (error as Error).message }) as ReturnType<JobHost['failureOf']>,
    functionProblem: () => null,
    finish: never,
    begin: never,
    train: never,
  };
}

test('the footers of all files are asked in one statement, each file once', async () => {
  const asking = host({ 'a.parquet': 3, 'b.parquet': 4 });
  const result = await runJob(
    job({ 'one.out': 'a.parquet', 'two.out': 'b.parquet', 'three.out': 'a.parquet' }),
    asking,
  );
  expect(result.counts).toEqual({ 'one.out': 3, 'two.out': 4, 'three.out': 3 });
  expect(asking.asked).toHaveLength(1);
  expect(asking.asked[0]!.match(/parquet_file_metadata/g)).toHaveLength(2);
});

test('a file that cannot be asked is named, and the outputs stand', async () => {
  const result = await runJob(job({ 'one.out': 'a.parquet', 'two.out': 'gone.parquet' }), host({ 'a.parquet': 3 }));
  expect(result.status).toBe('succeeded');
  expect(result.counts).toEqual({ 'one.out': 3 });
  expect(result.diagnostics).toMatchObject([{ code: 'value-unreadable', severity: 'warning', at: { node: 'two' } }]);
});

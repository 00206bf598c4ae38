import fc from 'fast-check';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { join } from 'node:path';
import { explainFlow } from '../../engine/compile/explain-flow.ts';
import { quotedIdentifier, quotedText } from '../../engine/core/quoting.ts';
import type { RunReport } from '../../engine/core/run-report.ts';
import { emptyDocument, type FlowDocument } from '../../engine/document/document.ts';
import { writeDocument } from '../../engine/document/write-document.ts';
import type { Operator } from '../../engine/execute/profile.ts';
import { readMarks } from '../../engine/execute/read-marks.ts';
import { readWork } from '../../engine/execute/read-work.ts';
import { planRun } from '../../engine/plan/plan-run.ts';
import { keyNode } from '../../engine/plan/table-key.ts';
import { Draw } from '../../engine/testing/draw.ts';
import { randomFlow } from '../../engine/testing/random-flow.ts';
import { duckDbDatabase, profileTo } from '../../engine/workers/duckdb-database.ts';
import { Lab } from './lab.ts';
import { patience, settings, tape } from './law.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
});
afterAll(() => lab.close());

test('what a statement counts on its way is what a count of its own gives, and it reads no column that is said to be left out', { timeout: patience }, async () => {
  let counted = 0;
  let joined = 0;
  let scans = 0;
  let [timeOfAll, timeOfWork, timed, parts] = [0, 0, 0, 0];
  await fc.assert(
    fc.asyncProperty(tape, async (numbers) => {
      const document = await randomFlow(new Draw(numbers), lab.world(), { nodes: 9, files: true, deterministic: true });
      const flow = await lab.check(document);
      const job = lab.engine.session.compile(planRun(flow, null), { ...(await lab.engine.session.settings(flow)), threads: 1 }, 'all');
      const explained = explainFlow(planRun(flow, null), (path) => path);
      const profile = join(lab.base, 'profile.json');
      const found: (readonly [key: string, rows: number, sql: string])[] = [];
      await lab.withDatabase(2, async (connection) => {
        const database = duckDbDatabase(connection, profile);
        const run = async ({ sql, marks, reading }: Pick<(typeof job.steps)[number], 'sql' | 'marks' | 'reading'>): Promise<void> => {
          await database.run(sql, reading);
          const ran = await database.profile();
          expect(ran, sql).not.toBeNull();
          if (marks !== null) for (const [key, rows] of readMarks(marks, ran!)) found.push([key, rows, sql]);
        };
        for (const step of job.steps) {
          await run(step);
          const ran = (await database.profile())!;
          const work = readWork(step.work!, ran);
          timed += work.filter((w) => w.nodes.length === 1).reduce((sum, w) => sum + w.milliseconds, 0);
          ran.roots.forEach(function visit(o: Operator): void {
            timeOfAll += o.seconds * 1000;
            o.children.forEach(visit);
          });
          timeOfWork += work.reduce((sum, w) => sum + w.milliseconds, 0);
          parts += work.length;
          const asked = new Set([...step.nodes, ...(step.after ?? []).map(keyNode)]);
          for (const { nodes } of work) for (const node of nodes) expect([...asked], step.sql).toContain(node);
          for (const scan of scansOf((await database.profile())!.roots)) {
            const known = explained.sources.filter((s) => scan.path.endsWith(s.path));
            expect(known.length, step.sql).toBeGreaterThan(0);
            for (const column of scan.columns) expect(known.flatMap((s) => s.columns.flatMap((c) => c.split('\n'))), step.sql).toContain(column);
            scans += 1;
          }
        }
        for (const statement of Object.values(job.countSql)) await run(statement);
      }, profileTo(profile));
      await lab.unfused(flow, async (connection) => {
        for (const [key, rows, sql] of found) expect(rows, `${key}\n${sql}\n${writeDocument(document)}`).toBe(await lab.number(connection, `SELECT count(*) FROM ${quotedIdentifier(key)}`));
      });
      counted += found.length;
      joined += found.filter(([, , sql]) => sql.includes(' JOIN ')).length;
    }),
    settings(12),
  );
  expect(counted).toBeGreaterThan(20);
  expect(joined).toBeGreaterThan(0);
  expect(scans).toBeGreaterThan(0);
  // Nothing that the database spent time on is left out, and most of it is put down to a single node.
  expect(Math.abs(timeOfWork - timeOfAll)).toBeLessThan(0.01 * parts);
  expect(timed).toBeGreaterThan(timeOfAll / 2);
});

/** What a statement really read of Parquet files. */
function scansOf(operators: readonly Operator[]): readonly { readonly path: string; readonly columns: readonly string[] }[] {
  return operators.flatMap((o) => {
    const below = scansOf(o.children);
    if (o.info['Function'] !== 'READ_PARQUET') return below;
    const columns = o.info['Projections'];
    return [...below, { path: String(o.info['Filename(s)']), columns: Array.isArray(columns) ? columns.map(String) : columns === undefined || columns === '' ? [] : [String(columns)] }];
  });
}

const sinks = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, { type: 'write-parquet', version: 1, params: { path: `out/${name}.parquet` } }]));
const flowOf = (nodes: Readonly<Record<string, readonly [string, Record<string, unknown>]>>, edges: readonly string[]): FlowDocument => {
  const pairs = edges.map((e) => e.split(' > '));
  const names = pairs.map(([, to]) => to!.split('.')[0]!).filter((to) => !Object.hasOwn(nodes, to));
  return { ...emptyDocument('account'), nodes: { ...Object.fromEntries(Object.entries(nodes).map(([id, [type, params]]) => [id, { type, version: 1, params }])), ...sinks(names) }, edges: pairs.map(([from, to]) => ({ from: from!, to: to! })) };
};

/** Runs a flow and gives its report with the statements that did nothing but count. */
async function account(document: FlowDocument, threads: number): Promise<{ readonly report: RunReport; readonly countings: readonly string[] }> {
  const flow = await lab.check(document);
  expect(flow.diagnostics).toEqual([]);
  const countings: string[] = [];
  const report = await lab.run(flow, { threads, onStatement: (sql) => void (sql.startsWith('SELECT count(*)') && countings.push(sql)) });
  expect(report.status, JSON.stringify(report.diagnostics)).toBe('succeeded');
  expect(report.diagnostics).toEqual([]);
  return { report, countings };
}

test.each([1, 4])('filters, joins and groups are counted while they run, on %i threads', async (threads) => {
  await lab.withDatabase(1, async (db) => {
    await db.run(`COPY (SELECT range AS id, range % 1000 AS shop, range % 10 AS amount FROM range(200000)) TO ${quotedText(join(lab.base, 'sales.parquet'))}`);
    await db.run(`COPY (SELECT range + 500 AS shop, range % 7 AS region FROM range(2000)) TO ${quotedText(join(lab.base, 'shops.parquet'))}`);
  });
  const { report, countings } = await account(
    flowOf(
      {
        sales: ['read-parquet', { path: 'sales.parquet' }],
        shops: ['read-parquet', { path: 'shops.parquet' }],
        large: ['filter-rows', { condition: 'amount >= 5' }],
        odd: ['filter-rows', { condition: 'id % 2 = 1' }],
        north: ['filter-rows', { condition: 'region < 5' }],
        shop: ['join', { keys: [{ left: 'shop', right: 'shop' }] }],
        again: ['join', { keys: [{ left: 'id', right: 'id' }] }],
        totals: ['aggregate', { groups: [{ by: 'region' }, { by: 'id % 3', as: 'third' }], measures: [{ function: 'count', as: 'n' }] }],
        some: ['filter-rows', { condition: 'region <> 3 AND n > 1' }],
        best: ['sort-rows', { keys: [{ by: 'n' }] }],
        top: ['limit-rows', { count: 4 }],
      },
      [
        'sales.out > large.in', 'large.passed > odd.in', 'odd.passed > shop.left', 'shops.out > north.in', 'north.passed > shop.right', 'shop.joined > totals.in', 'totals.out > some.in', 'some.passed > best.in', 'best.out > top.in', 'top.out > a.in',
        'some.rejected > b.in', 'shop.left-only > c.in', 'shop.right-only > d.in', 'large.rejected > e.in', 'odd.passed > again.left', 'large.passed > again.right', 'again.joined > f.in', 'again.left-only > g.in', 'again.right-only > h.in',
      ],
    ),
    threads,
  );
  const rows = Object.fromEntries(Object.entries(report.nodes).map(([id, n]) => [id, n.rowsOut]));
  // Of the shops 500 to 999 that have sales, 357 lie in the regions below 5; the shops from 1000 on have none.
  expect(rows).toMatchObject({
    sales: { out: 200_000 },
    large: { passed: 100_000, rejected: 100_000 },
    odd: { passed: 60_000, rejected: 40_000 },
    again: { joined: 60_000, 'left-only': 0, 'right-only': 40_000 },
    best: { out: rows['some']!['passed'] },
    top: { out: 4 },
  });
  const { joined = 0, 'left-only': alone = 0 } = rows['shop']!;
  expect(joined + alone).toBe(60_000);
  expect(joined).toBeGreaterThan(20_000);
  expect(rows['some']!['passed']! + rows['some']!['rejected']!).toBe(rows['totals']!['out']);
  // On several threads a statement of its own may cost less than counting on the way.
  if (threads === 1) expect(countings).toEqual([]);
});

test('what a limit or an empty side leaves unread is counted afterwards', async () => {
  await lab.withDatabase(1, (db) => db.run(`COPY (SELECT range AS id, range % 10 AS amount FROM range(300000)) TO ${quotedText(join(lab.base, 'many.parquet'))} (ROW_GROUP_SIZE 4096)`));
  const { report } = await account(
    flowOf(
      {
        many: ['read-parquet', { path: 'many.parquet' }],
        large: ['filter-rows', { condition: 'amount >= 5' }],
        first: ['limit-rows', { count: 10 }],
        none: ['filter-rows', { condition: 'id < 0 AND amount > 100' }],
        met: ['join', { keys: [{ left: 'id', right: 'id' }] }],
      },
      ['many.out > large.in', 'large.passed > first.in', 'first.out > a.in', 'large.passed > met.left', 'many.out > none.in', 'none.passed > met.right', 'met.joined > b.in'],
    ),
    4,
  );
  expect(report.nodes['large']!.rowsOut).toEqual({ passed: 150_000, rejected: 150_000 });
  expect(report.nodes['none']!.rowsOut).toEqual({ passed: 0, rejected: 300_000 });
  expect(report.nodes['met']!.rowsOut).toEqual({ joined: 0, 'left-only': 150_000, 'right-only': 0 });
});

test('counting on the way keeps the order of rows and every column', async () => {
  const flow = await lab.check(flowOf({ many: ['read-parquet', { path: 'many.parquet' }], large: ['filter-rows', { condition: 'amount >= 5' }], same: ['formula', { columns: [{ name: 'twice', expression: 'id * 2' }] }], last: ['filter-rows', { condition: 'twice > 10' }] }, ['many.out > large.in', 'large.passed > same.in', 'same.out > last.in', 'last.passed > kept.in']));
  const files: Buffer[] = [];
  for (const counting of ['free', 'all'] as const) {
    await lab.run(flow, { threads: 4, counting });
    files.push(await readFile(join(lab.base, 'out', 'kept.parquet')));
  }
  expect(files[0]!.equals(files[1]!)).toBe(true);
});

test('rows that are sorted after a group are written in order on several threads, whatever order they were read in', async () => {
  await lab.withDatabase(1, (db) => db.run(`COPY (SELECT range AS id, range % 10 AS amount FROM range(600000)) TO ${quotedText(join(lab.base, 'long.parquet'))} (ROW_GROUP_SIZE 20480)`));
  const flow = await lab.check(
    flowOf(
      {
        long: ['read-parquet', { path: 'long.parquet' }],
        large: ['filter-rows', { condition: 'amount >= 5' }],
        groups: ['aggregate', { groups: [{ by: 'id % 290000', as: 'place' }], measures: [{ function: 'count', as: 'n' }] }],
        others: ['aggregate', { groups: [{ by: 'id % 290000', as: 'place' }], measures: [{ function: 'sum', column: 'amount', as: 'n' }] }],
        best: ['sort-rows', { keys: [{ by: 'place', direction: 'descending' }] }],
        some: ['filter-rows', { condition: 'n < 9' }],
        all: ['sort-rows', { keys: [{ by: 'n' }, { by: 'place' }] }],
        first: ['limit-rows', { count: 200_000 }],
      },
      ['long.out > large.in', 'large.passed > groups.in', 'groups.out > best.in', 'best.out > some.in', 'some.passed > kept.in', 'large.passed > others.in', 'others.out > all.in', 'all.out > first.in', 'first.out > a.in'],
    ),
  );
  const report = await lab.run(flow, { threads: 4 });
  expect(report.diagnostics).toEqual([]);
  expect(report.nodes['some']!.rowsOut).toEqual({ passed: 145_000, rejected: 0 });
  expect(report.nodes['large']!.rowsOut).toEqual({ passed: 300_000, rejected: 300_000 });
  await lab.withDatabase(2, async (db) => {
    const unsorted = (file: string, order: string): Promise<number> =>
      lab.number(db, `SELECT count(*) FROM (SELECT file_row_number AS written, row_number() OVER (ORDER BY ${order}) - 1 AS due FROM read_parquet(${quotedText(join(lab.base, 'out', file))}, file_row_number = true)) WHERE written <> due`);
    expect(await unsorted('kept.parquet', 'place DESC')).toBe(0);
    expect(await unsorted('a.parquet', 'n, place')).toBe(0);
  });
});

test('texts of groups that are found by sorting are those that an aggregate finds, also of groups and texts that are missing', async () => {
  await lab.withDatabase(1, (db) =>
    db.run(`COPY (SELECT nullif(range % 997, 5) AS shop, CASE WHEN range % 3 = 0 THEN 'north' WHEN range % 7 > 2 THEN 'süd' END AS region, CASE WHEN range % 997 <> 8 AND range % 11 > 0 THEN md5(range::VARCHAR) END AS note, range % 10 AS amount FROM range(150000)) TO ${quotedText(join(lab.base, 'notes.parquet'))} (ROW_GROUP_SIZE 20480)`),
  );
  const groups = [{ by: 'shop' }, { by: 'region' }, { by: 'amount // 5', as: 'k0' }];
  const largest = { function: 'max', column: 'note', as: 'largest' };
  const flow = await lab.check(
    flowOf(
      {
        notes: ['read-parquet', { path: 'notes.parquet' }],
        some: ['filter-rows', { condition: 'amount <> 3' }],
        one: ['aggregate', { groups, measures: [largest] }],
        many: ['aggregate', { groups, measures: [{ function: 'min', column: 'note', as: 'smallest' }, { function: 'count', as: 'n' }, largest, { function: 'sum', column: 'amount', as: 'm0' }] }],
        large: ['filter-rows', { condition: 'n > 3' }],
      },
      ['notes.out > some.in', 'some.passed > one.in', 'one.out > a.in', 'some.passed > many.in', 'many.out > large.in', 'large.passed > b.in', 'many.out > c.in'],
    ),
  );
  const [sorted, files]: [string[], string[]] = [[], []];
  for (const sparing of [false, true]) {
    const report = await lab.run(flow, { threads: 3, sparing, onStatement: (sql) => void (sql.includes('lag(') && sorted.push(sql)) });
    expect(report.diagnostics).toEqual([]);
    expect(sorted.length > 0).toBe(sparing);
    expect(report.nodes['one']!.rowsOut['out']).toBe(report.nodes['many']!.rowsOut['out']);
    await lab.withDatabase(1, async (db) => {
      for (const name of ['a', 'b', 'c']) {
        const file = join(lab.base, 'out', `${name}.parquet`);
        if (!sparing) await db.run(`COPY (SELECT * FROM read_parquet(${quotedText(file)})) TO ${quotedText(`${file}.usual.parquet`)} (FORMAT parquet)`);
        else {
          expect(await lab.difference(db, `SELECT * FROM read_parquet(${quotedText(file)})`, `SELECT * FROM read_parquet(${quotedText(`${file}.usual.parquet`)})`), name).toBe('');
          expect(await lab.columns(db, quotedText(file))).toEqual(await lab.columns(db, quotedText(`${file}.usual.parquet`)));
          files.push(name);
        }
      }
    });
  }
  expect(files).toEqual(['a', 'b', 'c']);
  const { session } = lab.engine;
  const settingsOf = (bytes: number | null) => session.settings(flow, undefined, session.plan(flow, null), bytes);
  expect(await settingsOf(300_000)).toMatchObject({ sparing: true, threads: 1 });
  for (const bytes of [1e9, null]) expect(await settingsOf(bytes)).not.toHaveProperty('sparing');
});

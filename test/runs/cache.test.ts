import { mkdtemp, readdir, readFile, rename, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../engine/api/index.ts';
import type { RunReport } from '../../engine/core/run-report.ts';
import { readDocument } from '../../engine/document/read-document.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { flowText, type Nodes } from '../bad-input/project.ts';

let base: string;
let folder: string;
let engine: Engine;
const open = (maxBytes = 1e9, version = '1'): Promise<Engine> => openTestEngine(catalog, { threads: 2, keepWarm: true, cache: { folder, maxBytes, version, leastMilliseconds: 0 } });

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'millrace-cache-'));
  folder = join(base, 'cache');
  engine = await open();
});
beforeEach(async () => {
  await rm(folder, { recursive: true, force: true });
  await writeFile(join(base, 'sales.csv'), `shop,amount\n${Array.from({ length: 500 }, (_, i) => `s${i % 7},${i}`).join('\n')}\n`);
});
afterAll(async () => {
  await engine.close();
  await rm(base, { recursive: true, force: true });
});

/** Has `work` done by another engine on the same folder, such as one of a later start. */
async function withOther(other: Promise<Engine>, work: () => Promise<void>): Promise<void> {
  const usual = engine;
  engine = await other;
  try {
    await work();
  } finally {
    await engine.close();
    engine = usual;
  }
}

interface Changes {
  readonly condition?: string;
  readonly count?: number;
  readonly pin?: string;
}

const nodes = ({ condition = 'amount >= 0', count = 3 }: Changes): Nodes => ({
  src: ['read-delimited', { path: 'sales.csv' }],
  keep: ['filter-rows', { condition }],
  totals: ['aggregate', { groups: [{ by: 'shop' }], measures: [{ function: 'sum', column: 'amount', as: 'total' }] }],
  order: ['sort-rows', { keys: [{ by: 'shop' }] }],
  top: ['limit-rows', { count }],
  out: ['write-parquet', { path: 'out.parquet' }],
});
const edges = ['src.out > keep.in', 'keep.passed > totals.in', 'totals.out > order.in', 'order.out > top.in', 'top.out > out.in'];

async function run(changes: Changes = {}, options: { readonly cache?: boolean; readonly counting?: 'all' | 'free' } = {}): Promise<RunReport> {
  const { document } = readDocument(flowText(nodes(changes), edges), 'f');
  if (changes.pin !== undefined) document!.nodes[changes.pin] = { ...document!.nodes[changes.pin]!, cached: true };
  const report = await engine.session.run({ document: document!, base, name: 'f', ...options }, () => undefined, () => undefined);
  expect(report.diagnostics, JSON.stringify(report.diagnostics)).toEqual([]);
  expect(report.status).toBe('succeeded');
  return report;
}

/** What the run says of each node: its state and, where it was computed, why. */
const uses = (report: RunReport): Record<string, string> => Object.fromEntries(Object.entries(report.nodes).map(([id, n]) => [id, n.cache!.state === 'reused' ? 'reused' : n.cache!.why]));
const bytes = async (): Promise<string> => (await readFile(join(base, 'out.parquet'))).toString('latin1');
const entries = async (): Promise<string[]> => (await readdir(join(folder, 'rows'))).filter((name) => name.endsWith('.duckdb'));

describe('a second run', () => {
  it('takes what is unchanged from the cache, says so, and writes the same bytes with the same counts', async () => {
    const first = await run();
    const before = await bytes();
    expect(uses(first)).toEqual({ src: 'never run', keep: 'never run', totals: 'never run', order: 'never run', top: 'never run', out: 'never run' });
    const second = await run();
    expect(uses(second)).toEqual({ src: 'reused', keep: 'reused', totals: 'reused', order: 'reused', top: 'reused', out: 'what leaves the flow is made in every run' });
    expect(await bytes()).toBe(before);
    for (const id of Object.keys(first.nodes)) expect(second.nodes[id]!.rowsOut, id).toEqual(first.nodes[id]!.rowsOut);
    expect(second.nodes['keep']!.rowsOut).toEqual({ passed: 500, rejected: 0 });
  });

  it('computes only what follows a change, and names the change', async () => {
    await run();
    expect(uses(await run({ count: 2 }))).toEqual({ src: 'reused', keep: 'reused', totals: 'reused', order: 'its rows are not kept; pin the node to keep them', top: 'parameter top.count changed', out: 'parameter top.count changed' });
    const other = await run({ condition: 'amount > 400' });
    expect(uses(other)).toMatchObject({ src: 'its rows are not kept; pin the node to keep them', keep: 'parameter keep.condition changed', totals: 'parameter keep.condition changed' });
    const cached = await bytes();
    await run({ condition: 'amount > 400' }, { cache: false });
    expect(await bytes()).toBe(cached);
  });

  it('survives a restart of the engine', async () => {
    await run();
    await withOther(open(), async () => expect(uses(await run())).toMatchObject({ totals: 'reused', src: 'reused' }));
  });

  it('notices a source that changed, even with the size and time it had', async () => {
    await run();
    const path = join(base, 'sales.csv');
    const { atime, mtime } = await stat(path);
    await writeFile(path, (await readFile(path, 'utf8')).replace('s0,0', 's0,9'));
    await utimes(path, atime, mtime);
    const report = await run();
    expect(uses(report)).toMatchObject({ src: 'source sales.csv changed', totals: 'source sales.csv changed' });
    const cached = await bytes();
    await run({}, { cache: false });
    expect(await bytes()).toBe(cached);
  });

  it('says that the cache is off', async () => {
    await run();
    expect(new Set(Object.values(uses(await run({}, { cache: false }))))).toEqual(new Set(['cache off']));
  });

  it('does not use what another version kept', async () => {
    await run();
    await withOther(open(1e9, '2'), async () => expect(uses(await run())['totals']).toBe('Millrace or its database is another version'));
  });
});

describe('a pinned node', () => {
  it('keeps rows that would be computed again otherwise', async () => {
    await run({ pin: 'keep' });
    const report = await run({ pin: 'keep', count: 1, condition: 'amount >= 0' });
    expect(uses(report)['totals']).toBe('reused');
    const { document } = readDocument(flowText({ ...nodes({}), totals: ['aggregate', { groups: [], measures: [{ function: 'sum', column: 'amount', as: 'total' }] }], order: ['sort-rows', { keys: [{ by: 'total' }] }] }, edges), 'f');
    document!.nodes['keep'] = { ...document!.nodes['keep']!, cached: true };
    const changed = await engine.session.run({ document: document!, base, name: 'f' }, () => undefined, () => undefined);
    expect(changed.diagnostics).toEqual([]);
    expect(uses(changed)).toMatchObject({ src: 'reused', keep: 'reused', totals: 'parameter totals.groups changed' });
  });

  it('keeps every type as it is', async () => {
    const statement = `SELECT 170141183460469231731687303715884105727::HUGEINT AS h, 340282366920938463463374607431768211455::UHUGEINT AS u, 'a'::ENUM('b', 'a') AS e, '{"a": 1}'::JSON AS j, MAP {'k': [1, NULL]} AS m,
      {'a b': 1::TINYINT, 'n': {'x': DATE '2024-02-29'}} AS s, union_value(num := 2) AS un, '10'::BIT AS b, '\\xAA\\x00'::BLOB AS bl, INTERVAL '1 month 2 days' AS i, '0f000000-0000-0000-0000-000000000001'::UUID AS id,
      TIMESTAMPTZ '2024-01-01 00:00:00+02' AS tz, TIME '12:00:00.000001' AS t, TIMESTAMP_NS '2024-01-01 00:00:00.123456789' AS ns, 1.50::DECIMAL(38, 10) AS d, 'NaN'::DOUBLE AS nan, '-infinity'::DATE AS inf, [1, 2]::INTEGER[2] AS arr, NULL AS nothing`;
    const document = readDocument(flowText({ rows: ['sql', { statement }], order: ['sort-rows', { keys: [{ by: 'h' }] }], same: ['sql', { statement: 'SELECT *, typeof(e) AS te, typeof(j) AS tj FROM in1' }], out: ['write-json', { path: 'out.json' }] }, ['rows.out > order.in', 'order.out > same.in1', 'same.out > out.in']), 'f').document!;
    document.nodes['order'] = { ...document.nodes['order']!, cached: true };
    const json = async (cache: boolean): Promise<[RunReport, string]> => {
      const report = await engine.session.run({ document, base, name: 't', cache }, () => undefined, () => undefined);
      expect(report.diagnostics).toEqual([]);
      return [report, await readFile(join(base, 'out.json'), 'utf8')];
    };
    const [, plain] = await json(false);
    await json(true);
    const [report, cached] = await json(true);
    expect(report.nodes['order']!.cache!.state).toBe('reused');
    expect(cached).toBe(plain);
    expect(plain).toContain('170141183460469231731687303715884105727');
  });
});

describe('what is never kept', () => {
  it.each([
    ['random numbers', 'SELECT max(random()) AS n FROM range(3)', 'it can give other rows each time'],
    ['the clock', 'SELECT max(now()) AS n FROM range(3)', 'it can give other rows each time'],
    ['files a statement names itself', "SELECT count(*) AS n FROM 'sales.csv'", 'it reads more than its inputs'],
  ])('%s', async (_what, statement, why) => {
    const { document } = readDocument(flowText({ rows: ['sql', { statement: statement.replace("'sales.csv'", `'${join(base, 'sales.csv')}'`) }], once: ['aggregate', { groups: [{ by: 'n' }], measures: [] }], out: ['write-json', { path: 'out.json' }] }, ['rows.out > once.in', 'once.out > out.in']), 'f');
    for (let i = 0; i < 2; i++) {
      const report = await engine.session.run({ document: document!, base, name: 'v' }, () => undefined, () => undefined);
      expect(report.diagnostics).toEqual([]);
      if (i === 1) expect(uses(report)).toMatchObject({ rows: why, once: why });
    }
    expect(await entries()).toEqual([]);
  });
});

describe('damaged entries', () => {
  it('of bad lines have the file read again, which alone finds them', async () => {
    await writeFile(join(base, 'bad.csv'), 'a,b\n1,2\n3,x\n4,5\n');
    const { document } = readDocument(flowText({ src: ['read-delimited', { path: 'bad.csv', onError: 'reject', types: [{ column: 'b', type: 'INTEGER' }] }], out: ['write-json', { path: 'good.json' }], bad: ['write-json', { path: 'bad.json' }] }, ['src.out > out.in', 'src.errors > bad.in']), 'f');
    document!.nodes['src'] = { ...document!.nodes['src']!, cached: true };
    const written = async (): Promise<readonly string[]> => {
      const report = await engine.session.run({ document: document!, base, name: 'f' }, () => undefined, () => undefined);
      expect(report.diagnostics).toEqual([]);
      return Promise.all(['good.json', 'bad.json'].map((file) => readFile(join(base, file), 'utf8')));
    };
    const before = await written();
    const names = await entries();
    expect(names).toHaveLength(2);
    // Whichever of the two is lost, the other one's rows fit what is read again.
    for (const name of names) {
      await rm(join(folder, 'rows', name));
      expect(await written()).toEqual(before);
    }
  });

  it.each([
    ['cut short', (path: string) => truncate(path, 20_000)],
    ['emptied', (path: string) => truncate(path, 0)],
    ['overwritten in the middle', async (path: string) => {
      const content = await readFile(path);
      for (let at = 8192; at < content.length; at += 97) content[at]! ^= 0x5a;
      await writeFile(path, content);
    }],
    ['of another identity', (path: string, other: Uint8Array) => writeFile(path, other)],
  ] as const)('%s are passed over with the reason, replaced, and change nothing', async (_what, damage) => {
    await run();
    const before = await bytes();
    const names = (await entries()).map((name) => join(folder, 'rows', name));
    const contents = await Promise.all(names.map((name) => readFile(name)));
    for (const [i, name] of names.entries()) await damage(name, contents[(i + 1) % names.length]!);
    const report = await run();
    expect(await bytes()).toBe(before);
    expect(Object.values(uses(report)).filter((why) => /kept rows/.test(why)), JSON.stringify(uses(report))).not.toEqual([]);
    expect(uses(await run())).toMatchObject({ totals: 'reused' });
  });

  it('files that are not entries are left alone', async () => {
    await run();
    const name = (await entries())[0]!;
    await writeFile(join(folder, 'rows', 'notes.txt'), 'mine');
    await rename(join(folder, 'rows', name), join(folder, 'rows', `${name}.bak`));
    await run();
    expect(await readFile(join(folder, 'rows', 'notes.txt'), 'utf8')).toBe('mine');
  });
});

describe('the folder', () => {
  it('stays within its size; what was used last stays', async () => {
    await withOther(open(1), async () => {
      await run();
      expect(await entries()).toEqual([]);
      expect(uses(await run())['totals']).toBe('there is no room for its rows in the cache');
      // Another size holds from now on.
      const own = { memory: null, threads: null, spillFolder: null, spillLimit: null };
      await engine.calls.configure({ ...own, cacheSize: '1GB' });
      await run();
      expect((await engine.calls.status()).cacheLimit).toBe(1e9);
      expect(await entries()).not.toEqual([]);
      await engine.calls.configure({ ...own, cacheSize: null });
      expect((await engine.calls.status()).cacheLimit).toBe(1);
    });
  });

  it('is shared by engines that run at the same time', async () => {
    const other = await open();
    try {
      const { document } = readDocument(flowText(nodes({}), edges), 'f');
      await Promise.all([engine, other, engine, other].map(async (one, i) => {
        const text = { ...document!, nodes: { ...document!.nodes, out: { ...document!.nodes['out']!, params: { path: `out${i}.parquet` } } } };
        for (let n = 0; n < 3; n++) expect((await one.session.run({ document: text, base, name: `f${i}` }, () => undefined, () => undefined)).diagnostics).toEqual([]);
      }));
      const files = await Promise.all([0, 1, 2, 3].map((i) => readFile(join(base, `out${i}.parquet`), 'latin1')));
      expect(new Set(files).size).toBe(1);
      expect((await readdir(join(folder, 'rows'))).filter((name) => name.endsWith('.part') || name.endsWith('.tmp'))).toEqual([]);
    } finally {
      await other.close();
    }
  });

  it('that cannot be used is a warning, and the run goes on', async () => {
    await writeFile(folder, 'a file');
    const { document } = readDocument(flowText(nodes({}), edges), 'f');
    const report = await engine.session.run({ document: document!, base, name: 'f' }, () => undefined, () => undefined);
    expect(report).toMatchObject({ status: 'succeeded', diagnostics: [{ code: 'cache-unusable', severity: 'warning' }] });
  });
});

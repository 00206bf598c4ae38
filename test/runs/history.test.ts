import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Engine } from '../../engine/api/index.ts';
import { readDocument } from '../../engine/document/read-document.ts';
import { flowName } from '../../engine/document/flow-name.ts';
import { runCommand, type RunOptions } from '../../engine/headless/run-command.ts';
import { runsCommand } from '../../engine/headless/runs-command.ts';
import { RecordFolder } from '../../engine/record/record-folder.ts';
import type { RunRecord } from '../../engine/record/run-record.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { flowText } from '../bad-input/project.ts';

let base: string;
let engine: Engine;
const open = (folder: string): Promise<Engine> => openTestEngine(catalog, { threads: 2, records: { folder: join(base, folder), version: '1' }, cache: { folder: join(base, 'cache'), maxBytes: 1e9, version: '1' } });

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'millrace-runs-'));
  engine = await open('runs');
  await writeFile(join(base, 'sales.csv'), `shop,amount\n${Array.from({ length: 3000 }, (_, i) => `s${i % 7},${i}`).join('\n')}\n`);
  await write();
});
afterAll(async () => {
  await engine.close();
  await rm(base, { recursive: true, force: true });
});

const write = (condition = 'amount >= $least'): Promise<void> =>
  writeFile(
    join(base, 'flow.json'),
    flowText(
      {
        src: ['read-delimited', { path: 'sales.csv' }],
        slow: ['formula', { columns: [{ name: 'hash', expression: 'list_sum(list_transform(range(2000), lambda x: (x * amount) % 7))' }] }],
        keep: ['filter-rows', { condition }],
        totals: ['aggregate', { groups: [{ by: 'shop' }], measures: [{ function: 'sum', column: 'hash', as: 'total' }] }],
        rules: ['check-rows', { rules: [{ rule: 'condition', label: 'positive', condition: 'total > 100', severity: 'warn' }] }],
        out: ['write-parquet', { path: 'out.parquet' }],
      },
      ['src.out > slow.in', 'slow.out > keep.in', 'keep.passed > totals.in', 'totals.out > rules.in', 'rules.passed > out.in'],
      { parameters: [{ name: 'least', type: 'integer', default: 10 }, { name: 'api_token', type: 'text', default: 'tok-in-flow' }] },
    ),
  );

interface Told {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function told(work: (console: Parameters<typeof runsCommand>[5]) => Promise<number>): Promise<Told> {
  let [out, err] = ['', ''];
  const code = await work({ out: (text) => void (out += text), error: (text) => void (err += text), bytes: () => undefined, interactive: false, columns: 80 });
  return { code, out, err };
}
const run = (param: readonly string[], options: Partial<RunOptions> = {}, on = engine): Promise<Told> => told((console) => runCommand(base, { param, ...options }, on, console, () => undefined));
const runs = (what?: string, ...ids: readonly string[]): Promise<Told> => told((console) => runsCommand(base, what, ids, {}, engine, console));
const of = { base: '', name: 'f' };

it('a run leaves what it was given, what it read, what each node cost and what came of it, without secrets', async () => {
  expect((await run(['api_token=tok-given-now'])).code).toBe(0);
  const { record, measures } = await engine.calls.readRun({ ...of, base, run: 'last' });
  expect(record).toMatchObject({ kind: 'batch', to: null, versions: { millrace: '1' }, settings: { threads: 2, cache: true }, parameters: { least: '10', api_token: null }, hidden: ['api_token'], inputs: [{ node: 'src', path: 'sales.csv', fingerprint: expect.any(String) }], report: { status: 'succeeded' } });
  expect(record.ended! >= record.started).toBe(true);
  const folder = (await readdir(join(base, 'runs'))).find((name) => name !== 'looked-at')!;
  for (const file of await readdir(join(base, 'runs', folder))) expect(await readFile(join(base, 'runs', folder, file), 'utf8')).not.toMatch(/tok-given-now|tok-in-flow/);
  const costs = measures!.nodes;
  // The formula is where the time goes, and it is found within the statement it was fused into.
  expect(costs['slow']!.own + costs['slow']!.shared.reduce((sum, s) => sum + s.milliseconds, 0)).toBeGreaterThan(3 * (costs['src']!.own + costs['totals']!.own));
  expect(measures!.criticalPath.statements.length).toBeGreaterThan(1);
  expect(costs['totals']!.peakBytes).toBeGreaterThan(0);
});

it('two runs are compared: settings, flow, inputs, counts, quality', async () => {
  await run([]);
  await writeFile(join(base, 'sales.csv'), `shop,amount\n${Array.from({ length: 2000 }, (_, i) => `s${i % 5},${i}`).join('\n')}\n`);
  await write('amount > $least');
  await writeFile(join(base, 'environments.json'), JSON.stringify({ large: { least: 50 } }));
  expect((await run([], { env: 'large', report: join(base, 'report.json') })).code).toBe(0);
  const [last, before] = await engine.calls.runs({ base, name: 'f' });
  const compared = await engine.calls.compareRuns({ base, name: 'f', before: before!.id, after: last!.id });
  expect(compared.settings).toEqual(expect.arrayContaining([{ path: 'parameters.least', before: '10', after: '50' }, { path: 'environment', after: 'large' }, { path: 'settings.counting', before: 'free', after: 'all' }]));
  expect(compared.flow!.nodes).toMatchObject([{ id: 'keep', kind: 'changed' }]);
  expect(compared.inputs).toEqual([{ path: 'sales.csv', what: 'changed' }]);
  expect(compared.rows).toEqual(expect.arrayContaining([{ what: 'out (written)', before: 7, after: 5 }]));
  const text = (await runs('compare', before!.id, 'last')).out;
  expect(text).toMatch(/parameters\.least: "10" → "50"/);
  expect(text).toMatch(/condition: "amount >= \$least" → "amount > \$least"/);
  expect((await runs()).out).toMatch(/with large, flow changed/);
  expect(last!.environment).toBe('large');
  expect((await runs('show', 'last')).out).toMatch(/critical path/);
});

it('an earlier run is done again as it was, and asks for the secret it does not hold', async () => {
  const first = (await engine.calls.runs({ base, name: 'f' })).at(-1)!;
  await expect(run([], { as: first.id })).rejects.toThrow(/had a secret in api_token.*--param api_token/);
  const again = await run(['api_token=x'], { as: first.id });
  expect(again).toMatchObject({ code: 0, err: expect.stringContaining('the flow has changed since run') });
  const { record } = await engine.calls.readRun({ base, name: 'f', run: 'last' });
  expect(record).toMatchObject({ parameters: { least: '10' }, content: first.content, document: { nodes: { keep: { params: { condition: 'amount >= $least' } } } } });
  await expect(run([], { as: 'none' })).rejects.toThrow(/no run "none" of this flow/);
});

it('a run that has not ended is running while its process lives and interrupted after that', async () => {
  const folder = (await readdir(join(base, 'runs'))).find((name) => name !== 'looked-at')!;
  const { record } = await engine.calls.readRun({ base, name: 'f', run: 'last' });
  const records = new RecordFolder(join(base, 'runs'));
  const cut = { ...record, report: null, ended: null };
  await records.write(folder, { ...cut, id: '29990101-000000-0001', process: { ...record.process, id: process.ppid } });
  await records.write(folder, { ...cut, id: '29990101-000000-0002', process: { ...record.process, id: 2 ** 22 + 1 } });
  // Another process had the number of this one, such as the only process of a container.
  await records.write(folder, { ...cut, id: '29990101-000000-0003' });
  expect((await engine.calls.runs({ base, name: 'f' })).slice(0, 3).map((r) => r.state)).toEqual(['interrupted', 'interrupted', 'running']);
  for (const i of [1, 2, 3]) await rm(join(base, 'runs', folder, `29990101-000000-000${i}.json`));
});

it('records are bounded, and a damaged one is passed over', async () => {
  const { record } = await engine.calls.readRun({ base, name: 'f', run: 'last' });
  const small = new RecordFolder(join(base, 'small'), { runs: 3, bytes: 1e9 });
  const id = (i: number): string => `20250101-00000${i}-abcd`;
  for (let i = 0; i < 6; i++) await small.write('flow', { ...record, id: id(i) } as RunRecord);
  await small.trim('flow');
  expect(await small.ids('flow')).toEqual([5, 4, 3].map(id));
  await writeFile(join(base, 'small', 'flow', `${id(4)}.json`), '{"record":1,');
  expect(await small.read('flow', id(4))).toBeNull();
  await new RecordFolder(join(base, 'small'), { runs: 100, bytes: JSON.stringify(record).length + 5 }).trim('flow', Date.now() + 3_600_001);
  expect(await small.ids('flow')).toEqual([id(5)]);
});

it('a folder that cannot be written is a warning, and the run stands; without records the command says why', async () => {
  await writeFile(join(base, 'blocked'), '');
  const other = await open('blocked');
  try {
    expect(await run([], {}, other)).toMatchObject({ code: 0, err: expect.stringMatching(/not on record: .*blocked.*MILLRACE_RECORDS/) });
  } finally {
    await other.close();
  }
  const none = await openTestEngine(catalog);
  try {
    await expect(none.calls.runs({ base, name: 'f' })).rejects.toThrow(/MILLRACE_RECORDS is off/);
  } finally {
    await none.close();
  }
});

it('a run whose record cannot be begun gives back the memory it was lent', async () => {
  const small = await openTestEngine(catalog, { threads: 2, memory: '400MB', records: { folder: join(base, 'gone'), version: '1' } });
  try {
    Object.assign(small.session.history!, { begin: () => Promise.reject(new Error('The disk is gone.')) });
    const document = readDocument(flowText({ rows: ['sql', { statement: 'SELECT 1 AS n' }], out: ['view-table', {}] }, ['rows.out > out.in']), 'f').document!;
    await expect(small.session.run({ document, base, name: 'f' }, () => undefined, () => undefined)).rejects.toThrow('The disk is gone.');
    await expect.poll(() => small.session.memory.free).toBe(small.session.memory.budget);
  } finally {
    await small.close();
  }
});

it('flows of one folder that have no name are told apart by their files, and the flow.json there keeps its own', async () => {
  const folder = await mkdtemp(join(base, 'unnamed-'));
  const files = ['a.json', 'b.json', 'flow.json'];
  for (const [i, file] of files.entries()) await writeFile(join(folder, file), flowText({ rows: ['generate-rows', { rows: i + 1 }], out: ['view-table', {}] }, ['rows.out > out.in'], { name: '' }));
  for (const file of files) expect((await told((console) => runCommand(join(folder, file), { param: [] }, engine, console, () => undefined))).code).toBe(0);
  for (const [i, file] of files.entries()) {
    const { out } = await told((console) => runsCommand(join(folder, file), undefined, [], { json: true }, engine, console));
    const heads = JSON.parse(out) as { readonly id: string }[];
    expect(heads, file).toHaveLength(1);
    const { record } = await engine.calls.readRun({ base: folder, name: flowName('', join(folder, file)), run: heads[0]!.id });
    expect(record.document.nodes['rows']!.params).toEqual({ rows: i + 1 });
  }
});

it('runs from before a flow was first saved are its runs, those of other flows that were never saved are not', async () => {
  const folder = await mkdtemp(join(base, 'unsaved-'));
  const { document } = readDocument(flowText({ rows: ['generate-rows', { rows: 2 }], out: ['view-table', {}] }, ['rows.out > out.in'], { name: '' }), 'flow.json');
  const run = async (name: string): Promise<unknown> => engine.session.run({ document: document!, base: folder, name }, () => undefined, () => undefined);
  await run('Untitled flow');
  const since = new Date(Date.now() + 1).toISOString();
  await new Promise((resolve) => setTimeout(resolve, 5));
  await run('Untitled flow');
  await run('saved');
  const flow = { base: folder, name: 'saved', once: { base: folder, name: 'Untitled flow', since } };
  const heads = await engine.calls.runs(flow);
  expect(heads).toHaveLength(2);
  expect(heads[0]!.started > heads[1]!.started).toBe(true);
  expect((await engine.calls.readRun({ ...flow, run: heads[1]!.id })).record.name).toBe('Untitled flow');
  expect((await engine.calls.compareRuns({ ...flow, before: heads[1]!.id, after: heads[0]!.id })).flow).toBeDefined();
  expect(await engine.calls.runs({ base: folder, name: 'saved' })).toHaveLength(1);
});

import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/index.ts';
import { exportCommand } from '../../engine/headless/export-command.ts';
import type { Console } from '../../engine/headless/console.ts';
import { missingExtensions } from '../../engine/testing/lacked-extension.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';

const lacking = await missingExtensions();
const noExcel = lacking.includes('excel');
if (noExcel) console.log('Exports with extensions are not tested: the extension excel is not on this machine.');

const root = new URL('../../', import.meta.url);
const samples = fileURLToPath(new URL('samples/', root));
let engine: Engine;
let scratch: string;
let printed = '';
const quiet: Console = { out: (t) => void (printed += t), error: (t) => void (printed += t), bytes: () => undefined, interactive: false, columns: 80 };

beforeAll(async () => {
  const built = spawnSync(process.execPath, [fileURLToPath(new URL('tools/build.mjs', root)), '--headless'], { encoding: 'utf8' });
  expect(built.stderr).toBe('');
  engine = await openTestEngine(catalog);
  scratch = await mkdtemp(join(tmpdir(), 'millrace-export-test-'));
}, 60_000);

afterAll(async () => {
  await engine.close();
  await rm(scratch, { recursive: true, force: true });
});

const exported = (flow: string, to: string): Promise<number> => exportCommand(flow, to, root, engine, quiet);

/** Runs an exported folder with nothing of this project in reach. */
function runThere(folder: string, ...args: string[]) {
  return spawnSync(process.execPath, ['run.mjs', ...args], { cwd: folder, env: { PATH: '/usr/bin:/bin', TMPDIR: tmpdir() }, encoding: 'utf8' });
}

test('an exported flow with a model gives the same bytes in an empty place', { timeout: 60_000 }, async () => {
  const sample = join(samples, 'penguin-species');
  expect(await exported(sample, join(scratch, 'first'))).toBe(0);
  const place = join(scratch, 'moved');
  await rename(join(scratch, 'first'), place);
  const ran = runThere(place, '--report', 'report.json');
  expect(ran.stderr).not.toContain('error');
  expect(ran.status).toBe(0);
  for (const name of await readdir(join(sample, 'expected'))) {
    expect(await readFile(join(place, 'out', name)), name).toEqual(await readFile(join(sample, 'expected', name)));
  }
  expect(JSON.parse(await readFile(join(place, 'report.json'), 'utf8'))).toMatchObject({ status: 'succeeded' });
  const names = await readdir(place);
  expect(names).toEqual(expect.arrayContaining(['Dockerfile', 'README.md', 'flow.json', 'package.json', 'package-lock.json', 'penguin-species.service', 'millrace-export.json']));
  const manifest = JSON.parse(await readFile(join(place, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
  for (const version of Object.values(manifest.dependencies)) expect(version).toMatch(/^\d/);
  // Exporting again replaces an export, and nothing else.
  expect(await exported(sample, place)).toBe(0);
});

test('a model that is read at two ports brings its runtime', { timeout: 60_000 }, async () => {
  const project = join(scratch, 'two-ports');
  await cp(join(samples, 'penguin-species'), project, { recursive: true });
  const flow = JSON.parse(await readFile(join(project, 'flow.json'), 'utf8')) as { nodes: Record<string, { version: number; params: Record<string, unknown> }> };
  flow.nodes['predict']!.version = 2;
  flow.nodes['predict']!.params['onFailure'] = 'errors';
  await writeFile(join(project, 'flow.json'), JSON.stringify(flow));
  expect(await exported(project, join(scratch, 'two-ports-out'))).toBe(0);
  expect(JSON.parse(await readFile(join(scratch, 'two-ports-out', 'package.json'), 'utf8'))).toMatchObject({ dependencies: { 'onnxruntime-node': expect.any(String) } });
});

test('files from outside the project come along and the flow finds them', { timeout: 60_000 }, async () => {
  const project = join(scratch, 'project');
  await mkdir(join(scratch, 'elsewhere'));
  await mkdir(project);
  await writeFile(join(scratch, 'elsewhere', 'odd name ü.csv'), 'a,b\n1,x\n2,y\n');
  const flow = {
    millrace: 1,
    name: 'Odd: name / with\nline',
    nodes: { read: { type: 'read-delimited', params: { path: '../elsewhere/odd name ü.csv' } }, write: { type: 'write-delimited', params: { path: 'out/copy.csv' } } },
    edges: [{ from: 'read.out', to: 'write.in' }],
  };
  await writeFile(join(project, 'flow.json'), JSON.stringify(flow));
  const place = join(scratch, 'outside');
  expect(await exported(project, place)).toBe(0);
  await rm(join(scratch, 'elsewhere'), { recursive: true });
  expect(runThere(place).status).toBe(0);
  expect(await readFile(join(place, 'out', 'copy.csv'), 'utf8')).toBe('a,b\n1,x\n2,y\n');
});

test('a folder with other files, a file and a flow with errors are refused and left alone', async () => {
  const foreign = join(scratch, 'foreign');
  await mkdir(foreign);
  await writeFile(join(foreign, 'mine.txt'), 'keep');
  const sample = join(samples, 'penguin-species');
  await expect(exported(sample, foreign)).rejects.toMatchObject({ diagnostic: { code: 'export-target' } });
  await expect(exported(sample, join(foreign, 'mine.txt'))).rejects.toMatchObject({ diagnostic: { code: 'export-target' } });
  expect(await readdir(foreign)).toEqual(['mine.txt']);
  const broken = join(scratch, 'broken');
  await cp(sample, broken, { recursive: true });
  await rm(join(broken, 'models'), { recursive: true });
  printed = '';
  expect(await exported(broken, join(scratch, 'never'))).toBe(2);
  expect(printed).toContain('model-missing');
  await expect(readdir(join(scratch, 'never'))).rejects.toThrow();
});

test('extensions of the database that the flow needs go with it', { timeout: 60_000, skip: noExcel }, async () => {
  const project = join(scratch, 'book');
  await mkdir(project);
  const nodes = { rows: { type: 'inline-table', params: { table: { columns: [{ name: 'a', type: 'INTEGER' }], rows: [[7]] } } }, file: { type: 'write-excel', params: { path: 'out.xlsx' } } };
  await writeFile(join(project, 'flow.json'), JSON.stringify({ millrace: 1, name: 'book', nodes, edges: [{ from: 'rows.out', to: 'file.in' }] }));
  const place = join(scratch, 'book-export');
  expect(await exported(project, place)).toBe(0);
  const held = (await readdir(join(place, 'millrace', 'extensions'), { recursive: true })).filter((name) => name.endsWith('.duckdb_extension'));
  expect(held.map((name) => name.split('/').at(-1))).toEqual(['excel.duckdb_extension']);
  const ran = runThere(place);
  expect(ran.stderr).not.toContain('error');
  expect([ran.status, (await readdir(place)).includes('out.xlsx')]).toEqual([0, true]);
});

test('what comes behind a server that nobody has asked is brought along too', { timeout: 60_000, skip: noExcel || lacking.includes('httpfs') }, async () => {
  const project = join(scratch, 'unasked');
  await cp(join(samples, 'penguin-species'), project, { recursive: true });
  const flow = JSON.parse(await readFile(join(project, 'flow.json'), 'utf8')) as { nodes: Record<string, { type: string; version: number; params: Record<string, unknown> }>; edges: { from: string; to: string }[] };
  const source = Object.values(flow.nodes).find((n) => n.type === 'read-delimited')!;
  Object.assign(source.params, { path: 's3://nobody/has/asked/*.csv', signIn: 'key', keyId: 'K', secret: 'not set' });
  flow.nodes['book'] = { type: 'write-excel', version: 1, params: { path: 'out/book.xlsx' } };
  flow.edges.push({ from: 'predict.out', to: 'book.in' });
  await writeFile(join(project, 'flow.json'), JSON.stringify(flow));
  const place = join(scratch, 'unasked-out');
  printed = '';
  expect(await exported(project, place), printed).toBe(0);
  expect(JSON.parse(await readFile(join(place, 'package.json'), 'utf8'))).toMatchObject({ dependencies: { 'onnxruntime-node': expect.any(String) } });
  const held = (await readdir(place, { recursive: true })).filter((name) => /duckdb_extension$|\.onnx$/.test(name)).map((name) => name.split('/').at(-1));
  expect(held.toSorted()).toEqual(['excel.duckdb_extension', 'httpfs.duckdb_extension', expect.stringMatching(/\.onnx$/)]);
});

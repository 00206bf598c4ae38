import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import { collectResources } from '../../engine/export/collect-resources.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { codes, flow, rows, run } from '../databases/flows.ts';

let engine: Engine;
let base: string;
beforeAll(async () => {
  engine = await openTestEngine(catalog);
  base = await mkdtemp(join(tmpdir(), 'millrace-folders-'));
});
afterAll(async () => {
  await engine.close();
  await rm(base, { recursive: true, force: true });
});

async function files(texts: Readonly<Record<string, string | Buffer>>): Promise<void> {
  for (const [path, text] of Object.entries(texts)) {
    await mkdir(dirname(join(base, path)), { recursive: true });
    await writeFile(join(base, path), text);
  }
}

async function read(type: string, params: Readonly<Record<string, unknown>>): Promise<readonly string[]> {
  const preview = await engine.calls.preview({ document: flow({ node: [type, params] }), base, node: 'node', port: 'out', rows: 100 });
  const table = tableFromIPC(preview.arrow);
  return Array.from({ length: table.numRows }, (_, i) => table.schema.fields.map((_f, c) => String(table.getChildAt(c)?.get(i))).join()).toSorted();
}

const told = async (type: string, params: Readonly<Record<string, unknown>>) => (await engine.calls.check({ document: flow({ node: [type, params] }), base })).diagnostics;

it('a folder is all files below it, whatever the source', async () => {
  await files({ 'csv/a.csv': 'a\n1\n', 'csv/deep/er/b.csv': 'a\n2\n', 'csv/notes.pdf': 'x', 'csv/.c.csv.part': 'a\n9\n', 'packed/a.CSV.gz': gzipSync('a\n3\n'), 'json/a.jsonl': '{"a":4}\nno\n', 'json/b.jsonl': '{"a":5}\n', 'fixed/a.txt': '0006\n', 'fixed/b.txt': '0007\n' });
  expect(await read('read-delimited', { path: 'csv' })).toEqual(['1', '2']);
  expect(await read('read-delimited', { path: join(base, 'csv/'), fileColumn: 'file' })).toEqual([`1,${base}/csv/a.csv`, `2,${base}/csv/deep/er/b.csv`]);
  expect(await read('read-delimited', { path: 'csv/deep', fileColumn: 'file' })).toEqual(['2,csv/deep/er/b.csv']);
  expect(await read('read-delimited', { path: 'packed' })).toEqual(['3']);
  expect(await read('read-json', { path: 'json', layout: 'newline', onError: 'reject' })).toEqual(['4', '5']);
  expect(await read('read-fixed-width', { path: 'fixed', columns: [{ name: 'a', start: 1, length: 4, type: 'INTEGER' }] })).toEqual(['6', '7']);
  // A file that comes later belongs to it.
  await files({ 'csv/z.csv': 'a\n8\n' });
  expect(await read('read-delimited', { path: 'csv' })).toEqual(['1', '2', '8']);
});

it('what a sink has written in folders is read back by naming the folder', async () => {
  const report = await run(engine, base, flow({ rows: rows("SELECT * FROM (VALUES (1, 'x'), (2, 'y')) t(id, kind)"), out: ['write-parquet', { path: 'parts', partitionBy: ['kind'] }], arrow: ['write-arrow', { path: 'arrow/a.arrow' }] }, ['rows.out > out.in', 'rows.out > arrow.in']));
  expect(codes(report)).toEqual([]);
  expect(await read('read-parquet', { path: 'parts', partitions: true })).toEqual(['1,x', '2,y']);
  expect(await read('read-arrow', { path: 'arrow' })).toEqual(['1,x', '2,y']);
});

it('a folder without fitting files, with files of several kinds, or for a source of one file is told', async () => {
  await files({ 'none/a.pdf': 'x', 'mixed/a.csv': 'a\n1\n', 'mixed/b.csv': 'a\n1\n', 'mixed/c.tsv': 'a\n1\n' });
  await mkdir(join(base, 'empty'), { recursive: true });
  expect(await told('read-delimited', { path: 'none' })).toMatchObject([{ code: 'file-missing', at: { node: 'node', param: 'path' }, message: expect.stringMatching(/no file that ends with \.csv, .*only \.pdf/) }]);
  expect(await told('read-parquet', { path: 'empty' })).toMatchObject([{ code: 'file-missing', message: expect.stringContaining('it is empty') }]);
  expect(await told('read-delimited', { path: 'mixed' })).toMatchObject([{ code: 'file-format', message: expect.stringContaining('2 .csv, 1 .tsv'), replacement: { param: 'path', value: 'mixed/**/*.csv' } }]);
  expect(await told('read-xml', { path: 'mixed', record: 'a' })).toMatchObject([{ code: 'file-format', message: expect.stringContaining('is a folder') }]);
  expect(await told('read-excel', { path: 'mixed' })).toMatchObject([{ code: 'file-missing', message: expect.stringContaining('no file that ends with .xlsx') }]);
});

it('a file or folder that is really called like a pattern is what is meant, and so is the folder of the flow', async () => {
  await files({ 'a*b.csv': 'a\n1\n', 'a and b.csv': 'a\n2\n', 'odd[1]/c.csv': 'a\n3\n', 'odd[1]/d.csv': 'a\n4\n', 'odd1/c.csv': 'a\n5\n', 'j[1].json': '[{"a":6}]', 'j1.json': '[{"a":7}]', 'f?.txt': '0008\n', 'fx.txt': '0009\n' });
  expect(await read('read-delimited', { path: 'a*b.csv', fileColumn: 'file' })).toEqual(['1,a*b.csv']);
  expect(await read('read-delimited', { path: 'a*?b.csv' })).toEqual(['1', '2']);
  expect(await read('read-delimited', { path: 'odd[1]', fileColumn: 'file' })).toEqual(['3,odd[1]/c.csv', '4,odd[1]/d.csv']);
  expect(await read('read-json', { path: 'j[1].json' })).toEqual(['6']);
  expect(await read('read-fixed-width', { path: 'f?.txt', columns: [{ name: 'a', start: 1, length: 4, type: 'INTEGER' }] })).toEqual(['8']);
  const report = await run(engine, base, flow({ in: ['read-delimited', { path: 'a*b.csv' }], out: ['write-parquet', { path: 'p[1].parquet' }], arrow: ['write-arrow', { path: 'w*.arrow' }] }, ['in.out > out.in', 'in.out > arrow.in']));
  expect(codes(report)).toEqual([]);
  expect(await read('read-parquet', { path: 'p[1].parquet' })).toEqual(['1']);
  expect(await read('read-arrow', { path: 'w*.arrow' })).toEqual(['1']);
  const outer = base;
  base = join(outer, 'odd[1]');
  expect(await read('read-delimited', { path: '*.csv', fileColumn: 'file' })).toEqual(['3,c.csv', '4,d.csv']);
  base = outer;
});

it('a run may not write into a folder that it reads', async () => {
  const document = flow({ in: ['read-delimited', { path: 'csv' }], out: ['write-delimited', { path: 'csv/new.csv' }] }, ['in.out > out.in']);
  expect((await engine.calls.check({ document, base })).diagnostics.map((d) => `${d.code} ${d.at.node}`)).toEqual(['target-conflict out']);
});

it('an export brings the files of a folder along, from within the project and from outside', async () => {
  const project = join(base, 'project');
  await files({ 'outside/x/a.csv': 'a\n1\n', 'outside/b.csv': 'a\n2\n', 'outside/huge.bin': 'x', 'project/in/c.csv': 'a\n3\n' });
  const document = flow({ here: ['read-delimited', { path: 'in' }], there: ['read-delimited', { path: join(base, 'outside/') }] });
  const checked = await engine.session.check({ document, base: project });
  const found = await collectResources(checked, (pattern) => engine.session.listFiles(pattern));
  expect(found.files.map((f) => f.to).toSorted()).toEqual(['in/c.csv', 'resources/there/outside/b.csv', 'resources/there/outside/x/a.csv']);
  expect(found.document.nodes['there']!.params['path']).toBe('resources/there/outside');
  expect(await readFile(found.files.find((f) => f.to.endsWith('x/a.csv'))!.from, 'utf8')).toBe('a\n1\n');
});

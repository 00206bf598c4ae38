import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FlowRef } from '../../engine/api/contract.ts';
import type { Engine } from '../../engine/api/index.ts';
import { readDocument } from '../../engine/document/read-document.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { flowText, type Nodes } from '../bad-input/project.ts';

let folder: string;
let base: string;
let engine: Engine;
const open = () => openTestEngine(catalog, { paths: { folder: join(folder, 'trusted') } });
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'millrace-outside-')));
  base = join(folder, 'project');
  await mkdir(base);
  await mkdir(join(folder, 'other'));
  await mkdir(join(folder, 'project-two'));
  for (const place of ['project/in.csv', 'other/secret.csv', 'project-two/near.csv']) await writeFile(join(folder, place), 'n\n1\n');
  await symlink(join(folder, 'other/secret.csv'), join(base, 'link.csv'));
  engine = await open();
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

const flow = (nodes: Nodes, edges: readonly string[] = [], at = base): FlowRef => ({ document: readDocument(flowText(nodes, edges), 'flow.json').document!, base: at });
const reading = (path: string, at = base) => flow({ read: ['read-delimited', { path }] }, [], at);
const codes = async (ref: FlowRef): Promise<readonly (readonly [string, string | undefined])[]> => (await engine.calls.check(ref)).diagnostics.map((d) => [d.code, d.at.node] as const);

it('nothing outside the project is looked at before it is allowed, however it is named', async () => {
  for (const path of ['../other/secret.csv', join(folder, 'other/secret.csv'), 'link.csv', '../project-two/near.csv', '../other/*.csv', '*/../../other/secret.csv', '../other/gone.csv']) {
    expect(await codes(reading(path)), path).toEqual([['path-untrusted', 'read']]);
    await expect(engine.calls.preview({ ...reading(path), node: 'read', port: 'out', rows: 10 }), path).rejects.toThrow(/lies outside the project/);
  }
  expect(await codes(reading('in.csv'))).toEqual([]);
  expect(await engine.calls.outsidePaths(reading('../other/*.csv'))).toEqual([{ path: '../other/*.csv', folder: join(folder, 'other'), access: 'read', trusted: false }]);
  expect(await engine.calls.outsidePaths(reading('link.csv'))).toEqual([{ path: 'link.csv', folder: join(folder, 'other'), access: 'read', trusted: false }]);
  expect(await engine.calls.outsidePaths(reading('in.csv'))).toEqual([]);
  const through = flow({ read: ['read-delimited', { path: '../other/secret.csv' }], out: ['write-delimited', { path: '../project-two/out.csv' }] }, ['read.out > out.in']);
  expect((await engine.calls.outsidePaths(through)).map((p) => `${p.access} ${p.path}`)).toEqual(['read ../other/secret.csv', 'write ../project-two/out.csv']);
  expect(await codes(flow({ score: ['predict-onnx', { model: '../other/m.onnx' }], read: ['read-delimited', { path: 'in.csv' }] }, ['read.out > score.in']))).toContainEqual(['path-untrusted', 'score']);
  expect(await codes(flow({ part: ['component', { path: '../other/part.json' }] }))).toContainEqual(['path-untrusted', 'part']);
  expect(await codes(flow({ table: ['read-database', { path: '../other/a.duckdb', table: 't' }] }))).toEqual([['path-untrusted', 'table']]);
});

it('nothing is written there, and a target opens its folder to nothing else', async () => {
  const both = flow({ read: ['read-delimited', { path: 'in.csv' }], out: ['write-delimited', { path: '../other/out.csv' }], spy: ['sql', { statement: `SELECT * FROM read_csv('${join(folder, 'other/secret.csv')}')` }] }, ['read.out > out.in']);
  expect(await codes(both)).toContainEqual(['path-untrusted', 'out']);
  await expect(engine.calls.preview({ ...both, node: 'spy', port: 'out', rows: 10 })).rejects.toThrow();
  const report = await engine.session.run({ ...both, name: 'f', to: 'out' }, () => undefined, () => undefined);
  expect(report).toMatchObject({ status: 'failed', refused: true, diagnostics: [{ code: 'path-untrusted', at: { node: 'out', param: 'path' } }] });
  expect(existsSync(join(folder, 'other/out.csv'))).toBe(false);
});

it('an allowed folder is allowed for that project alone, and after a restart too', async () => {
  await engine.calls.trustPaths({ base, folders: [join(folder, 'other')] });
  for (const path of ['../other/secret.csv', 'link.csv', '../other/*.csv']) expect(await codes(reading(path)), path).toEqual([]);
  expect(await codes(reading('../project-two/near.csv'))).toEqual([['path-untrusted', 'read']]);
  expect(await codes(reading('../other/secret.csv', join(folder, 'project-two')))).toEqual([['path-untrusted', 'read']]);
  await engine.close();
  engine = await open();
  expect((await engine.calls.preview({ ...reading('../other/secret.csv'), node: 'read', port: 'out', rows: 10 })).rows).toBe(1);
  const writing = flow({ read: ['read-delimited', { path: 'in.csv' }], out: ['write-delimited', { path: '../other/out.csv' }] }, ['read.out > out.in']);
  expect(await engine.session.run({ ...writing, name: 'f' }, () => undefined, () => undefined)).toMatchObject({ status: 'succeeded' });
  expect(await engine.calls.outsidePaths(writing)).toEqual([{ path: '../other/out.csv', folder: join(folder, 'other'), access: 'write', trusted: true }]);
});

import { createHash } from 'node:crypto';
import { mkdtemp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/index.ts';
import { collectResources } from '../../engine/export/collect-resources.ts';
import { floats, modelBytes, node, tensorPort } from '../../engine/inference/model-fixtures.ts';
import { readDocument } from '../../engine/document/read-document.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { callCommandLine, flowText } from '../bad-input/project.ts';

let engine: Engine;
let folder: string;
const path = (name: string): string => join(folder, name);
beforeAll(async () => {
  engine = await openTestEngine(catalog);
  folder = await mkdtemp(join(tmpdir(), 'millrace-weights-'));
  await mkdir(path('models/parts'), { recursive: true });
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

/** y = weights · (a, b) + 0.5, the weights at byte 4 of another file. */
const model = (location: string, told: Record<string, string> = { offset: '4', length: '8' }): Uint8Array => {
  const weights = { name: 'w', dataType: 1, dims: [2, 1], dataLocation: 1, externalData: Object.entries({ location, ...told }).map(([key, value]) => ({ key, value })) };
  return modelBytes({ input: [tensorPort('x', 'FLOAT', ['N', 2])], output: [tensorPort('y', 'FLOAT', ['N', 1])], initializer: [weights, floats('b', [1], [0.5])], node: [node('MatMul', ['x', 'w'], ['m']), node('Add', ['m', 'b'], ['y'])] });
};
const weights = (...values: number[]): Uint8Array => new Uint8Array(Float32Array.of(99, ...values).buffer);

const described = async (bytes: Uint8Array): Promise<{ code: number; json: { canRun: boolean; reason: { code: string; message: string } | null; externalData?: string[] } }> => {
  await writeFile(path('models/m.onnx'), bytes);
  const { code, out } = await callCommandLine(['model', path('models/m.onnx'), '--json']);
  return { code, json: JSON.parse(out) as never };
};

test('weights in a file beside the model are used, also from part of it and from a folder below', async () => {
  await writeFile(path('models/m.onnx_data'), weights(1, 10));
  await writeFile(path('models/parts/w.bin'), weights(2, 20).subarray(4));
  expect((await described(model('m.onnx_data'))).json).toMatchObject({ canRun: true, reason: null, externalData: ['m.onnx_data'] });
  expect((await described(model('m.onnx_data', { offset: '4' }))).json).toMatchObject({ canRun: true });
  await writeFile(path('rows.csv'), 'a,b\n1,2\n3,4\n');
  const scored = async (): Promise<string> => {
    expect(await callCommandLine(['predict', path('models/m.onnx'), path('rows.csv'), '--to', path('out.csv')])).toMatchObject({ code: 0, err: '' });
    return readFile(path('out.csv'), 'utf8');
  };
  expect(await scored()).toBe('a,b,y\n1,2,21.5\n3,4,43.5\n');
  await described(model('parts/w.bin', {}));
  expect(await scored()).toBe('a,b,y\n1,2,42.5\n3,4,86.5\n');
});

test('missing, too short or elsewhere: said, with what to do', async () => {
  await writeFile(path('models/m.onnx_data'), weights(1, 10));
  await writeFile(path('outside.bin'), weights(1, 10));
  await symlink(path('outside.bin'), path('models/link.bin'));
  const refusals = [
    ['gone.bin', {}, 'model-missing', /"gone\.bin", which is not beside it.*Put that file into the folder/],
    ['m.onnx_data', { offset: '4', length: '12' }, 'model-corrupt', /end at byte 12 where the model expects them up to 16/],
    ['m.onnx_data', { offset: '-4', length: '8' }, 'model-corrupt', /no possible place for the weights/],
    ['m.onnx_data', { offset: 'x' }, 'model-corrupt', /no possible place for the weights/],
    ['../outside.bin', {}, 'model-unsupported', /not below its own folder/],
    ['/etc/hostname', {}, 'model-unsupported', /not below its own folder/],
    ['link.bin', {}, 'model-unsupported', /not below its own folder/],
    ['', {}, 'model-unsupported', /not below its own folder/],
  ] as const;
  for (const [location, told, code, says] of refusals) {
    const { code: exit, json } = await described(model(location, told));
    expect([exit, json.canRun, json.reason?.code], location).toEqual([1, false, code]);
    expect(json.reason?.message).toMatch(says);
  }
});

test('a check sees other weights beside an unchanged model, and an export carries them', async () => {
  await writeFile(path('models/w.onnx'), model('parts/w2.bin'));
  const flow = flowText({ rows: ['inline-table', { table: { columns: [{ name: 'a', type: 'DOUBLE' }, { name: 'b', type: 'DOUBLE' }], rows: [[1, 2]] } }], score: ['predict-onnx', { model: 'models/w.onnx', onFailure: 'errors' }], file: ['write-json', { path: 'out.json' }] }, ['rows.out > score.in', 'score.out > file.in']);
  const { document } = readDocument(flow, 'f');
  const check = () => engine.session.check({ document: document!, base: folder });
  expect((await check()).diagnostics.map((d) => d.code)).toEqual(['model-missing']);
  const hashes: string[] = [];
  for (const value of [1, 2, 2]) {
    await writeFile(path('models/parts/w2.bin'), weights(value, 10));
    const report = await engine.session.run({ document: document!, base: folder, name: 'f' }, () => undefined, () => undefined);
    expect(report.diagnostics).toEqual([]);
    hashes.push(report.nodes['score']!.scoredBy![0]!.sha256);
  }
  expect(hashes[1]).toBe(hashes[2]);
  expect(hashes[0]).not.toBe(hashes[1]);
  const { files } = await collectResources(await check(), async () => []);
  expect(files.map((file) => file.to).sort()).toEqual(['models/parts/w2.bin', 'models/w.onnx']);
});

test('a registered version holds the weights of other files, and its hash is theirs too', async () => {
  await writeFile(path('models/r.onnx'), model('parts/r.bin'));
  const register = async (value: number): Promise<{ version: number; sha256: string; path: string }> => {
    await writeFile(path('models/parts/r.bin'), weights(value, 10));
    const { code, out, err } = await callCommandLine(['models', 'register', path('models/r.onnx'), '--name', 'beside', '--project', folder, '--json']);
    expect(code, err).toBe(0);
    return JSON.parse(out) as { version: number; sha256: string; path: string };
  };
  const first = await register(1);
  const second = await register(3);
  expect([first.version, second.version, (await register(3)).version]).toEqual([1, 2, 2]);
  expect(second.sha256).not.toBe(first.sha256);
  expect(createHash('sha256').update(await readFile(path(second.path))).digest('hex')).toBe(second.sha256);
  // The version stands alone, whatever becomes of the files it was made of.
  await rm(path('models/parts/r.bin'));
  await writeFile(path('rows.csv'), 'a,b\n1,2\n');
  expect(await callCommandLine(['predict', path(second.path), path('rows.csv'), '--to', path('registered.csv')])).toMatchObject({ code: 0, err: '' });
  expect(await readFile(path('registered.csv'), 'utf8')).toBe('a,b,y\n1,2,23.5\n');
  // Other weights in its place are seen, also where they lie in another file.
  await writeFile(path(second.path), model('w.bin'));
  await writeFile(path('models/beside/w.bin'), weights(4, 10));
  const flow = flowText({ rows: ['read-delimited', { path: 'rows.csv' }], score: ['predict-onnx', { model: 'beside@2' }], file: ['write-json', { path: 'out.json' }] }, ['rows.out > score.in', 'score.out > file.in']);
  const { diagnostics } = await engine.session.check({ document: readDocument(flow, 'f').document!, base: folder });
  expect(diagnostics.map((d) => `${d.code} ${d.at.param}`)).toEqual(['model-corrupt model']);
});

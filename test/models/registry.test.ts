import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/index.ts';
import type { RunReport } from '../../engine/core/run-report.ts';
import { collectResources } from '../../engine/export/collect-resources.ts';
import { linearModel } from '../../engine/inference/model-fixtures.ts';
import { registerModel } from '../../engine/io/model-registry.ts';
import { flowOf } from '../../engine/testing/stream-bench.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { callCommandLine } from '../bad-input/project.ts';

let engine: Engine;
let base: string;
beforeAll(async () => {
  engine = await openTestEngine(catalog, { threads: 2 });
  base = await mkdtemp(join(tmpdir(), 'millrace-registry-'));
  await writeFile(join(base, 'rows.csv'), `x,colour,kind\n${Array.from({ length: 120 }, (_, i) => `${i % 10},${i % 3 === 0 ? 'red' : 'blue'},${i % 10 < 5 ? 'low' : 'high'}\n`).join('')}`);
});
afterAll(async () => {
  await engine.close();
  await rm(base, { recursive: true, force: true });
});

const train = (params: Record<string, unknown>): Promise<RunReport> => run(flowOf({ rows: ['read-delimited', { path: 'rows.csv' }], model: ['train-model', { path: 'out/kind.onnx', target: 'kind', algorithm: 'tree', register: 'kind', ...params }] }, ['rows.out > model.in']));
const run = (document: ReturnType<typeof flowOf>): Promise<RunReport> => engine.session.run({ document, base, name: 'registry' }, () => undefined, () => undefined);
const scoring = (model: string) => flowOf({ rows: ['read-delimited', { path: 'rows.csv' }], score: ['predict-onnx', { model }], out: ['write-json', { path: 'out/scored.jsonl' }] }, ['rows.out > score.in', 'score.out > out.in']);
const index = async (): Promise<string> => readFile(join(base, 'models/registry.json'), 'utf8');
async function models<T>(...args: string[]): Promise<T> {
  const { code, out, err } = await callCommandLine(['models', ...args, '--project', base, '--json']);
  expect(code, err).toBe(0);
  return JSON.parse(out) as T;
}

test('training registers versions; the same model again is the same version', async () => {
  const first = await train({ stage: 'production' });
  expect(first.nodes['model']!.model).toMatchObject({ name: 'kind', version: 1, stage: 'production', path: 'models/kind/1.onnx' });
  expect((await train({})).nodes['model']!.model).toMatchObject({ version: 1 });
  expect((await train({ maxDepth: 1, features: ['x'] })).nodes['model']!.model).toMatchObject({ version: 2, stage: null });
  expect((await readFile(join(base, 'models/kind/2.onnx'))).equals(await readFile(join(base, 'out/kind.onnx')))).toBe(true);
  const { models: all } = await models<{ models: { name: string; stages: Record<string, { version: number }>; versions: { version: number; by: string; card: { training: { fingerprint: string } } }[] }[] }>('list');
  expect(all).toMatchObject([{ name: 'kind', stages: { production: { version: 1 } }, versions: [{ version: 1 }, { version: 2 }] }]);
  expect(all[0]!.versions[0]!.card.training.fingerprint).toMatch(/^[0-9a-f]{64}$/);
  // Plain, and the same wherever the project lies.
  expect(await index()).not.toContain(base);
  expect(await index()).toBe(`${JSON.stringify(JSON.parse(await index()), null, 2)}\n`);
});

test('a flow scores with the version its stage has, promoted and rolled back, and the report says which', async () => {
  const used = async (): Promise<unknown> => (await run(scoring('kind@production'))).nodes['score']!.model;
  expect(await used()).toMatchObject({ name: 'kind', version: 1, stage: 'production' });
  expect(await models('promote', 'kind@2', 'production')).toEqual({ name: 'kind', stage: 'production', version: 2, before: 1 });
  expect(await used()).toMatchObject({ version: 2, path: 'models/kind/2.onnx', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown });
  expect((await run(scoring('kind@1'))).nodes['score']!.model).toMatchObject({ version: 1, stage: null });
  expect(await models('rollback', 'kind@production')).toEqual({ name: 'kind', stage: 'production', version: 1, before: 2 });
  expect(await used()).toMatchObject({ version: 1 });
  const again = await callCommandLine(['models', 'rollback', 'kind@production', '--project', base]);
  expect(again.code).toBe(2);
  expect(again.err).toMatch(/No version held the stage "production" of "kind" before 1/);
});

test('a stream goes on with the version it was started with, and says when its stage has another', async () => {
  await writeFile(join(base, 'in.jsonl'), '{"x":1,"colour":"red"}\n');
  const document = flowOf({ rows: ['tail-file', { path: 'in.jsonl' }], score: ['predict-onnx', { model: 'kind@production' }], out: ['write-json', { path: 'out/stream.jsonl' }] }, ['rows.out > score.in', 'score.out > out.in']);
  const stream = (stateDir: string) => engine.session.runStream({ document, base, name: 'stream', untilIdle: true, stateDir: join(base, stateDir) }, () => undefined, () => undefined);
  expect(await stream('state')).toMatchObject({ status: 'succeeded', diagnostics: [], nodes: { score: { model: { version: 1 } } } });
  await models('promote', 'kind@2', 'production');
  await appendFile(join(base, 'in.jsonl'), '{"x":9,"colour":"blue"}\n');
  const again = await stream('state');
  expect(again).toMatchObject({ status: 'succeeded', nodes: { score: { model: { version: 1 }, rowsOut: { out: 2 } } } });
  expect(again.diagnostics).toEqual([expect.objectContaining({ code: 'stream-model', severity: 'warning', at: { node: 'score' }, message: expect.stringContaining('goes on with version 1 of "kind", with which its stream was started; kind@production is version 2 by now') as unknown })]);
  await rm(join(base, 'out/stream.jsonl'));
  expect(await stream('new-state')).toMatchObject({ status: 'succeeded', diagnostics: [], nodes: { score: { model: { version: 2 } } } });
  await models('rollback', 'kind@production');
});

test('cards are shown and compared', async () => {
  expect(await models('show', 'kind@production')).toMatchObject({ version: 1, stages: ['production'], card: { training: { algorithm: 'tree', target: 'kind' } } });
  expect(await models('show', 'kind')).toMatchObject({ version: 2, stages: [] });
  const compared = await models<{ metrics: { name: string; left: number; right: number; difference: number }[] }>('compare', 'kind@1', 'kind@2');
  expect(compared).toMatchObject({ left: 'kind@1', right: 'kind@2', judgedBy: 'validation', sameData: false, features: { added: [], removed: ['colour'] }, settings: [{ name: 'maxDepth', left: 0, right: 1 }] });
  expect(compared.metrics.find((m) => m.name === 'accuracy')).toEqual({ name: 'accuracy', left: 1, right: 1, difference: 0 });
  const card = flowOf({ card: ['read-model-card', { model: 'kind@1' }], out: ['write-json', { path: 'out/card.jsonl' }] }, ['card.importance > out.in']);
  expect((await run(card)).status).toBe('succeeded');
  expect(await readFile(join(base, 'out/card.jsonl'), 'utf8')).toMatch(/^\{"feature":"x","drop":0\.\d+\}\n\{"feature":"colour","drop":0\.0\}\n$/);
  const { out } = await callCommandLine(['models', 'show', 'kind@1', '--project', base]);
  expect(out).toMatch(/^kind@1 {2}production\n[^]*Metrics[^]*accuracy[^]*Importance\n {2}x /);
});

test.each([
  ['kind@prod', /no stage "prod"\. It has the stages production and the versions 1, 2\./],
  ['kind@7', /no version 7\. It has the stages production and the versions 1, 2\./],
  ['knd@production', /No model "knd" is registered.*Did you mean "kind"\?/],
])('%s is said to be unknown, with what there is', async (reference, says) => {
  const { diagnostics } = await engine.calls.check({ document: scoring(reference), base });
  expect(diagnostics).toMatchObject([{ code: 'model-missing', at: { node: 'score', param: 'model' } }]);
  expect(diagnostics[0]!.message).toMatch(says);
});

test('an export carries the index and the version in use, and no other', async () => {
  const checked = await engine.session.check({ document: scoring('kind@production'), base });
  const { document, files } = await collectResources(checked, async () => []);
  expect(files.map((f) => f.to).sort()).toEqual(['models/kind/1.onnx', 'models/registry.json', 'rows.csv']);
  expect(document.nodes['score']!.params['model']).toBe('kind@production');
});

test('a file from elsewhere is registered once it can run', async () => {
  await writeFile(join(base, 'sum.onnx'), linearModel([1, 2], 0));
  expect(await models('register', join(base, 'sum.onnx'), '--name', 'sum', '--note', 'by hand', '--stage', 'test')).toMatchObject({ name: 'sum', version: 1, stage: 'test', added: true });
  expect(await models('show', 'sum@test')).toMatchObject({ note: 'by hand', card: { training: null } });
  const card = flowOf({ card: ['read-model-card', { model: 'sum@test' }], out: ['write-json', { path: 'out/card.jsonl' }] }, ['card.metrics > out.in']);
  expect((await engine.calls.check({ document: card, base })).diagnostics).toMatchObject([{ code: 'model-unsupported', at: { node: 'card', param: 'model' } }]);
  await writeFile(join(base, 'broken.onnx'), 'no model');
  const { code, err } = await callCommandLine(['models', 'register', join(base, 'broken.onnx'), '--name', 'sum', '--project', base]);
  expect(code).toBe(2);
  expect(err).toMatch(/broken\.onnx is not registered: .*model-corrupt/);
});

test('ten that register at once get ten versions', async () => {
  const card = { inputs: [], outputs: [], producer: '', training: null };
  const made = await Promise.all(Array.from({ length: 10 }, (_, i) => registerModel(base, { name: 'many', bytes: Buffer.from(`${i}`), card, note: '', stage: null })));
  expect(made.map((m) => m.version).sort((a, b) => a - b)).toEqual(Array.from({ length: 10 }, (_, i) => i + 1));
});

test('a version whose file is another one now, or gone, is not used', async () => {
  await writeFile(join(base, 'models/kind/2.onnx'), await readFile(join(base, 'models/kind/1.onnx')));
  const problems = async (): Promise<string[]> => (await engine.calls.check({ document: scoring('kind@2'), base })).diagnostics.map((d) => d.code);
  expect(await problems()).toEqual(['model-corrupt']);
  await rm(join(base, 'models/kind/2.onnx'));
  expect(await problems()).toEqual(['model-missing']);
});

test('an index that cannot be read is told and left alone', async () => {
  const before = await index();
  await writeFile(join(base, 'models/registry.json'), before.replace('"kind/1.onnx"', '"../../etc/passwd"'));
  expect((await engine.calls.check({ document: scoring('kind@production'), base })).diagnostics).toMatchObject([{ code: 'registry-invalid', at: { node: 'score' } }]);
  const report = await train({ seed: 9, algorithm: 'forest', trees: 2 });
  expect(report.status).toBe('succeeded');
  expect(report.diagnostics.find((d) => d.code === 'registry-invalid')).toMatchObject({ severity: 'warning', at: { node: 'model', param: 'register' } });
  expect(await index()).toContain('../../etc/passwd');
  await rm(join(base, 'models'), { recursive: true });
  expect((await engine.calls.check({ document: scoring('kind@production'), base })).diagnostics[0]!.message).toMatch(/no models\/registry\.json beside the flow/);
});

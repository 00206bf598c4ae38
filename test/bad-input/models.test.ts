import { describe, expect, it } from 'vitest';
import { createEngine } from '../../engine/api/engine.ts';
import { linearModel, modelBytes, node, tensorPort } from '../../engine/inference/model-fixtures.ts';
import { catalog } from '../../nodes/catalog.ts';
import { flowText, newProject } from './project.ts';

const flow = flowText(
  { rows: ['inline-table', { table: { columns: [{ name: 'a', type: 'DOUBLE' }, { name: 'name', type: 'VARCHAR' }], rows: [[1, 'x'], [2, 'y']] } }], score: ['predict-onnx', { model: 'model.onnx' }], file: ['write-delimited', { path: 'out.csv' }] },
  ['rows.out > score.in', 'score.out > file.in'],
);
const old = { 'out.csv': 'old\n' };

describe('a model', () => {
  it('is missing', async () => {
    const project = await newProject(flow, old);
    for (const command of ['check', 'run']) await project.refuses(command, { exit: 2, code: 'model-missing', node: 'score', param: 'model', says: /"model\.onnx" is not there.*Choose the file again, or put it back/ });
  });

  it('is corrupt: empty, text, cut off, or bytes of anything', async () => {
    const good = linearModel([1], 0);
    for (const bytes of [new Uint8Array(0), Buffer.from('this is no model'), good.subarray(0, good.length / 2), Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * 7919) % 256))]) {
      const project = await newProject(flow, { ...old, 'model.onnx': bytes });
      await project.refuses('run', { exit: 2, code: 'model-corrupt', node: 'score', param: 'model', says: /model\.onnx.*\. .*(Export|export|Choose|Copy)/ });
    }
  });

  it('needs an operator that is not there', async () => {
    const project = await newProject(flow, { ...old, 'model.onnx': modelBytes({ input: [tensorPort('x', 'FLOAT', ['N', 1])], output: [tensorPort('y', 'FLOAT', ['N', 1])], node: [node('Frobnicate', ['x'], ['y'])] }) });
    await project.refuses('run', { exit: 2, code: 'model-unsupported', node: 'score', param: 'model', says: /Frobnicate/ });
  });

  it('wants other inputs than the columns that arrive', async () => {
    const project = await newProject(flow, { ...old, 'model.onnx': linearModel([1, 2, 3], 0) });
    await project.refuses('run', { exit: 2, code: 'model-inputs', node: 'score', param: 'mapping', says: /Input "x" of the model cannot be filled: it takes 3 numeric columns and 1 are free; map exactly 3/ });
  });

  it('takes the process down that opens it: this one lives and says so', async () => {
    const project = await newProject(flow, { ...old, 'model.onnx': linearModel([1], 0) });
    const before = await project.files();
    const engine = await createEngine({ catalog, workerEntry: new URL('../../engine/workers/data-worker.ts', import.meta.url), probeEntry: new URL('../../engine/inference/probe-aborting.fixture.ts', import.meta.url) });
    try {
      const document = JSON.parse(flow) as never;
      const report = await engine.session.run({ document: { parameters: [], layout: {}, ...(document as object) } as never, base: project.folder, name: 'f' }, () => undefined, () => undefined);
      expect(report.refused).toBe(true);
      expect(report.diagnostics[0]).toMatchObject({ code: 'model-aborts', at: { node: 'score', param: 'model' } });
      expect(report.diagnostics[0]?.message).toMatch(/SIGABRT.*Export it again/);
      expect(await project.files()).toEqual(before);
    } finally {
      await engine.close();
    }
  });

  it('is replaced or removed once the run begins', async () => {
    const { rm, writeFile } = await import('node:fs/promises');
    for (const [change, code] of [
      [(path: string) => rm(path), 'model-missing'],
      [(path: string) => writeFile(path, linearModel([5], 0)), 'model-corrupt'],
    ] as const) {
      const project = await newProject(flow, { ...old, 'model.onnx': linearModel([1], 0) });
      const engine = await (await import('../../engine/testing/test-engine.ts')).openTestEngine(catalog);
      try {
        const { document } = (await import('../../engine/document/read-document.ts')).readDocument(flow.replace('"params":{"model":"model.onnx"}', '"params":{"model":"model.onnx","mapping":[{"input":"x","columns":["a"]}]}'), 'f');
        const checked = await engine.session.check({ document: document!, base: project.folder });
        expect(checked.diagnostics).toEqual([]);
        const settings = await engine.session.settings(checked);
        const job = engine.session.compile(engine.session.plan(checked, null), settings);
        await change(project.path('model.onnx'));
        const worker = await engine.session.takeWorker();
        await expect(worker.run(job, () => undefined).result).rejects.toMatchObject({ diagnostic: { code, at: { node: 'score', param: 'model' } } });
        await worker.close();
        await rm(settings.tempDirectory, { recursive: true });
        expect(await project.read('out.csv')).toBe('old\n');
      } finally {
        await engine.close();
      }
    }
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { modelDescriber } from './describe-file.ts';
import { linearModel, modelBytes, node, tensorPort } from './model-fixtures.ts';
import type { StartProbe } from './probe-process.ts';
import type { ProbeRequest } from './probe-trial.ts';

const folder = mkdtempSync(join(tmpdir(), 'millrace-describe-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A trial that succeeds on the processor and dies, as drivers do, on anything else. */
function probes() {
  const asked: string[] = [];
  const start: StartProbe = () => {
    let answered: (answer: unknown) => void = () => undefined;
    let ended: Parameters<ReturnType<StartProbe>['onExit']>[0] = () => undefined;
    return {
      onAnswer: (listener) => void (answered = listener),
      onExit: (listener) => void (ended = listener),
      onError: () => undefined,
      kill: () => undefined,
      send(request) {
        const { provider } = request as ProbeRequest;
        asked.push(provider ?? 'none');
        queueMicrotask(() => {
          if (provider === 'cpu') answered({ kind: 'opened', report: { rows: 2, shapes: {}, trialFailure: null } });
          ended(provider === 'cpu' ? { code: 0, signal: null, output: '' } : { code: null, signal: 'SIGSEGV', output: '' });
        });
      },
    };
  };
  return { asked, start };
}

test('a provider whose driver ends the trial is missing, and the model is not called broken', async () => {
  const path = join(folder, 'm.onnx');
  writeFileSync(path, linearModel([1], 0));
  const { asked, start } = probes();
  const describeFile = modelDescriber(new URL('probe-child.ts', import.meta.url), start);
  expect(await describeFile(path)).toMatchObject({ ok: true });
  const refused = { ok: false, problem: { code: 'provider-missing', at: { param: 'provider' }, message: expect.stringMatching(/cannot run on "webgpu" here: The model ended the process that opened it \(SIGSEGV\)\. Run it on the processor/) } };
  expect(await describeFile(path, 'webgpu')).toMatchObject(refused);
  expect(await describeFile(path, 'webgpu')).toMatchObject(refused);
  expect(await describeFile(path)).toMatchObject({ ok: true });
  // Each is tried once.
  expect(asked).toEqual(['cpu', 'webgpu']);
});

test('dimensions that a model does not state are those of its trial', async () => {
  const path = join(folder, 'unstated.onnx');
  writeFileSync(path, modelBytes({ input: [tensorPort('x', 'FLOAT', ['N', 2])], output: [tensorPort('y', 'FLOAT')], node: [node('Relu', ['x'], ['y'])] }));
  const describeFile = modelDescriber(new URL('probe-child.ts', import.meta.url));
  expect(await describeFile(path)).toMatchObject({ ok: true, value: { outputs: [{ ranked: false }], tried: [{ given: null, outputs: { y: { rank: 2, rows: true } } }] } });
});

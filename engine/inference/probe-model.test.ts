import { expect, test } from 'vitest';

import { describeModel } from './describe-model.ts';
import { ModelError } from './model-error.ts';
import { classifierModel, floats, linearModel, modelBytes, node, tensorPort } from './model-fixtures.ts';
import { probeModel } from './probe-model.ts';

const probeEntry = new URL('probe-child.ts', import.meta.url);
const probe = (bytes: Uint8Array, entry = probeEntry, timeoutMs?: number) =>
  probeModel(bytes, describeModel(bytes, ''), { probeEntry: entry, ...(timeoutMs === undefined ? {} : { timeoutMs }) });

test('a sound model opens and its shapes are reported', async () => {
  expect(await probe(classifierModel(['a', 'b', 'c']))).toEqual({
    rows: 2,
    shapes: { output_label: [2], probabilities: [2, 3] },
    trialFailure: null,
  });
});

test('a fixed batch is tried at its size', async () => {
  expect(await probe(linearModel([1, 2], 0, {}, 5))).toMatchObject({ rows: 5, shapes: { y: [5, 1] } });
});

test('a model that takes its process down is an error, and this process lives', async () => {
  const entry = new URL('probe-aborting.fixture.ts', import.meta.url);
  await expect(probe(linearModel([1], 0), entry)).rejects.toMatchObject({
    code: 'model-aborts',
    message: expect.stringContaining('SIGABRT'),
    advice: expect.stringContaining('Export it again'),
  });
});

test('a model that never opens is given up', async () => {
  const entry = new URL('probe-hanging.fixture.ts', import.meta.url);
  await expect(probe(linearModel([1], 0), entry, 700)).rejects.toMatchObject({
    code: 'model-aborts',
    message: expect.stringContaining('0.7 seconds'),
  });
});

test('a probe that is not there is no fault of the model', async () => {
  const missing = probe(linearModel([1], 0), new URL('missing.ts', import.meta.url));
  await expect(missing).rejects.toThrow('missing.ts');
  await expect(missing).rejects.not.toBeInstanceOf(ModelError);
});

test('a model with an operator the runtime lacks is refused with its reason', async () => {
  const bytes = modelBytes({
    input: [tensorPort('x', 'FLOAT', ['N'])],
    output: [tensorPort('y', 'FLOAT', ['N'])],
    node: [node('Frobnicate', ['x'], ['y'])],
  });
  await expect(probe(bytes)).rejects.toMatchObject({
    code: 'model-unsupported',
    message: expect.stringContaining('Frobnicate'),
  });
});

test('a run that fails on blank rows does not condemn the model', async () => {
  const bytes = modelBytes({
    input: [tensorPort('x', 'FLOAT', ['N', 'F'])],
    output: [tensorPort('y', 'FLOAT', ['N', 1])],
    initializer: [floats('w', [3, 1], [1, 2, 3])],
    node: [node('MatMul', ['x', 'w'], ['y'])],
  });
  expect(await probe(bytes)).toMatchObject({ shapes: {}, trialFailure: expect.stringContaining('MatMul') });
});

import { expect, test } from 'vitest';

import { bindModel } from '../relation/bind-model.ts';
import type { BindingOptions } from '../relation/bind-model.ts';
import { describeModel } from './describe-model.ts';
import { classifierModel, doubles, floats, linearModel, modelBytes, node, tensorPort } from './model-fixtures.ts';
import type { ModelCall } from './model-types.ts';
import { createScorer } from './scorer.ts';
import type { ScoredColumn } from './scorer.ts';
import type { Values } from './tensor-values.ts';

function callOf(bytes: Uint8Array, columns: [string, string][], options: BindingOptions = {}): ModelCall {
  const result = bindModel(
    describeModel(bytes, ''),
    columns.map(([name, type]) => ({ name, type })),
    options,
  );
  if ('problem' in result) throw new Error(result.problem.message);
  return result.call;
}

async function scored(bytes: Uint8Array, call: ModelCall, columns: Values[], rows: number): Promise<unknown[][]> {
  const scorer = await createScorer(bytes, call);
  try {
    return scorer.run(columns, rows).map((column) => listOf(column, rows));
  } finally {
    scorer.release();
  }
}

function listOf({ values, perRow, first }: ScoredColumn, rows: number): unknown[] {
  return Array.from({ length: rows }, (_, row) => values[row * perRow + first]);
}

test.each([0, 1, 2_049, 10_000])('columns side by side reach the model row by row: %i rows', async (rows) => {
  const bytes = linearModel([1, 10, 100], 0.5);
  const call = callOf(bytes, [
    ['a', 'FLOAT'],
    ['b', 'FLOAT'],
    ['c', 'FLOAT'],
  ]);
  const columns = [3, 5, 7].map((step) => Float32Array.from({ length: rows }, (_, row) => (row * step) % 50));
  const expected = Array.from(
    { length: rows },
    (_, row) => columns[0]![row]! + 10 * columns[1]![row]! + 100 * columns[2]![row]! + 0.5,
  );
  expect(await scored(bytes, call, columns, rows)).toEqual([expected]);
});

test('one scorer takes batches of any size after another', async () => {
  const bytes = linearModel([1, 10], 0);
  const scorer = await createScorer(
    bytes,
    callOf(bytes, [
      ['a', 'FLOAT'],
      ['b', 'FLOAT'],
    ]),
  );
  for (const rows of [5, 2_000, 3]) {
    const column = Float32Array.from({ length: rows }, (_, row) => row);
    expect(listOf(scorer.run([column, column], rows)[0]!, rows)).toEqual([...column].map((value) => value * 11));
  }
  scorer.release();
  scorer.release();
  expect(() => scorer.run([new Float32Array(1), new Float32Array(1)], 1)).toThrow('released');
});

test.each([
  { size: 1, rows: 7 },
  { size: 4, rows: 8 },
  { size: 4, rows: 10 },
  { size: 4, rows: 3 },
])('a model that takes $size rows at once scores $rows', async ({ size, rows }) => {
  const bytes = linearModel([1, 10], 1, {}, size);
  const columns = [0, 1].map((shift) => Float32Array.from({ length: rows }, (_, row) => row + shift));
  const expected = Array.from({ length: rows }, (_, row) => row + 10 * (row + 1) + 1);
  expect(
    await scored(
      bytes,
      callOf(bytes, [
        ['a', 'FLOAT'],
        ['b', 'FLOAT'],
      ]),
      columns,
      rows,
    ),
  ).toEqual([expected]);
});

test('a fixed batch of texts is filled up and cut again', async () => {
  const bytes = modelBytes({
    input: [tensorPort('s', 'STRING', [2])],
    output: [tensorPort('t', 'STRING', [2])],
    node: [node('Identity', ['s'], ['t'])],
  });
  expect(await scored(bytes, callOf(bytes, [['s', 'VARCHAR']]), [['a', '', 'ü😀']], 3)).toEqual([['a', '', 'ü😀']]);
});

test('a classifier gives its label and one probability per class', async () => {
  for (const classes of [
    ['red', 'green', 'blue'],
    [10n, 20n, 30n],
  ]) {
    const bytes = classifierModel(classes as string[]);
    const call = callOf(bytes, [
      ['a', 'FLOAT'],
      ['b', 'FLOAT'],
    ]);
    const [labels, ...scores] = await scored(bytes, call, [Float32Array.of(5, -5), Float32Array.of(-5, 5)], 2);
    expect(classes).toContain(labels![0]);
    expect(scores).toHaveLength(3);
    for (const row of [0, 1]) {
      const probabilities = scores.map((column) => column[row] as number);
      expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
      expect(classes[probabilities.indexOf(Math.max(...probabilities))]).toBe(labels![row]);
    }
  }
});

test('doubles keep their digits and big integers theirs', async () => {
  const bytes = modelBytes({
    input: [tensorPort('x', 'DOUBLE', ['N', 2]), tensorPort('i', 'INT64', ['N', 1])],
    output: [tensorPort('y', 'DOUBLE', ['N', 1]), tensorPort('j', 'INT64', ['N', 1])],
    initializer: [doubles('w', [2, 1], [1, 1])],
    node: [node('MatMul', ['x', 'w'], ['y']), node('Identity', ['i'], ['j'])],
  });
  const call = callOf(
    bytes,
    [
      ['a', 'DOUBLE'],
      ['b', 'DOUBLE'],
      ['i', 'BIGINT'],
    ],
    { mapping: { x: ['a', 'b'] } },
  );
  const result = await scored(
    bytes,
    call,
    [Float64Array.of(0.1, 1e15), Float64Array.of(0.2, 0.125), BigInt64Array.of(2n ** 62n + 1n, -1n)],
    2,
  );
  expect(result).toEqual([
    [0.1 + 0.2, 1e15 + 0.125],
    [2n ** 62n + 1n, -1n],
  ]);
});

test('half numbers travel as floats', async () => {
  const bytes = modelBytes({
    input: [tensorPort('x', 'FLOAT16', ['N', 2])],
    output: [tensorPort('y', 'FLOAT16', ['N', 2])],
    node: [node('Neg', ['x'], ['y'])],
  });
  const call = callOf(bytes, [
    ['a', 'FLOAT'],
    ['b', 'FLOAT'],
  ]);
  const scorer = await createScorer(bytes, call);
  expect([
    ...(scorer.run([Float32Array.of(1.5, 70_000), Float32Array.of(0.1, -2)], 2)[0]!.values as Float32Array),
  ]).toEqual([-1.5, -0.0999755859375, -Infinity, 2]);
  scorer.release();
});

test('columns fill a tensor of several dimensions in its order', async () => {
  const bytes = modelBytes({
    input: [tensorPort('x', 'FLOAT', ['N', 2, 3])],
    output: [tensorPort('y', 'FLOAT', ['N', 2])],
    node: [node('ReduceSum', ['x', 'axes'], ['y'], { keepdims: 0 })],
    initializer: [{ name: 'axes', dataType: 7, dims: [1], int64Data: [2] }],
  });
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const call = callOf(
    bytes,
    names.map((name) => [name, 'FLOAT']),
  );
  const scorer = await createScorer(bytes, call);
  const columns = names.map((_, index) => Float32Array.of(10 ** index, index));
  const [column] = scorer.run(columns, 2);
  expect(column).toMatchObject({ perRow: 2, first: 0 });
  expect([...(column!.values as Float32Array)]).toEqual([111, 111_000, 3, 12]);
  scorer.release();
});

test('an input that is an output too stays one, though it is turned', async () => {
  const bytes = modelBytes({
    input: [tensorPort('x', 'FLOAT', ['N', 2])],
    output: [tensorPort('x', 'FLOAT', ['N', 2]), tensorPort('y', 'FLOAT', ['N', 1])],
    initializer: [floats('w', [2, 1], [1, 1])],
    node: [node('MatMul', ['x', 'w'], ['y'])],
  });
  const scorer = await createScorer(
    bytes,
    callOf(bytes, [
      ['a', 'FLOAT'],
      ['b', 'FLOAT'],
    ]),
  );
  expect([...(scorer.run([Float32Array.of(1, 2), Float32Array.of(3, 4)], 2)[0]!.values as Float32Array)]).toEqual([
    1, 3, 2, 4,
  ]);
  scorer.release();
});

test('an output without the rows in front is refused, not guessed', async () => {
  const bytes = modelBytes({
    input: [tensorPort('x', 'FLOAT', ['N'])],
    output: [tensorPort('y', 'FLOAT')],
    node: [node('ReduceSum', ['x'], ['y'], { keepdims: 1 })],
  });
  await expect(scored(bytes, callOf(bytes, [['x', 'FLOAT']]), [Float32Array.of(1, 2)], 2)).rejects.toMatchObject({
    code: 'model-unsupported',
    message: expect.stringContaining('[1]'),
  });
});

test('a failure inside the model is told as such', async () => {
  const bytes = modelBytes({
    input: [tensorPort('i', 'INT64', ['N'])],
    output: [tensorPort('y', 'FLOAT', ['N'])],
    initializer: [floats('table', [3], [1, 2, 3])],
    node: [node('Gather', ['table', 'i'], ['y'])],
  });
  const call = callOf(bytes, [['i', 'BIGINT']]);
  expect(await scored(bytes, call, [BigInt64Array.of(2n, 0n)], 2)).toEqual([[3, 1]]);
  await expect(scored(bytes, call, [BigInt64Array.of(9n)], 1)).rejects.toMatchObject({
    code: 'model-run-failed',
    message: expect.stringContaining('out of'),
  });
});

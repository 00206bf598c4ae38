import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { onnx } from 'onnx-proto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { bindModel } from '../relation/bind-model.ts';
import { modelArguments } from '../relation/model-call.ts';
import { describeModel } from '../inference/describe-model.ts';
import { tryRanks } from '../inference/try-ranks.ts';
import { modelBytes, node, tensorPort } from '../inference/model-fixtures.ts';
import { registerModelFunction } from './model-function.ts';
import type { ModelFunction } from './model-function.ts';

let instance: DuckDBInstance;
let connection: DuckDBConnection;
const opened: ModelFunction[] = [];
let functions = 0;
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
});
afterEach(() => opened.splice(0).forEach((model) => model.close()));
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

type Kind = 'sequence' | 'optional' | 'optional-sequence';
const contained = (name: string, kind: Kind, type: 'FLOAT' | 'INT64' | 'STRING' | 'FLOAT16', shape?: (number | string)[]): onnx.IValueInfoProto => {
  const tensor = tensorPort('', type, shape).type!;
  const sequence = { sequenceType: { elemType: tensor } };
  return { name, type: kind === 'sequence' ? sequence : { optionalType: { elemType: kind === 'optional' ? tensor : sequence } } };
};

async function bind(bytes: Uint8Array, columns: Record<string, string>) {
  const description = describeModel(bytes, '');
  return bindModel({ ...description, tried: tryRanks(bytes, description) }, Object.entries(columns).map(([name, type]) => ({ name, type })), { mapping: Object.fromEntries(Object.keys(columns).map((name) => [name, [name]])) });
}

async function scored(bytes: Uint8Array, columns: Record<string, string>, rows: string): Promise<unknown[]> {
  const bound = await bind(bytes, columns);
  if ('problem' in bound) throw new Error(bound.problem.message);
  expect(bound.skipped).toEqual([]);
  const name = `f${++functions}`;
  opened.push(await registerModelFunction(connection, name, bound.call, bytes, { folder: process.cwd(), pause: () => undefined }));
  const names = Object.keys(columns);
  const args = modelArguments(bound.call).map(({ column, sqlType }) => `CAST(${column} AS ${sqlType})`).join(', ');
  return (await connection.runAndReadAll(`SELECT ${name}(${args}) FROM (VALUES ${rows}) t(${names.join(', ')})`)).getRowsJson().map(([value]) => value);
}

const identity = (kind: Kind, type: 'FLOAT' | 'INT64' | 'STRING' | 'FLOAT16', shape?: (number | string)[]): Uint8Array => modelBytes({ input: [contained('x', kind, type, shape)], output: [contained('y', kind, type, shape)], node: [node('Identity', ['x'], ['y'])] });

describe('sequences', () => {
  test('of numbers, rows of any length and items of any shape; none, a NULL, a NULL inside', async () => {
    const rows = '([[[1], [2]], [[3, 4]]]), ([]), (NULL), ([[[5]], [[NULL]]]), ([[[6, 7, 8]]])';
    expect(await scored(identity('sequence', 'FLOAT', ['a', 'b']), { x: 'FLOAT[][][]' }, rows)).toEqual([{ y: [[[1], [2]], [[3, 4]]] }, { y: [] }, null, null, { y: [[[6, 7, 8]]] }]);
  });

  test('of texts, of types that no column has, and of tensors without a stated shape', async () => {
    expect(await scored(identity('sequence', 'STRING', ['n']), { x: 'VARCHAR[][]' }, "([['a', 'long enough to lie elsewhere'], ['']])")).toEqual([{ y: [['a', 'long enough to lie elsewhere'], ['']] }]);
    expect(await scored(identity('sequence', 'FLOAT16', ['n']), { x: 'DOUBLE[][]' }, '([[0.5, 2], [4]])')).toEqual([{ y: [[0.5, 2], [4]] }]);
    expect(await scored(identity('sequence', 'INT64'), { x: 'BIGINT[][]' }, '([[1, 2], []])')).toEqual([{ y: [['1', '2'], []] }]);
  });

  test('made by a model out of a tensor, beside a tensor', async () => {
    const split = modelBytes({ input: [tensorPort('x', 'FLOAT', [2, 2])], output: [contained('y', 'sequence', 'FLOAT', [2]), tensorPort('sum', 'FLOAT', [])], node: [node('SplitToSequence', ['x'], ['y'], { keepdims: 0 }), node('ReduceSum', ['x'], ['sum'], { keepdims: 0 })] });
    expect(await scored(split, { x: 'FLOAT[][]' }, '([[1, 2], [3, 4]])')).toEqual([{ y: [[1, 2], [3, 4]], sum: 10 }]);
  });

  test('of before version 13 may differ in their first dimension, and say so where they differ in more', async () => {
    const joined = (shape: string[], axis: number, newAxis = 0) => modelBytes({ input: [contained('x', 'sequence', 'FLOAT', shape)], output: [tensorPort('y', 'FLOAT', ['m', ...shape.slice(1)])], node: [node('ConcatFromSequence', ['x'], ['y'], { axis, new_axis: newAxis })] }, {}, 11);
    expect(await scored(joined(['n'], 0), { x: 'FLOAT[][]' }, '([[1, 2], [3, 4]]), ([[1, 2], [3], []])')).toEqual([{ y: [1, 2, 3, 4] }, { y: [1, 2, 3] }]);
    expect(await scored(joined(['n', 'm'], 0), { x: 'FLOAT[][][]' }, '([[[1, 2]], [[3, 4], [5, 6]]])')).toEqual([{ y: [[1, 2], [3, 4], [5, 6]] }]);
    expect(await scored(joined([], 0, 1), { x: 'FLOAT[]' }, '([1, 2, 3])')).toEqual([{ y: [1, 2, 3] }]);
    await expect(scored(joined(['n', 'm'], 0), { x: 'FLOAT[][][]' }, '([[[1, 2]], [[3]]])')).rejects.toThrow('tensors in one row that differ in more than their first dimension');
    const counted = modelBytes({ input: [contained('x', 'sequence', 'FLOAT', ['n', 'm'])], output: [tensorPort('y', 'INT64', [])], node: [node('SequenceLength', ['x'], ['y'])] }, {}, 11);
    expect(await scored(counted, { x: 'FLOAT[][][]' }, '([]), ([[[1]], [[2], [3]]])')).toEqual([{ y: '0' }, { y: '2' }]);
  });

  test('whose items state no shape are nested as a trial showed, where the columns are of a rank that was tried', async () => {
    expect(await scored(identity('sequence', 'FLOAT'), { x: 'FLOAT[][][]' }, '([[[1, 2]], [[3], [4]]])')).toEqual([{ y: [[[1, 2]], [[3], [4]]] }]);
    expect(await scored(identity('sequence', 'FLOAT'), { x: 'FLOAT[]' }, '([1, 2])')).toEqual([{ y: [1, 2] }]);
    expect(await scored(identity('sequence', 'FLOAT'), { x: 'FLOAT[][][][][][][]' }, '([[[[[[[1, 2]]]]]]])')).toEqual([{ y: [[1, 2]] }]);
    const split = modelBytes({ input: [tensorPort('x', 'FLOAT', [3, 2]), tensorPort('sizes', 'INT64', [2])], output: [contained('y', 'sequence', 'FLOAT')], node: [node('SplitToSequence', ['x', 'sizes'], ['y'], { axis: 0 })] });
    expect(await scored(split, { x: 'FLOAT[][]', sizes: 'BIGINT[]' }, '([[1, 2], [3, 4], [5, 6]], [2, 1])')).toEqual([{ y: [[[1, 2], [3, 4]], [[5, 6]]] }]);
  });

  test('and tensors that state no shape, for rows of a batch and for whole ones', async () => {
    const same = (shape: (string | number)[], made: 'Relu' | 'ReduceSum' = 'Relu') => modelBytes({ input: [tensorPort('x', 'FLOAT', shape)], output: [tensorPort('y', 'FLOAT')], node: [node(made, ['x'], ['y'], made === 'Relu' ? {} : { keepdims: 0 })] });
    expect(await scored(same(['N', 'a', 'b']), { x: 'FLOAT[][]' }, '([[1, 2]]), ([[3], [4]])')).toEqual([{ y: [[1, 2]] }, { y: [[3], [4]] }]);
    expect(await scored(same(['N']), { x: 'FLOAT' }, '(1), (2)')).toEqual([{ y: 1 }, { y: 2 }]);
    expect(await scored(same([2, 2]), { x: 'FLOAT[][]' }, '([[1, 2], [3, 4]])')).toEqual([{ y: [[1, 2], [3, 4]] }]);
    expect(await scored(same([2, 2], 'ReduceSum'), { x: 'FLOAT[][]' }, '([[1, 2], [3, 4]])')).toEqual([{ y: 10 }]);
  });

  test('of another depth are refused with both', async () => {
    expect(await bind(identity('sequence', 'FLOAT', ['n']), { x: 'FLOAT[]' })).toMatchObject({ problem: { code: 'model-inputs', message: expect.stringContaining('holds lists of 1 levels where it takes lists of 2 levels') } });
    expect(await bind(identity('sequence', 'FLOAT', ['n']), { x: 'DATE[][]' })).toMatchObject({ problem: { code: 'model-inputs' } });
  });
});

describe('optional values', () => {
  test('a NULL is none: the row is scored', async () => {
    const has = modelBytes({ input: [contained('x', 'optional', 'FLOAT', ['n'])], output: [tensorPort('y', 'BOOL', []), contained('z', 'optional', 'FLOAT', ['n'])], node: [node('OptionalHasElement', ['x'], ['y']), node('Identity', ['x'], ['z'])] });
    expect(await scored(has, { x: 'FLOAT[]' }, '([1, 2]), (NULL), ([])')).toEqual([{ y: true, z: [1, 2] }, { y: false, z: null }, { y: true, z: [] }]);
  });

  test('an empty sequence is not the same as none', async () => {
    const rows = '([[1, 2], [3]]), (NULL), ([])';
    expect(await scored(identity('optional-sequence', 'FLOAT', ['n']), { x: 'FLOAT[][]' }, rows)).toEqual([{ y: [[1, 2], [3]] }, { y: null }, { y: [] }]);
  });
});

import { describe, expect, test } from 'vitest';
import { modelBytes, node, tensorPort } from '../inference/model-fixtures.ts';
import { modelDatabase } from './model-function.fixture.ts';

const { connection, register, rowsOf } = modelDatabase();

describe('tensors', () => {
  const negative = (shape: (number | string)[], type: 'FLOAT' | 'BFLOAT16' | 'INT64' = 'FLOAT') =>
    modelBytes({ input: [tensorPort('x', type, shape)], output: [tensorPort('y', type, shape)], node: [node('Identity', ['x'], ['y'])] });

  test('a column with as many levels as the tensor holds one for each row', async () => {
    await register(negative([2, 3]), ['x DOUBLE[][]']);
    expect(await rowsOf('SELECT f(x).y FROM (VALUES ([[1, 2, 3], [4, 5, 6]]::FLOAT[][]), (NULL), ([[7, 8, NULL], [1, 1, 1]]), ([[0, 0, 0], [9, 9, 9]])) t(x)')).toEqual([
      [[[1, 2, 3], [4, 5, 6]]],
      [null],
      [null],
      [[[0, 0, 0], [9, 9, 9]]],
    ]);
  });

  test('a level less makes rows entries of the batch, of any lengths', async () => {
    await register(negative(['N', 'length', 2]), ['x FLOAT[][]']);
    const source = '(SELECT i, [[i, j] FOR j IN range(i % 4)]::FLOAT[][] AS x FROM range(5000) r(i))';
    expect(await rowsOf(`SELECT count(*) FILTER (WHERE f(x).y IS NOT DISTINCT FROM x) FROM ${source}`)).toEqual([['5000']]);
    await register(negative(['N', 'length'], 'INT64'), ['x BIGINT[]'], {}, 'g');
    expect(await rowsOf('SELECT g(x).y FROM (VALUES ([1, 2]), ([3]), (NULL), ([4, 5]), ([])) t(x)')).toEqual([[['1', '2']], [['3']], [null], [['4', '5']], [[]]]);
  });

  test('a single value beside a row of columns: each row is a call of its own', async () => {
    const model = modelBytes({
      input: [tensorPort('x', 'FLOAT', ['N', 2]), tensorPort('factor', 'FLOAT', [])],
      output: [tensorPort('y', 'FLOAT', ['N', 2]), tensorPort('sum', 'FLOAT', [])],
      node: [node('Mul', ['x', 'factor'], ['y']), node('ReduceSum', ['y'], ['sum'], { keepdims: 0 })],
    });
    await register(model, ['a FLOAT', 'b FLOAT', 'factor FLOAT'], { mapping: { x: ['a', 'b'] } });
    expect(await rowsOf('SELECT f(i, 1, 10) FROM range(3) r(i)')).toEqual([0, 10, 20].map((x) => [{ y: [x, 10], sum: x + 10 }]));
  });

  test('a model without inputs gives its values in every row', async () => {
    await register(modelBytes({ output: [tensorPort('y', 'INT64', [2])], node: [node('Constant', [], ['y'], { value_ints: [1n, 2n] })] }), []);
    expect(await rowsOf('SELECT count(*) FILTER (WHERE f(0::TINYINT).y = [1, 2]) FROM range(3000)')).toEqual([['3000']]);
  });

  test('numbers of 16 bits with the range of a float', async () => {
    await register(negative(['N'], 'BFLOAT16'), ['x DOUBLE']);
    expect(await rowsOf('SELECT typeof(f(x)), f(x).y, abs(f(y).y / 1e30 - 1) < 0.01 FROM (SELECT 1.5::FLOAT AS x, 1e30::FLOAT AS y)')).toEqual([['STRUCT(y FLOAT)', 1.5, true]]);
  });

  test('lists of several lengths within a row are no tensor', async () => {
    await register(negative(['N', 'a', 'b']), ['x FLOAT[][]']);
    await expect(connection().run('SELECT f([[1, 2], [3]]::FLOAT[][])')).rejects.toThrow('lists of 2 and of 1 values side by side in one row');
  });
});

import { describe, expect, test } from 'vitest';
import { floats, linearModel, modelBytes, node, tensorPort } from '../inference/model-fixtures.ts';
import { plainSession } from '../relation/model-call.ts';
import { modelDatabase } from './model-function.fixture.ts';

const { connection, register, rowsOf } = modelDatabase();

/** The string functions of a model in ONNX-ML are few; this one gives its texts back, twice per row as a list. */
const textModel = modelBytes({
  input: [tensorPort('s', 'STRING', ['N', 1])],
  output: [tensorPort('one', 'STRING', ['N', 1]), tensorPort('two', 'STRING', ['N', 2])],
  node: [node('Identity', ['s'], ['one']), node('Concat', ['s', 's'], ['two'], { axis: 1 })],
});

describe('failures', () => {
  const gather = modelBytes({
    input: [tensorPort('i', 'INT64', ['N'])],
    output: [tensorPort('y', 'FLOAT', ['N'])],
    initializer: [floats('table', [3], [1, 2, 3])],
    node: [node('Gather', ['table', 'i'], ['y'])],
  });

  test('a model that fails ends the statement with its reason, and the next statement runs', async () => {
    const model = await register(gather, ['i BIGINT']);
    await expect(connection().run('SELECT f(i) FROM range(100000) r(i)')).rejects.toThrow(
      /The model failed on the rows.*out of/,
    );
    expect(model.failure()).toMatchObject({ code: 'model-run-failed' });
    expect(await rowsOf('SELECT f(2).y')).toEqual([[3]]);
  });

  test('the place of a NULL never reaches the model', async () => {
    await register(gather, ['i BIGINT']);
    expect(await rowsOf('SELECT count(f(CASE WHEN i > 2 THEN NULL ELSE i END)) FROM range(5000) r(i)')).toEqual([
      ['3'],
    ]);
  });

  test('a list of the wrong length is told with both lengths', async () => {
    await register(linearModel([1, 10], 0), ['x FLOAT[]']);
    await expect(connection().run('SELECT f([1, 2, 3]::FLOAT[])')).rejects.toThrow(
      'Column "x" has a list of 3 values where input "x" of the model takes 2',
    );
  });

  test('a text with a NUL is refused, because the runtime would cut it there', async () => {
    await register(textModel, ['s VARCHAR']);
    await expect(connection().run("SELECT f('a' || chr(0) || 'b')")).rejects.toThrow('NUL');
  });

  test('where the run goes on, the rows that fail are NULL, told why, and all others are scored', async () => {
    const told = ['code', 'column', 'message'] as const;
    const model = await register(gather, ['i BIGINT'], { onFailure: 'null', told });
    const failing = 'i % 1000 = 7';
    const scored = `(SELECT i, f(CASE WHEN ${failing} THEN 99 WHEN i % 5 = 0 THEN NULL ELSE i % 3 END) AS p FROM range(6000) r(i))`;
    expect(await rowsOf(`SELECT count(*) FILTER (WHERE ${failing} AND p.y IS NULL AND p.code = 'model-failed' AND p.message LIKE '%out of%' AND p.column IS NULL), count(*) FILTER (WHERE p.code IS NOT NULL), count(*) FILTER (WHERE p.y = i % 3 + 1), count(*) FILTER (WHERE p.y IS NULL) FROM ${scored}`)).toEqual([['6', '6', '4794', '1206']]);
    expect(model.failure()).toBeNull();
    await register(gather, ['i BIGINT'], { onFailure: 'null' }, 'g');
    expect(await rowsOf('SELECT g(i).y FROM (VALUES (0), (99), (2)) t(i)')).toEqual([[1], [null], [3]]);
  });

  test('a list of the wrong length, or lists that make no tensor, refuse their row alone', async () => {
    const told = ['code', 'column', 'message'] as const;
    await register(linearModel([1, 10], 0), ['x FLOAT[]'], { onFailure: 'null', told });
    expect(await rowsOf('SELECT f(x).y, f(x).column, f(x).message LIKE \'%list of 3 values%takes 2%\' FROM (VALUES ([1, 2]::FLOAT[]), ([1, 2, 3]), (NULL), ([3, 4])) t(x)')).toEqual([[21, null, null], [null, 'x', true], [null, null, null], [43, null, null]]);
    const square = modelBytes({ input: [tensorPort('x', 'FLOAT', ['N', 'A', 'B'])], output: [tensorPort('y', 'FLOAT', ['N', 'A', 'B'])], node: [node('Neg', ['x'], ['y'])] });
    await register(square, ['x FLOAT[][]'], { onFailure: 'null', told }, 'g');
    expect(await rowsOf('SELECT g(x).y, g(x).code FROM (VALUES ([[1], [2]]::FLOAT[][]), ([[1], [2, 3]]), ([[4, 5]])) t(x)')).toEqual([[[[-1], [-2]], null], [null, 'model-failed'], [[[-4, -5]], null]]);
  });

  test('threads, optimisation and memory of the runtime change no value', async () => {
    await register(linearModel([1, 10], 0.5), ['a FLOAT', 'b FLOAT'], { session: { ...plainSession, threads: 2, branches: 3, optimisation: 'disabled', arena: false } });
    expect(await rowsOf('SELECT count(*) FILTER (WHERE f(i::FLOAT, 1).y = i + 10.5) FROM range(3000) r(i)')).toEqual([['3000']]);
  });

  test('a provider that the runtime was not built with is refused by name', async () => {
    const provider = process.platform === 'darwin' ? 'dml' : 'coreml';
    await expect(register(linearModel([1], 0), ['a FLOAT'], { session: { ...plainSession, provider } })).rejects.toMatchObject({ code: 'provider-missing', message: expect.stringMatching(`The model cannot run on "${provider}" here: .*has no such provider.*cpu`) });
  });

  test('a closed model refuses', async () => {
    const model = await register(linearModel([1], 0), ['a FLOAT']);
    model.close();
    await expect(connection().run('SELECT f(1)')).rejects.toThrow('released');
  });
});

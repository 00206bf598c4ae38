import { describe, expect, test } from 'vitest';

import { bindModel } from './bind-model.ts';
import type { BindingOptions } from './bind-model.ts';
import { describeModel } from '../inference/describe-model.ts';
import { classifierModel, linearModel, modelBytes, node, tensorPort, zipMapPort } from '../inference/model-fixtures.ts';

const doubles = (...names: string[]) => names.map((name) => ({ name, type: 'DOUBLE' }));

function bound(bytes: Uint8Array, columns: { name: string; type: string }[], options: BindingOptions = {}) {
  const result = bindModel(describeModel(bytes, 'h'), columns, options);
  if ('problem' in result) throw new Error(result.problem.message);
  return result;
}

function problem(bytes: Uint8Array, columns: { name: string; type: string }[], options: BindingOptions = {}) {
  const result = bindModel(describeModel(bytes, 'h'), columns, options);
  if ('problem' in result) return result.problem;
  throw new Error('it was bound');
}

const separateInputs = modelBytes({
  input: [tensorPort('Age', 'INT64', ['N', 1]), tensorPort('city', 'STRING', ['N'])],
  output: [tensorPort('age', 'INT64', ['N', 1]), tensorPort('AGE', 'STRING', ['N', 3])],
  node: [node('Identity', ['Age'], ['age']), node('Identity', ['city'], ['AGE'])],
});

describe('inputs', () => {
  test('one column each: by equal name, without regard to case', () => {
    const { call } = bound(separateInputs, [
      { name: 'CITY', type: 'VARCHAR' },
      { name: 'age', type: 'DECIMAL(10,2)' },
    ]);
    expect(call.inputs).toEqual([
      { name: 'Age', elementType: 'int64', width: 1, inner: [1], columns: [{ column: 'age', sqlType: 'BIGINT', mayFail: true }], depth: 0, lift: 0, shape: [null, 1], missing: 'skip' },
      { name: 'city', elementType: 'string', width: 0, inner: [], columns: [{ column: 'CITY', sqlType: 'VARCHAR' }], depth: 0, lift: 0, shape: [null], missing: 'skip' },
    ]);
  });

  test.each(['["c","a"]', 'c, a'])('one tensor: by the feature names %s in the file', (feature_names) => {
    const { call } = bound(linearModel([1, 2], 0, { feature_names }), doubles('a', 'b', 'c'));
    expect(call.inputs[0]!.columns.map(({ column }) => column)).toEqual(['c', 'a']);
  });

  test('one tensor: else the numeric columns in order, when they are as many as it takes', () => {
    const columns = [{ name: 'id', type: 'UUID' }, ...doubles('b', 'a'), { name: 'l', type: 'DOUBLE[]' }];
    expect(bound(linearModel([1, 2], 0), columns).call.inputs[0]!.columns.map(({ column }) => column)).toEqual([
      'b',
      'a',
    ]);
  });

  test('one tensor: too many or too few numeric columns are told by number', () => {
    expect(problem(linearModel([1, 2], 0), doubles('a', 'b', 'c'))).toEqual({
      code: 'model-inputs',
      input: 'x',
      message: 'Input "x" of the model cannot be filled: it takes 2 numeric columns and 3 are free; map exactly 2.',
    });
    expect(problem(linearModel([1, 2], 0), doubles('a')).message).toContain('takes 2 numeric columns and 1 are free');
  });

  test('a list column of the same name gives whole rows', () => {
    const { call } = bound(linearModel([1, 2], 0), [{ name: 'x', type: 'DOUBLE[]' }, ...doubles('a', 'b')]);
    expect(call.inputs[0]).toMatchObject({ width: 2, columns: [{ column: 'x', sqlType: 'FLOAT[]' }] });
  });

  test('a mapping wins over names, and its faults are told', () => {
    const model = linearModel([1, 2], 0);
    const columns = [...doubles('a', 'b'), { name: 't', type: 'VARCHAR' }, { name: 'day', type: 'DATE' }, { name: 'flag', type: 'BOOLEAN' }];
    expect(
      bound(model, columns, { mapping: { x: ['b', 'flag'] } }).call.inputs[0]!.columns.map(({ column }) => column),
    ).toEqual(['b', 'flag']);
    expect(problem(model, columns, { mapping: { x: ['a', 'day'] } })).toMatchObject({
      code: 'model-inputs',
      message: expect.stringContaining('"day" is DATE'),
    });
    // A column of a text file with nothing in it is text.
    expect(bound(model, columns, { mapping: { x: ['a', 't'] } }).call.inputs[0]!.columns).toMatchObject([{ column: 'a', mayFail: true }, { column: 't', sqlType: 'FLOAT', written: true, mayFail: true }]);
    expect(problem(model, columns, { mapping: { x: ['a', 'gone'] } })).toMatchObject({
      code: 'model-inputs',
      message: expect.stringContaining('"gone"'),
    });
    expect(problem(model, columns, { mapping: { x: ['a'] } })).toMatchObject({
      code: 'model-inputs',
      message: expect.stringContaining('takes 2 columns and 1 are mapped'),
    });
    expect(problem(model, columns, { mapping: { y: ['a'] } })).toMatchObject({
      code: 'model-inputs',
      input: 'y',
    });
  });

  test('a width the file does not state needs a mapping', () => {
    const model = modelBytes({
      input: [tensorPort('x', 'FLOAT', ['N', 'F'])],
      output: [tensorPort('y', 'FLOAT', ['N', 'F'])],
      node: [node('Identity', ['x'], ['y'])],
    });
    expect(problem(model, doubles('a', 'b')).message).toContain('does not say how many columns');
    expect(bound(model, doubles('a', 'b'), { mapping: { x: ['a', 'b'] } }).call.inputs[0]).toMatchObject({
      width: 2,
      inner: [2],
    });
  });

  test('a single value makes each row a call of its own', () => {
    const model = modelBytes({
      input: [tensorPort('x', 'FLOAT', [])],
      output: [tensorPort('y', 'FLOAT', ['N'])],
      node: [node('Identity', ['x'], ['y'])],
    });
    expect(bound(model, doubles('x')).call).toMatchObject({ whole: true, inputs: [{ depth: 0, lift: 0 }], outputs: [{ sqlType: 'FLOAT[]', depth: 1 }] });
  });
});

describe('outputs', () => {
  test('a classifier gives a label and one probability per class, with the prefix', () => {
    const { call } = bound(classifierModel(['red', 'blue']), doubles('a', 'b'), { prefix: 'predicted_' });
    expect(call.outputs.map(({ output, column, sqlType, index }) => [output, column, sqlType, index])).toEqual([
      ['output_label', 'predicted_label', 'VARCHAR', null],
      ['probabilities', 'predicted_probability_red', 'FLOAT', 0],
      ['probabilities', 'predicted_probability_blue', 'FLOAT', 1],
    ]);
  });

  test('columns that differ only in case get a number; a row of several values is a list', () => {
    const { call } = bound(separateInputs, [{ name: 'city', type: 'VARCHAR' }, ...doubles('age')]);
    expect(call.outputs.map(({ column, sqlType, depth }) => [column, sqlType, depth])).toEqual([
      ['age', 'BIGINT', 0],
      ['AGE_2', 'VARCHAR[]', 1],
    ]);
  });

  test('outputs that are no columns are named with the reason; none left is a problem', () => {
    const model = (extra: boolean) =>
      modelBytes({
        input: [tensorPort('x', 'FLOAT', ['N'])],
        output: [zipMapPort('maps', 'STRING'), ...(extra ? [tensorPort('y', 'FLOAT', ['N'])] : [])],
        node: [node('Identity', ['x'], ['y']), node('SequenceConstruct', ['x'], ['maps'])],
      });
    expect(bound(model(true), doubles('x')).skipped).toEqual([
      { output: 'maps', reason: 'it is a map that no ZipMap operator made' },
    ]);
    expect(problem(model(false), doubles('x'))).toMatchObject({
      code: 'model-unsupported',
      message: expect.stringContaining('"maps"'),
    });
  });
});

import { describe, expect, test } from 'vitest';
import type { Fact } from '../../../engine/definition/index.ts';
import type { ModelDescription, ModelOutputPort } from '../../../engine/relation/model-description.ts';
import { buildNode, reported } from '../../../engine/testing/build-node.ts';
import { predictOnnx } from './node.ts';

const output: ModelOutputPort = { name: 'y', elementType: 'float32', shape: ['N', 1], ranked: true, kind: 'tensor', tensor: 'y', classes: null };
const description: ModelDescription = {
  hash: 'h', bytes: 1, opset: 17, irVersion: 8, producer: '', metadata: {}, operators: [], fixedBatch: null,
  inputs: [{ name: 'x', elementType: 'float32', shape: ['N', 2], ranked: true }],
  outputs: [output],
};
const fact = (change: Partial<ModelDescription> = {}): Fact => ({ kind: 'model', description: { ...description, ...change } });
const inputs = { in: [[{ name: 'a', type: 'INTEGER' }, { name: 'B', type: 'DOUBLE' }, { name: 't', type: 'VARCHAR' }]] };
const model = 'm.onnx';

describe('predict with ONNX', () => {
  test('exactly as many numeric columns as the model wants are taken in order', () => {
    const { built } = buildNode(predictOnnx, { inputs, fact: fact(), params: { model } });
    expect(built!.outputs['out']).toMatchObject({ op: 'model', call: { path: model, inputs: [{ columns: [{ column: 'a', sqlType: 'FLOAT' }, { column: 'B' }] }], outputs: [{ column: 'y', sqlType: 'FLOAT' }] } });
  });

  test('any other number is a problem that says both', () => {
    const more = { in: [[...inputs.in[0]!, { name: 'c', type: 'FLOAT' }]] };
    const { diagnostics } = buildNode(predictOnnx, { inputs: more, fact: fact(), params: { model } });
    expect(diagnostics.map((d) => `${d.code} ${d.at.param}`)).toEqual(['model-inputs mapping']);
    expect(diagnostics[0]!.message).toContain('2 numeric columns and 3 are free');
  });

  test('a mapping is checked', () => {
    const mapped = (...mapping: readonly { input: string; columns: readonly string[] }[]) => reported(predictOnnx, { inputs, fact: fact(), params: { model, mapping } });
    expect(mapped({ input: 'x', columns: ['B', 'a'] })).toEqual([]);
    expect(mapped({ input: 'x', columns: [] })).toContain('param-missing mapping.0.columns');
    expect(mapped({ input: 'x', columns: ['aa', 'B'] })).toContain('column-missing mapping.0.columns');
    expect(mapped({ input: 'z', columns: ['a'] })).toEqual(['model-inputs mapping']);
    expect(mapped({ input: 'x', columns: ['a', 'B'] }, { input: 'x', columns: ['a', 'B'] })).toContain('param-invalid mapping.1.input');
  });

  test('a result named like an input column needs a prefix, unless that column is not kept', () => {
    const outputs = [{ ...output, name: 'A' }];
    expect(reported(predictOnnx, { inputs, fact: fact({ outputs }), params: { model } })).toEqual(['column-duplicate prefix']);
    expect(reported(predictOnnx, { inputs, fact: fact({ outputs }), params: { model, prefix: 'p_' } })).toEqual([]);
    expect(reported(predictOnnx, { inputs, fact: fact({ outputs }), params: { model, keepInputs: false } })).toEqual([]);
  });

  test('an output that gives no column is said, and the others are used', () => {
    const sequence: ModelOutputPort = { ...output, name: 's', kind: 'sequence' };
    const { built, diagnostics } = buildNode(predictOnnx, { inputs, fact: fact({ outputs: [output, sequence] }), params: { model } });
    expect(diagnostics.map((d) => `${d.severity} ${d.code}`)).toEqual(['warning model-unsupported']);
    expect(built).not.toBeNull();
    expect(reported(predictOnnx, { inputs, fact: fact({ outputs: [sequence] }), params: { model } })).toEqual(['model-unsupported model']);
  });

  test('rejecting parts the rows by the columns the model reads', () => {
    const { built } = buildNode(predictOnnx, { inputs, fact: fact(), params: { model, nulls: 'reject' } });
    expect(built!.outputs['rejected']).toMatchObject({ op: 'filter', condition: { op: 'or', items: [{ item: { name: 'a' } }, { item: { name: 'B' } }] } });
    expect(buildNode(predictOnnx, { inputs, fact: fact(), params: { model } }).built!.outputs['rejected']).toMatchObject({ op: 'values', rows: [] });
  });

  test('values for missing ones are checked against what the model reads', () => {
    const filled = (...fill: readonly { column: string; value: string }[]) => reported(predictOnnx, { inputs, fact: fact(), params: { model, fill } });
    expect(filled({ column: 'A', value: '1e3' })).toEqual([]);
    expect(filled({ column: 'a', value: 'x' }, { column: 't', value: '1' }, { column: 'zz', value: '1' })).toEqual(['param-invalid fill.0.value', 'param-invalid fill.1.value', 'column-missing fill.2.column']);
    expect(filled({ column: 'a', value: '1' }, { column: 'A', value: '2' })).toEqual(['param-invalid fill.1.column']);
  });

  test('missing values go to an input that takes them, unless told otherwise', () => {
    const missing = (takesMissing: boolean, params: Record<string, unknown> = {}) => {
      const { built } = buildNode(predictOnnx, { inputs, fact: fact({ inputs: [{ ...description.inputs[0]!, takesMissing }] }), params: { model, ...params } });
      return (built!.outputs['out'] as unknown as { call: { inputs: { missing: string }[] } }).call.inputs[0]!.missing;
    };
    expect([missing(true), missing(false), missing(true, { nulls: 'null' }), missing(false, { nulls: 'pass' }), missing(true, { nulls: 'zero' })]).toEqual(['pass', 'skip', 'skip', 'pass', 'zero']);
    expect(predictOnnx.migrations![1]!({ model })).toEqual({ model, nulls: 'null' });
    expect(predictOnnx.migrations![1]!({ model, nulls: 'zero' })).toEqual({ model, nulls: 'zero' });
  });

  test('a text column for numbers is read, with a warning', () => {
    const { built, diagnostics } = buildNode(predictOnnx, { inputs, fact: fact(), params: { model, mapping: [{ input: 'x', columns: ['a', 't'] }], nulls: 'reject', onFailure: 'errors' } });
    expect(diagnostics.map((d) => `${d.severity} ${d.code} ${d.at.param}`)).toEqual(['warning model-inputs mapping']);
    expect(built!.shared!['scored']).toMatchObject({ keepInputs: true, call: { told: ['_model_error_code', '_model_error_column', '_model_error_message'] } });
  });
});

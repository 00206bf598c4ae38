import { describe, expect, test } from 'vitest';
import { bindModel } from './bind-model.ts';
import type { ModelDescription, ModelOutputPort, ModelPort } from './model-description.ts';

const port = (name: string, shape: ModelPort['shape'], elementType: ModelPort['elementType'] = 'float32'): ModelPort => ({ name, shape, elementType, ranked: true });
const tensor = (name: string, shape: ModelPort['shape'], more: Partial<ModelOutputPort> = {}): ModelOutputPort => ({ ...port(name, shape), kind: 'tensor', tensor: name, classes: null, ...more });
const model = (inputs: readonly ModelPort[], outputs: readonly ModelOutputPort[], metadata: Record<string, string> = {}): ModelDescription => ({ hash: '', bytes: 0, opset: 17, irVersion: 8, producer: '', metadata, inputs, outputs, operators: [], fixedBatch: null });
const score = tensor('score', ['N', 1]);
const bound = (description: ModelDescription, columns: Record<string, string>, options = {}) => bindModel(description, Object.entries(columns).map(([name, type]) => ({ name, type })), options);
const columnsOf = (result: ReturnType<typeof bindModel>) => ('call' in result ? result.call.inputs.map((i) => i.columns.map((c) => `${c.column} ${c.sqlType}`)) : result.problem.message);
const outputsOf = (result: ReturnType<typeof bindModel>) => ('call' in result ? result.call.outputs.map((o) => `${o.column} ${o.sqlType}`) : result.problem.message);

describe('inputs', () => {
  test('of one column are found by name, whatever the case, and cast to the element type', () => {
    const description = model([port('Age', ['N', 1], 'int64'), port('name', ['N'], 'string')], [score]);
    expect(columnsOf(bound(description, { NAME: 'VARCHAR', age: 'INTEGER', other: 'DOUBLE' }))).toEqual([['age BIGINT'], ['NAME VARCHAR']]);
  });

  test('of many columns are found by feature names, in their order', () => {
    const description = model([port('x', ['N', 2])], [score], { feature_names: '["b", "A"]' });
    expect(columnsOf(bound(description, { a: 'DOUBLE', B: 'INTEGER', c: 'DOUBLE' }))).toEqual([['B FLOAT', 'a FLOAT']]);
  });

  test('else take the numeric columns if they are exactly as many', () => {
    const description = model([port('x', ['N', 2])], [score]);
    expect(columnsOf(bound(description, { a: 'DECIMAL(8,2)', t: 'VARCHAR', b: 'INTEGER' }))).toEqual([['a FLOAT', 'b FLOAT']]);
    expect(columnsOf(bound(description, { a: 'DOUBLE' }))).toContain('2 numeric columns and 1 are free');
  });

  test('take a list column as the row', () => {
    expect(columnsOf(bound(model([port('x', ['N', 3])], [score]), { x: 'DOUBLE[]' }))).toEqual([['x FLOAT[]']]);
  });
});

describe('outputs', () => {
  const inputs = [port('x', ['N', 1])];
  test('scalars, rows and classes become columns', () => {
    const outputs = [
      tensor('output_label', ['N'], { elementType: 'string' }),
      tensor('probabilities', [null, 2], { kind: 'sequence-map', tensor: 'scores', classes: ['no', 'yes'] }),
      tensor('embedding', ['N', 8]),
      score,
    ];
    expect(outputsOf(bound(model(inputs, outputs), { x: 'DOUBLE' }, { prefix: 'p_' }))).toEqual(['p_label VARCHAR', 'p_probability_no FLOAT', 'p_probability_yes FLOAT', 'p_embedding FLOAT[]', 'p_score FLOAT']);
  });

  test('of one name get numbers', () => {
    const classes = tensor('p', [null, 2], { classes: ['a', 'A'] });
    expect(outputsOf(bound(model(inputs, [classes]), { x: 'DOUBLE' }))).toEqual(['probability_a FLOAT', 'probability_A_2 FLOAT']);
  });
});

import type { Schema } from '../../../engine/core/schema.ts';
import { findColumn, sameName } from '../../../engine/core/schema.ts';
import { defineNode, inputColumn, inputSchema, quoted } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { binary, call, column, isNull, isTrue, or } from '../../../engine/expression/expression.ts';
import { bindModel } from '../../../engine/relation/bind-model.ts';
import type { ModelCall } from '../../../engine/relation/model-call.ts';
import { modelArguments } from '../../../engine/relation/model-call.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { input } from '../../../engine/relation/relation.ts';
import { examples } from './examples.ts';

export const predictOnnx = defineNode({
  type: 'predict-onnx',
  version: 1,
  title: 'Predict with ONNX',
  category: 'learn',
  icon: 'Ox',
  summary: 'Scores every row with a trained ONNX model and adds what the model says as columns.',
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [
    { name: 'out', title: 'Scored', kind: 'rows' },
    { name: 'rejected', title: 'Rejected', kind: 'rejects' },
  ],
  params: {
    model: { kind: 'file', label: 'Model', help: 'Relative to the flow.', access: 'read', extensions: ['onnx'] },
    mapping: {
      kind: 'list',
      label: 'Columns of the inputs',
      help: 'Only for inputs that are not found by the names of the columns.',
      noun: 'input',
      default: [],
      item: {
        input: { kind: 'text', label: 'Input of the model' },
        columns: { kind: 'columns', label: 'Columns, in the order the model wants them', over: 'in', default: [] },
      },
    },
    dimensions: {
      kind: 'list',
      label: 'Sizes of free dimensions',
      help: 'Only where the columns do not say it.',
      noun: 'dimension',
      default: [],
      advanced: true,
      item: {
        name: { kind: 'text', label: 'Name in the model' },
        size: { kind: 'integer', label: 'Size', min: 1, max: 1_000_000_000 },
      },
    },
    nulls: {
      kind: 'choice',
      label: 'Rows with a missing value',
      default: 'null',
      options: [
        { value: 'null', label: 'Get no prediction (NULL)' },
        { value: 'reject', label: 'Go to the port for rejected rows' },
        { value: 'zero', label: 'Are scored with 0 in its place', help: 'An empty text for text, false for true or false.' },
      ],
    },
    prefix: { kind: 'text', label: 'Prefix of the new columns', default: '' },
    keepInputs: { kind: 'boolean', label: 'Keep the columns the model reads', default: true },
  },
  caption: ({ model }) => model ?? '',
  need: ({ model }) => ({ kind: 'model', path: model }),
  build(context) {
    const { params, fact } = context;
    const schema = inputSchema(context, 'in');
    if (!schema || fact?.kind !== 'model') return { outputs: {} };

    for (const [i, entry] of params.mapping.entries()) {
      if (entry.columns.length === 0) context.report('param-missing', `The input ${quoted(entry.input)} of the model has no columns. Choose them, or remove the line.`, { param: `mapping.${i}.columns` });
      if (params.mapping.findIndex((other) => other.input === entry.input) < i) context.report('param-invalid', `The input ${quoted(entry.input)} of the model is listed twice. Put its columns into one line.`, { param: `mapping.${i}.input` });
      for (const name of entry.columns) inputColumn(context, schema, name, `mapping.${i}.columns`);
    }
    for (const [i, entry] of params.dimensions.entries()) {
      if (params.dimensions.findIndex((other) => other.name === entry.name) < i) context.report('param-invalid', `The dimension ${quoted(entry.name)} of the model is listed twice. Keep one of the sizes.`, { param: `dimensions.${i}.name` });
    }
    const bound = bindModel(fact.description, schema, {
      path: params.model,
      prefix: params.prefix,
      nulls: params.nulls,
      dimensions: Object.fromEntries(params.dimensions.map((entry) => [entry.name, entry.size])),
      mapping: Object.fromEntries(params.mapping.map((entry) => [entry.input, [...entry.columns]])),
    });
    if ('problem' in bound) {
      context.report(bound.problem.code, bound.problem.message, { param: bound.problem.dimension !== undefined ? 'dimensions' : bound.problem.code === 'model-inputs' ? 'mapping' : 'model' });
      return { outputs: {} };
    }
    for (const { output, reason } of bound.skipped) {
      context.warn('model-unsupported', `Output ${quoted(output)} of the model gives no column: ${reason}. Export the model with a tensor there if you need it.`, { param: 'model' });
    }
    const { call: modelCall } = bound;
    const read = modelArguments(modelCall).map((argument) => argument.column);
    const kept = params.keepInputs ? schema : schema.filter((c) => !read.some((name) => sameName(name, c.name)));
    for (const { column: made } of modelCall.outputs) {
      if (findColumn(kept, made)) context.report('column-duplicate', `The model gives a column ${quoted(made)} and the input already has one. Give the new columns a prefix.`, { param: 'prefix' });
    }

    const score = (from: Relation): Relation => ({ op: 'model', from, call: modelCall, keepInputs: params.keepInputs });
    if (params.nulls !== 'reject') return { outputs: { out: score(input('in')), rejected: { op: 'values', schema, rows: [] } } };
    const incomplete = or(...missingValues(modelCall, schema));
    return {
      outputs: {
        out: score({ op: 'filter', from: input('in'), condition: { op: 'not', item: incomplete } }),
        rejected: { op: 'filter', from: input('in'), condition: incomplete },
      },
    };
  },
  examples,
});

/** One condition per column the model reads: it is NULL, or it is a list with a NULL in it. */
function missingValues(modelCall: ModelCall, schema: Schema): readonly Expression[] {
  const names = [...new Set(modelArguments(modelCall).map((argument) => argument.column))];
  return names.flatMap((name) => {
    const value = column(name);
    const list = findColumn(schema, name)?.type.endsWith(']') === true;
    return list ? [isNull(value), isTrue(binary(call('list_count', value), '<', call('len', value)))] : [isNull(value)];
  });
}

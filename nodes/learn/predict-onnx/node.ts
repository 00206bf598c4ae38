import { findColumn, sameName } from '../../../engine/core/schema.ts';
import { defineNode, errorsPort, inputColumn, inputSchema, quoted } from '../../../engine/definition/index.ts';
import type { BindingProblem } from '../../../engine/relation/binding-problem.ts';
import { bindModel } from '../../../engine/relation/bind-model.ts';
import { modelArguments } from '../../../engine/relation/model-call.ts';
import { fillProblem } from '../../../engine/relation/model-fill.ts';
import { examples } from './examples.ts';
import { images } from './images.ts';
import { modelPorts, toldNames } from './model-ports.ts';

/** The setting a problem belongs to; `image` is the line for images of the input concerned, -1 for none. */
function paramOf(problem: BindingProblem, image: number): string {
  if (image >= 0) return `images.${image}.${problem.setting ?? 'input'}`;
  if (problem.dimension !== undefined) return 'dimensions';
  return problem.code === 'model-inputs' ? 'mapping' : 'model';
}

export const predictOnnx = defineNode({
  type: 'predict-onnx',
  version: 2,
  title: 'Predict with ONNX',
  category: 'learn',
  icon: 'Ox',
  summary: 'Scores every row with a trained ONNX model and adds what the model says as columns.',
  keywords: ['score', 'predictor', 'model', 'machine learning', 'inference', 'forecast', 'classify', 'scoring', 'apply model'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [
    { name: 'out', title: 'Scored', kind: 'rows' },
    { name: 'rejected', title: 'Rejected', kind: 'rejects' },
    errorsPort,
  ],
  params: {
    model: { kind: 'file', label: 'Model', help: 'A file, relative to the flow, or a registered version of the project: name@stage or name@version, such as churn@production.', access: 'read', extensions: ['onnx'] },
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
    images,
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
      default: 'auto',
      options: [
        { value: 'auto', label: 'Are scored where the model takes missing values, else get no prediction', help: 'A model takes them where its graph shows it: it fills them in itself, or its trees have branches for them.' },
        { value: 'null', label: 'Get no prediction (NULL)' },
        { value: 'reject', label: 'Go to the port for rejected rows' },
        { value: 'pass', label: 'Are scored with NaN or an empty text in its place', help: 'Whatever the graph shows. Integers and true or false have no such value: those rows get no prediction.' },
        { value: 'zero', label: 'Are scored with 0 in its place', help: 'An empty text for text, false for true or false.' },
      ],
    },
    fill: {
      kind: 'list',
      label: 'Values for missing ones',
      help: 'Columns listed here have no missing values any more; the other setting is for the rest.',
      noun: 'column',
      default: [],
      advanced: true,
      item: {
        column: { kind: 'column', label: 'Column', over: 'in' },
        value: { kind: 'text', label: 'Value in the place of a missing one' },
      },
    },
    onFailure: {
      kind: 'choice',
      label: 'The model refuses a row',
      help: 'A value that does not fit its type, a list of the wrong length, or one on which the model fails. The other rows are scored.',
      default: 'fail',
      options: [
        { value: 'fail', label: 'Stop the run' },
        { value: 'errors', label: 'Send the row to Errors', help: 'The original row with what was wrong.' },
        { value: 'null', label: 'It gets no prediction (NULL)' },
      ],
    },
    prefix: { kind: 'text', label: 'Prefix of the new columns', default: '' },
    keepInputs: { kind: 'boolean', label: 'Keep the columns the model reads', default: true },
    provider: {
      kind: 'choice',
      label: 'Run on',
      help: 'What is not here is refused when the flow is checked. Operators that it lacks run on the processor; the last digits of results may differ.',
      default: 'cpu',
      advanced: true,
      options: [
        { value: 'cpu', label: 'Processor' },
        { value: 'webgpu', label: 'Graphics processor (WebGPU)' },
        { value: 'cuda', label: 'NVIDIA CUDA' },
        { value: 'tensorrt', label: 'NVIDIA TensorRT' },
        { value: 'dml', label: 'DirectML (Windows)' },
        { value: 'coreml', label: 'Core ML (macOS)' },
      ],
    },
    threads: { kind: 'integer', label: 'Threads of one call', help: 'Rows are scored in chunks, one after the other. More threads help models that take long for a chunk, such as a hundred trees; the last digits of results may then differ.', default: 1, min: 1, max: 64, advanced: true },
    branches: { kind: 'integer', label: 'Branches at once', help: 'For graphs with several branches: how many are computed at the same time.', default: 1, min: 1, max: 64, advanced: true },
    optimisation: {
      kind: 'choice',
      label: 'Graph optimisation',
      default: 'all',
      advanced: true,
      options: [
        { value: 'all', label: 'All' },
        { value: 'extended', label: 'Extended', help: 'Without changes of memory layout.' },
        { value: 'basic', label: 'Basic', help: 'Only what changes no rounding.' },
        { value: 'disabled', label: 'None' },
      ],
    },
    arena: { kind: 'boolean', label: 'Keep memory from call to call', help: 'Off, a call gives its memory back: slower, and less memory for models whose calls differ in size.', default: true, advanced: true },
  },
  caption: ({ model }) => model ?? '',
  need: ({ model, provider }) => ({ kind: 'model', path: model, ...(provider === 'cpu' ? {} : { provider }) }),
  build(context) {
    const { params, fact } = context;
    const schema = inputSchema(context, 'in');
    if (!schema || fact?.kind !== 'model') return { outputs: {} };

    for (const [i, entry] of params.mapping.entries()) {
      if (entry.columns.length === 0) context.report('param-missing', `The input ${quoted(entry.input)} of the model has no columns. Choose them, or remove the line.`, { param: `mapping.${i}.columns` });
      if (params.mapping.findIndex((other) => other.input === entry.input) < i) context.report('param-invalid', `The input ${quoted(entry.input)} of the model is listed twice. Put its columns into one line.`, { param: `mapping.${i}.input` });
      for (const name of entry.columns) inputColumn(context, schema, name, `mapping.${i}.columns`);
    }
    for (const [i, entry] of params.images.entries()) {
      inputColumn(context, schema, entry.column, `images.${i}.column`);
      if (params.images.findIndex((other) => other.input === entry.input) < i || params.mapping.some((other) => other.input === entry.input)) context.report('param-invalid', `The input ${quoted(entry.input)} of the model is filled twice. Keep one line for it.`, { param: `images.${i}.input` });
    }
    for (const [i, entry] of params.dimensions.entries()) {
      if (params.dimensions.findIndex((other) => other.name === entry.name) < i) context.report('param-invalid', `The dimension ${quoted(entry.name)} of the model is listed twice. Keep one of the sizes.`, { param: `dimensions.${i}.name` });
    }
    const bound = bindModel(fact.description, schema, {
      path: params.model,
      prefix: params.prefix,
      nulls: params.nulls,
      fill: Object.fromEntries(params.fill.flatMap((entry) => schema.filter((c) => sameName(c.name, entry.column)).map((c) => [c.name, entry.value]))),
      onFailure: params.onFailure === 'fail' ? 'fail' : 'null',
      told: params.onFailure === 'errors' ? toldNames(schema) : null,
      session: { provider: params.provider, threads: params.threads, branches: params.branches, optimisation: params.optimisation, arena: params.arena },
      dimensions: Object.fromEntries(params.dimensions.map((entry) => [entry.name, entry.size])),
      mapping: Object.fromEntries(params.mapping.map((entry) => [entry.input, [...entry.columns]])),
      images: params.images,
    });
    if ('problem' in bound) {
      context.report(bound.problem.code, bound.problem.message, { param: paramOf(bound.problem, params.images.findIndex((entry) => entry.input === bound.problem.input)) });
      return { outputs: {} };
    }
    for (const { output, reason } of bound.skipped) {
      context.warn('model-unsupported', `Output ${quoted(output)} of the model gives no column: ${reason}. Export the model with a tensor there if you need it.`, { param: 'model' });
    }
    const { call: modelCall } = bound;
    const read = modelArguments(modelCall);
    const texts = read.filter(({ written, sqlType }) => written === true && !sqlType.endsWith(']')).map((argument) => quoted(argument.column));
    if (texts.length > 0) context.warn('model-inputs', `The model takes numbers for ${texts.join(', ')}, which ${texts.length === 1 ? 'is' : 'are'} text and read as numbers. Convert before the model what should be something else.`, { param: 'mapping' });
    for (const [i, { column: name, value }] of params.fill.entries()) {
      if (!inputColumn(context, schema, name, `fill.${i}.column`)) continue;
      if (params.fill.findIndex((other) => sameName(other.column, name)) < i) context.report('param-invalid', `${quoted(name)} is listed twice. Keep one of the values.`, { param: `fill.${i}.column` });
      const problem = fillProblem(modelCall, name, value);
      if (problem !== null) context.report('param-invalid', `No value can be given for ${quoted(name)}: ${problem}.`, { param: `fill.${i}.value` });
    }
    const kept = params.keepInputs ? schema : schema.filter((c) => !read.some((argument) => sameName(argument.column, c.name)));
    for (const { column: made } of modelCall.outputs) {
      if (findColumn(params.onFailure === 'errors' ? schema : kept, made)) context.report('column-duplicate', `The model gives a column ${quoted(made)} and the input already has one. Give the new columns a prefix.`, { param: 'prefix' });
    }
    return modelPorts(schema, modelCall, { rejects: params.nulls === 'reject', keepInputs: params.keepInputs });
  },
  // Rows with a missing value got no prediction before version 2, whatever the model.
  migrations: { 1: (params) => ({ nulls: 'null', ...params }) },
  examples,
});

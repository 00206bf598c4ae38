import { isModelName, isStageName } from '../../../engine/core/registered-model.ts';
import { defineNode, inputSchema, modelLesson, quoted, type BuildContext, type ModelLesson, type ParamsOf } from '../../../engine/definition/index.ts';
import { column } from '../../../engine/expression/expression.ts';
import { input, type Relation } from '../../../engine/relation/relation.ts';
import { examples } from './examples.ts';
import { trainingParams } from './params.ts';

export const trainModel = defineNode({
  type: 'train-model',
  version: 1,
  title: 'Train model',
  category: 'learn',
  icon: 'Tr',
  summary: 'Learns a model from the rows and writes it as an ONNX file, preparation of the columns included, with how well it does on rows it has not seen.',
  keywords: ['learner', 'machine learning', 'regression', 'classification', 'fit', 'random forest', 'xgboost', 'lightgbm', 'gradient boosting', 'decision tree', 'linear regression', 'logistic regression', 'cluster', 'clustering', 'k-means', 'isolation forest', 'forecast'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [],
  params: trainingParams,
  caption: ({ target, task, algorithm }) => [task === 'clustering' || task === 'anomaly' ? task : (target ?? ''), algorithm === 'auto' ? '' : algorithm].filter((part) => part).join(', '),
  build(context) {
    const { params } = context;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    const lesson = modelLesson(context, schema, params);
    if (lesson === null) return { outputs: {} };
    const register = registration(context);
    return { outputs: {}, sink: { from: rowsToLearn(lesson), path: params.path, format: { kind: 'model', training: lesson.training, ...(register ? { register } : {}) } } };
  },
  examples,
});

type Settings = ParamsOf<typeof trainingParams>;

function registration(context: BuildContext<Settings>): { readonly name: string; readonly stage: string | null } | null {
  const { register: name, stage } = context.params;
  if (name === '') {
    if (stage !== '') context.report('param-missing', 'A stage belongs to a registered model. Name the model to register, or leave the stage empty.', { param: 'register' });
    return null;
  }
  if (!isModelName(name)) context.report('param-invalid', `A model cannot be called ${quoted(name)}. Use letters, digits, "_", "-" and "." only, a letter or digit first.`, { param: 'register' });
  if (stage !== '' && !isStageName(stage)) context.report('param-invalid', `A stage cannot be called ${quoted(stage)}. Use letters, digits, "_" and "-" only, a letter first.`, { param: 'stage' });
  return { name, stage: stage === '' ? null : stage };
}

/** Features, then the target, in an order that depends on the rows alone, so that training is the same whatever order they arrive in. */
function rowsToLearn({ read }: ModelLesson): Relation {
  const columns = read.map(({ name, value }) => ({ name, value }));
  const keys = columns.map(({ name }) => ({ by: column(name), descending: false, nulls: 'last' as const }));
  return { op: 'sort', from: { op: 'project', from: input('in'), columns }, keys };
}

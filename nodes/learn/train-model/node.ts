import { isModelName, isStageName } from '../../../engine/core/registered-model.ts';
import { findColumn, isNumericType, type Column, type Schema } from '../../../engine/core/schema.ts';
import { algorithmsOf, defaultPreparation, defaultSettings, defineNode, inputColumn, inputSchema, quoted, type Algorithm, type BuildContext, type ModelTraining, type ColumnPreparation, type ParamsOf, type Task, type TrainingSpec } from '../../../engine/definition/index.ts';
import { cast, column, type Expression } from '../../../engine/expression/expression.ts';
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
    const task: Task = params.task;
    const algorithm: Algorithm = params.algorithm === 'auto' ? algorithmsOf[task][0]! : params.algorithm;
    if (!algorithmsOf[task].includes(algorithm)) {
      context.report('param-invalid', `The algorithm "${algorithm}" does not do ${task}. Choose ${algorithmsOf[task].map((a) => `"${a}"`).join(' or ')}, or let it be chosen.`, { param: 'algorithm' });
      return { outputs: {} };
    }
    const learnsTarget = task === 'classification' || task === 'regression';
    let target: Column | null = null;
    if (learnsTarget) {
      if (params.target === null) context.report('param-missing', 'No column says what is to be predicted. Choose the target.', { param: 'target' });
      else target = inputColumn(context, schema, params.target, 'target') ?? null;
      if (!target) return { outputs: {} };
      if (task === 'regression' && !isNumber(target)) {
        context.report('type-mismatch', `Column ${quoted(target.name)} is ${target.type}, and regression predicts numbers. Choose the task "classification", or convert the column before.`, { param: 'target' });
        return { outputs: {} };
      }
    }
    const features = chosenFeatures(context, schema, params.features, target);
    if (features === null) return { outputs: {} };
    const columns = ownPreparation(context, features);
    const training: ModelTraining = {
      target: target === null ? null : task === 'regression' ? { name: target.name, kind: 'number' } : { name: target.name, kind: 'class', integers: /^U?(TINY|SMALL|BIG)?INT(EGER)?$/i.test(target.type) },
      features: features.map((c) => ({ name: c.name, kind: isNumber(c) ? ('number' as const) : ('category' as const) })),
      spec: specOf(task, algorithm, params, columns),
    };
    const register = registration(context);
    return { outputs: {}, sink: { from: rowsToLearn(features, target, task), path: params.path, format: { kind: 'model', training, ...(register ? { register } : {}) } } };
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

const isNumber = (c: Column): boolean => isNumericType(c.type.toUpperCase()) || c.type.toUpperCase() === 'BOOLEAN';
const isText = (c: Column): boolean => /^(VARCHAR|ENUM\(|UUID$)/i.test(c.type);

/** The columns to learn from, those named or all that are numbers or text; null after a problem. */
function chosenFeatures(context: BuildContext<Settings>, schema: Schema, named: readonly string[], target: Column | null): readonly Column[] | null {
  if (named.length === 0) {
    const usable = schema.filter((c) => c.name !== target?.name && (isNumber(c) || isText(c)));
    if (usable.length > 0) return usable;
    context.report('column-missing', 'No column can be learned from: columns of numbers, true or false and text can. Derive some from the others before.', { param: 'features' });
    return null;
  }
  const found = named.map((name) => inputColumn(context, schema, name, 'features'));
  if (found.some((c) => !c)) return null;
  const features = found.filter((c) => c !== undefined && c !== null);
  for (const c of features) {
    if (c.name === target?.name) context.report('param-invalid', `Column ${quoted(c.name)} is the target and cannot be learned from. Take it out of the features.`, { param: 'features' });
    else if (!isNumber(c) && !isText(c)) context.report('type-mismatch', `Column ${quoted(c.name)} is ${c.type}, which no model learns from. Derive a number or a text from it before, such as the weekday of a date.`, { param: 'features' });
    else continue;
    return null;
  }
  return features;
}

/** The columns that are prepared in their own way; what does not fit them is reported. */
function ownPreparation(context: BuildContext<Settings>, features: readonly Column[]): readonly ColumnPreparation[] {
  const chosen: ColumnPreparation[] = [];
  for (const [i, { column: name, impute, scale, maxCategories }] of context.params.preparation.entries()) {
    const at = (param: string) => ({ param: `preparation.${i}.${param}` });
    const feature = findColumn(features, name);
    if (!feature) context.report('column-missing', `Column ${quoted(name)} is prepared in its own way and is not among those learned from. Add it to the features, or remove the line.`, at('column'));
    else if (chosen.some((c) => c.name === feature.name)) context.report('param-invalid', `Column ${quoted(feature.name)} is listed twice. Keep one of the lines.`, at('column'));
    else if (isNumber(feature) && maxCategories !== null) context.report('type-mismatch', `Column ${quoted(feature.name)} holds numbers, which are not counted as texts. Leave the most values empty.`, at('maxCategories'));
    else if (!isNumber(feature) && (impute !== 'like-all' || scale !== 'like-all')) context.report('type-mismatch', `Column ${quoted(feature.name)} holds texts: a missing one is none of its values, and there is nothing to scale. Leave both as in all columns.`, at(impute === 'like-all' ? 'scale' : 'impute'));
    else chosen.push({ name: feature.name, ...(impute === 'like-all' ? {} : { impute }), ...(scale === 'like-all' ? {} : { scale }), ...(maxCategories === null ? {} : { maxCategories }) });
  }
  return chosen;
}

/** Features, then the target, in an order that depends on the rows alone, so that training is the same whatever order they arrive in. */
function rowsToLearn(features: readonly Column[], target: Column | null, task: Task): Relation {
  const read = (c: Column, type: string): { name: string; value: Expression } => ({ name: c.name, value: cast(column(c.name), type) });
  const columns = features.map((c) => read(c, isNumber(c) ? 'FLOAT' : 'VARCHAR'));
  if (target !== null) columns.push(read(target, task === 'regression' ? 'DOUBLE' : 'VARCHAR'));
  const keys = columns.map(({ name }) => ({ by: column(name), descending: false, nulls: 'last' as const }));
  return { op: 'sort', from: { op: 'project', from: input('in'), columns }, keys };
}

function specOf(task: Task, algorithm: Algorithm, params: Settings, columns: readonly ColumnPreparation[]): TrainingSpec {
  const [preparation, settings] = [defaultPreparation(algorithm), defaultSettings(algorithm)];
  return {
    task,
    algorithm,
    preparation: {
      impute: params.impute === 'auto' ? preparation.impute : params.impute,
      scale: params.scale === 'auto' ? preparation.scale : params.scale,
      maxCategories: params.maxCategories,
      ...(columns.length > 0 ? { columns } : {}),
    },
    settings: {
      trees: params.trees ?? settings.trees,
      learningRate: params.learningRate ?? settings.learningRate,
      maxDepth: params.maxDepth ?? settings.maxDepth,
      maxLeaves: params.maxLeaves ?? settings.maxLeaves,
      minLeafRows: params.minLeafRows ?? settings.minLeafRows,
      regularisation: params.regularisation ?? settings.regularisation,
      clusters: params.clusters,
      contamination: params.contamination,
    },
    validation: params.validation,
    seed: params.seed,
  };
}

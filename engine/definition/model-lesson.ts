import { findColumn, isNumericType, type Column, type Schema } from '../core/schema.ts';
import { algorithmsOf, defaultPreparation, defaultSettings, type Algorithm, type ColumnPreparation, type ModelTraining, type Task, type TrainingSpec } from '../core/training-spec.ts';
import { cast, column, type Expression } from '../expression/expression.ts';
import { quoted, inputColumn } from './input-columns.ts';
import type { learningParams } from './learning-params.ts';
import type { BuildContext } from './node-definition.ts';
import type { ParamsOf } from './param.ts';

type Settings = ParamsOf<typeof learningParams> & { readonly algorithm: 'auto' | Algorithm };

/** What is beside the settings that all learners share. */
export interface LessonChoice {
  readonly task: Task;
  readonly clusters: number;
  readonly contamination: number;
  readonly validation: number;
  readonly seed: number;
}

/** What is to be learned, from which columns and how. */
export interface ModelLesson {
  readonly training: ModelTraining;
  /** Null for tasks that learn without one. */
  readonly target: Column | null;
  /** The features, then the target, as a learner reads them: numbers as FLOAT, the number to learn as DOUBLE, all else as VARCHAR. Named like the columns. */
  readonly read: readonly { readonly name: string; readonly type: string; readonly value: Expression }[];
}

/** Finds what the settings name among the columns that arrive at port `in`; null after a problem, which is reported at its setting. */
export function modelLesson(context: BuildContext<Settings>, schema: Schema, choice: LessonChoice): ModelLesson | null {
  const { params } = context;
  const { task } = choice;
  const algorithm: Algorithm = params.algorithm === 'auto' ? algorithmsOf[task][0]! : params.algorithm;
  if (!algorithmsOf[task].includes(algorithm)) {
    context.report('param-invalid', `The algorithm "${algorithm}" does not do ${task}. Choose ${algorithmsOf[task].map((a) => `"${a}"`).join(' or ')}, or let it be chosen.`, { param: 'algorithm' });
    return null;
  }
  let target: Column | null = null;
  if (task === 'classification' || task === 'regression') {
    if (params.target === null) context.report('param-missing', 'No column says what is to be predicted. Choose the target.', { param: 'target' });
    else target = inputColumn(context, schema, params.target, 'target') ?? null;
    if (!target) return null;
    if (task === 'regression' && !isNumberFeature(target)) {
      context.report('type-mismatch', `Column ${quoted(target.name)} is ${target.type}, and regression predicts numbers. Choose the task "classification", or convert the column before.`, { param: 'target' });
      return null;
    }
  }
  const features = chosenFeatures(context, schema, params.features, target);
  if (features === null) return null;
  const columns = ownPreparation(context, features);
  const read = features.map((c) => readAs(c, isNumberFeature(c) ? 'FLOAT' : 'VARCHAR'));
  if (target !== null) read.push(readAs(target, task === 'regression' ? 'DOUBLE' : 'VARCHAR'));
  return {
    target,
    read,
    training: {
      target: target === null ? null : task === 'regression' ? { name: target.name, kind: 'number' } : { name: target.name, kind: 'class', integers: /^U?(TINY|SMALL|BIG)?INT(EGER)?$/i.test(target.type) },
      features: features.map((c) => ({ name: c.name, kind: isNumberFeature(c) ? ('number' as const) : ('category' as const) })),
      spec: specOf(choice, algorithm, params, columns),
    },
  };
}

const readAs = (c: Column, type: string): ModelLesson['read'][number] => ({ name: c.name, type, value: cast(column(c.name), type) });

/** Whether models take the values of a column as numbers. */
export const isNumberFeature = (c: Column): boolean => isNumericType(c.type.toUpperCase()) || c.type.toUpperCase() === 'BOOLEAN';
/** Whether models take the values of a column as categories. */
export const isTextFeature = (c: Column): boolean => /^(VARCHAR|ENUM\(|UUID$)/i.test(c.type);

/** The columns to learn from, those named or all that are numbers or text; null after a problem. */
function chosenFeatures(context: BuildContext<Settings>, schema: Schema, named: readonly string[], target: Column | null): readonly Column[] | null {
  if (named.length === 0) {
    const usable = schema.filter((c) => c.name !== target?.name && (isNumberFeature(c) || isTextFeature(c)));
    if (usable.length > 0) return usable;
    context.report('column-missing', 'No column can be learned from: columns of numbers, true or false and text can. Derive some from the others before.', { param: 'features' });
    return null;
  }
  const found = named.map((name) => inputColumn(context, schema, name, 'features'));
  if (found.some((c) => !c)) return null;
  const features = found.filter((c) => c !== undefined && c !== null);
  for (const c of features) {
    if (c.name === target?.name) context.report('param-invalid', `Column ${quoted(c.name)} is the target and cannot be learned from. Take it out of the features.`, { param: 'features' });
    else if (!isNumberFeature(c) && !isTextFeature(c)) context.report('type-mismatch', `Column ${quoted(c.name)} is ${c.type}, which no model learns from. Derive a number or a text from it before, such as the weekday of a date.`, { param: 'features' });
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
    else if (isNumberFeature(feature) && maxCategories !== null) context.report('type-mismatch', `Column ${quoted(feature.name)} holds numbers, which are not counted as texts. Leave the most values empty.`, at('maxCategories'));
    else if (!isNumberFeature(feature) && (impute !== 'like-all' || scale !== 'like-all')) context.report('type-mismatch', `Column ${quoted(feature.name)} holds texts: a missing one is none of its values, and there is nothing to scale. Leave both as in all columns.`, at(impute === 'like-all' ? 'scale' : 'impute'));
    else chosen.push({ name: feature.name, ...(impute === 'like-all' ? {} : { impute }), ...(scale === 'like-all' ? {} : { scale }), ...(maxCategories === null ? {} : { maxCategories }) });
  }
  return chosen;
}

function specOf({ task, clusters, contamination, validation, seed }: LessonChoice, algorithm: Algorithm, params: Settings, columns: readonly ColumnPreparation[]): TrainingSpec {
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
      clusters,
      contamination,
    },
    validation,
    seed,
  };
}

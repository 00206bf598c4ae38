import { fitModel } from './fit-model.ts';
import { lessonOf, type Lesson } from './fit-trees.ts';
import type { FittedModel } from './fitted-model.ts';
import { permutationImportance } from './importance.ts';
import { classMetrics, confusion, numberMetrics, type Metrics } from './metrics.ts';
import { predictRows } from './predict-rows.ts';
import { columnOwners, fitPreparation, prepareFeatures, type Preparation } from './prepare-features.ts';
import { paced, type Pulse } from './pulse.ts';
import { splitRows } from './split-rows.ts';
import type { TrainingSpec } from '../core/training-spec.ts';
import type { Target, TrainingTable } from './training-table.ts';
import { nearestCentres } from './fit-k-means.ts';
import { warnOfData } from './warn-of-data.ts';

export interface TrainedModel {
  readonly model: FittedModel;
  readonly preparation: Preparation;
  readonly target: Target | null;
  readonly rows: { readonly training: number; readonly validation: number };
  readonly metrics: { readonly training: Metrics; /** Of rows that were kept out of training; null without any. */ readonly validation: Metrics | null };
  /** Rows by true and by predicted class, of the validation rows or else of all. */
  readonly confusion: readonly (readonly number[])[] | null;
  /** Per feature, on the same rows; null for tasks without a target. */
  readonly importance: readonly { readonly feature: string; readonly drop: number }[] | null;
  readonly warnings: readonly string[];
}

/** Prepares the columns, learns from a part of the rows and judges by the rest. The same table and spec give the same model. */
export async function trainModel(table: TrainingTable, spec: TrainingSpec, pulse: Pulse): Promise<TrainedModel> {
  const split = splitRows(table.rows, table.target, spec.validation, spec.seed);
  const preparation = fitPreparation(table.features, split.training, spec.preparation);
  const columns = prepareFeatures(preparation, table.features, split.training);
  const lesson = lessonOf(table.target, split.training);
  const model = await paced(fitModel(columns, lesson, spec), pulse);
  const training = judge(model, columns, lesson);
  const base = { model, preparation, target: table.target, rows: { training: split.training.length, validation: split.validation.length } };
  const held = split.validation.length > 0 ? prepareFeatures(preparation, table.features, split.validation) : null;
  const heldLesson = lessonOf(table.target, split.validation);
  const metrics = { training, validation: held === null ? null : judge(model, held, heldLesson) };
  if (lesson === null) return { ...base, metrics, confusion: null, importance: null, warnings: warnOfData(table, split.training, null, null) };
  const [seen, truth] = held === null ? [columns, lesson] : [held, heldLesson!];
  const drops = permutationImportance(model, seen, columnOwners(preparation), table.features.length, truth, spec.seed);
  const score = (metrics.validation ?? training)[lesson.kind === 'class' ? 'accuracy' : 'R²'] ?? null;
  return {
    ...base,
    metrics,
    confusion: truth.kind === 'class' ? confusion(predictRows(model, seen), truth.codes) : null,
    importance: table.features.map((feature, f) => ({ feature: feature.name, drop: drops[f]! })),
    warnings: warnOfData(table, split.training, drops, score),
  };
}

function judge(model: FittedModel, columns: readonly Float32Array[], lesson: Lesson | null): Metrics {
  const predictions = predictRows(model, columns);
  if (lesson?.kind === 'class') return classMetrics(predictions, lesson.codes);
  if (lesson?.kind === 'number') return numberMetrics(predictions.values, lesson.values);
  if (model.kind === 'centres') {
    const { distances } = nearestCentres(columns, model.centres);
    return { 'mean squared distance': distances.reduce((sum, d) => sum + d, 0) / Math.max(1, distances.length) };
  }
  const threshold = model.kind === 'isolation' ? model.threshold : 0.5;
  return { 'share of anomalies': predictions.values.reduce((sum, score) => sum + (score >= threshold ? 1 : 0), 0) / Math.max(1, predictions.values.length) };
}

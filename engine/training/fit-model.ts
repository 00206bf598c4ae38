import { fitBoosting } from './fit-boosting.ts';
import { fitIsolationForest } from './fit-isolation-forest.ts';
import { fitKMeans } from './fit-k-means.ts';
import { fitLinear } from './fit-linear.ts';
import { fitLogistic } from './fit-logistic.ts';
import { fitForest, fitTree, type Lesson } from './fit-trees.ts';
import type { FittedModel } from './fitted-model.ts';
import type { Steps } from './pulse.ts';
import type { TrainingSpec } from '../core/training-spec.ts';

/** Learns with the algorithm of `spec` from prepared columns; `lesson` is null for algorithms that learn without a target. */
export function* fitModel(columns: readonly Float32Array[], lesson: Lesson | null, spec: TrainingSpec): Steps<FittedModel> {
  const { settings, seed } = spec;
  switch (spec.algorithm) {
    case 'k-means':
      return yield* fitKMeans(columns, settings.clusters, seed);
    case 'isolation-forest':
      return yield* fitIsolationForest(columns, settings, seed);
    case 'linear':
      return fitLinear(columns, numbers(lesson), settings.regularisation);
    case 'logistic': {
      const { codes, classes } = classesOf(lesson);
      return yield* fitLogistic(columns, codes, classes, settings.regularisation);
    }
    case 'tree':
      return yield* fitTree(columns, required(lesson), settings, seed);
    case 'forest':
      return yield* fitForest(columns, required(lesson), settings, seed);
    case 'boosting':
      return yield* fitBoosting(columns, required(lesson), settings, seed);
  }
}

function required(lesson: Lesson | null): Lesson {
  if (lesson === null) throw new Error('This algorithm learns from a target.');
  return lesson;
}

function numbers(lesson: Lesson | null): Float64Array {
  const known = required(lesson);
  if (known.kind !== 'number') throw new Error('This algorithm learns numbers.');
  return known.values;
}

function classesOf(lesson: Lesson | null): Extract<Lesson, { kind: 'class' }> {
  const known = required(lesson);
  if (known.kind !== 'class') throw new Error('This algorithm learns classes.');
  return known;
}

import { fitBoosting } from './fit-boosting.ts';
import { fitIsolationForest } from './fit-isolation-forest.ts';
import { fitKMeans } from './fit-k-means.ts';
import { fitLinear } from './fit-linear.ts';
import { fitLogistic } from './fit-logistic.ts';
import { fitForest, fitTree, type Lesson } from './fit-trees.ts';
import type { FittedModel } from './fitted-model.ts';
import type { Pulse } from './pulse.ts';
import type { TrainingSpec } from '../definition/training-spec.ts';

/** Learns with the algorithm of `spec` from prepared columns; `lesson` is null for algorithms that learn without a target. */
export async function fitModel(columns: readonly Float32Array[], lesson: Lesson | null, spec: TrainingSpec, pulse: Pulse): Promise<FittedModel> {
  const { settings, seed } = spec;
  switch (spec.algorithm) {
    case 'k-means':
      return fitKMeans(columns, settings.clusters, seed, pulse);
    case 'isolation-forest':
      return fitIsolationForest(columns, settings, seed, pulse);
    case 'linear':
      return fitLinear(columns, numbers(lesson), settings.regularisation);
    case 'logistic': {
      const { codes, classes } = classesOf(lesson);
      return fitLogistic(columns, codes, classes, settings.regularisation, pulse);
    }
    case 'tree':
      return fitTree(columns, required(lesson), settings, seed, pulse);
    case 'forest':
      return fitForest(columns, required(lesson), settings, seed, pulse);
    case 'boosting':
      return fitBoosting(columns, required(lesson), settings, seed, pulse);
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

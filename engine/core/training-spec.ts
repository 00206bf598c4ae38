export const tasks = ['classification', 'regression', 'clustering', 'anomaly'] as const;
export type Task = (typeof tasks)[number];

export const algorithms = ['linear', 'logistic', 'tree', 'forest', 'boosting', 'k-means', 'isolation-forest'] as const;
export type Algorithm = (typeof algorithms)[number];

/** Algorithms of each task; the first is the one taken when none is named. */
export const algorithmsOf: Readonly<Record<Task, readonly Algorithm[]>> = {
  classification: ['boosting', 'logistic', 'tree', 'forest'],
  regression: ['boosting', 'linear', 'tree', 'forest'],
  clustering: ['k-means'],
  anomaly: ['isolation-forest'],
};

/** How columns become numbers; every part of it goes into the model. */
export interface PreparationChoice {
  /** What a missing number is replaced by. */
  readonly impute: 'mean' | 'median' | 'zero';
  readonly scale: 'standard' | 'min-max' | 'none';
  /** A column of text gets one column per value, the most frequent first, at most this many; rarer values are none of them. */
  readonly maxCategories: number;
  /** Columns that are prepared in a way of their own. */
  readonly columns?: readonly ColumnPreparation[];
}

export interface ColumnPreparation {
  readonly name: string;
  readonly impute?: PreparationChoice['impute'];
  readonly scale?: PreparationChoice['scale'];
  readonly maxCategories?: number;
}

export interface TrainingSettings {
  /** Trees of a forest or an isolation forest, rounds of boosting. */
  readonly trees: number;
  readonly learningRate: number;
  /** Deepest level of a tree; 0 for no limit. */
  readonly maxDepth: number;
  /** Most leaves of a tree of boosting. */
  readonly maxLeaves: number;
  readonly minLeafRows: number;
  /** Strength of the penalty on large weights: L2 for linear and logistic models, on leaves for boosting. */
  readonly regularisation: number;
  readonly clusters: number;
  /** Share of rows that are held to be anomalies; 0 to decide by the score 0.5. */
  readonly contamination: number;
}

export interface TrainingSpec {
  readonly task: Task;
  readonly algorithm: Algorithm;
  readonly preparation: PreparationChoice;
  readonly settings: TrainingSettings;
  /** Share of the rows that are kept out of training and judged by; 0 for none. */
  readonly validation: number;
  readonly seed: number;
}

/** What fits most data: numbers are scaled only for algorithms that measure distances or penalise weights. */
export function defaultPreparation(algorithm: Algorithm): PreparationChoice {
  const trees = algorithm === 'tree' || algorithm === 'forest' || algorithm === 'boosting' || algorithm === 'isolation-forest';
  return { impute: trees ? 'median' : 'mean', scale: trees ? 'none' : 'standard', maxCategories: 50 };
}

export function defaultSettings(algorithm: Algorithm): TrainingSettings {
  const boosting = algorithm === 'boosting';
  return {
    trees: 100,
    learningRate: 0.1,
    maxDepth: 0,
    maxLeaves: 31,
    minLeafRows: boosting ? 20 : 1,
    regularisation: algorithm === 'logistic' ? 1 : 0,
    clusters: 3,
    contamination: 0,
  };
}

/** What a model is to be trained from and for: names of columns of the rows that arrive, and how. */
export interface ModelTraining {
  readonly target: { readonly name: string; readonly kind: 'number' } | { readonly name: string; readonly kind: 'class'; /** The classes are whole numbers. */ readonly integers: boolean } | null;
  readonly features: readonly { readonly name: string; readonly kind: 'number' | 'category' }[];
  readonly spec: TrainingSpec;
}

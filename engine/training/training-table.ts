/** A column to learn from, one entry per row. */
export type Feature =
  /** NaN where the value is missing. */
  | { readonly kind: 'number'; readonly name: string; readonly values: Float32Array }
  /** `codes` are places in `labels`, -1 where the value is missing. */
  | { readonly kind: 'category'; readonly name: string; readonly codes: Int32Array; readonly labels: readonly string[] };

/** What is to be learned, one entry per row. */
export type Target =
  | { readonly kind: 'number'; readonly name: string; readonly values: Float64Array }
  /** `integers` when all labels are whole numbers, so that the model gives numbers again. */
  | { readonly kind: 'class'; readonly name: string; readonly codes: Int32Array; readonly labels: readonly string[]; readonly integers: boolean };

export interface TrainingTable {
  readonly rows: number;
  readonly features: readonly Feature[];
  /** Null for tasks that learn without one. */
  readonly target: Target | null;
}

import type { Feature } from './training-table.ts';
import type { PreparationChoice } from '../core/training-spec.ts';

/** How one column becomes columns of numbers: (value or `impute` - `offset`) * `scale`, or one column per label that is 1 where the value is that label. */
export type FeatureStep =
  | { readonly kind: 'number'; readonly name: string; readonly impute: number; readonly offset: number; readonly scale: number }
  | { readonly kind: 'category'; readonly name: string; readonly labels: readonly string[] };

export interface Preparation {
  readonly steps: readonly FeatureStep[];
}

/** Learns from `rows` of the features how to turn them into numbers. */
export function fitPreparation(features: readonly Feature[], rows: Int32Array, choice: PreparationChoice): Preparation {
  return {
    steps: features.map((feature) => {
      const own = { ...choice, ...choice.columns?.find((c) => c.name === feature.name) };
      return feature.kind === 'number' ? fitNumber(feature.name, feature.values, rows, own) : fitCategory(feature.name, feature.codes, feature.labels, rows, own);
    }),
  };
}

/** The columns of numbers a model sees, `rows.length` values each, computed in single precision as the exported model does. */
export function prepareFeatures(preparation: Preparation, features: readonly Feature[], rows: Int32Array): Float32Array[] {
  return preparation.steps.flatMap((step, i) => {
    const feature = features[i]!;
    if (step.kind === 'number') {
      if (feature.kind !== 'number') throw new Error(`Column ${feature.name} is no longer a number.`);
      const out = new Float32Array(rows.length);
      const impute = Math.fround(step.impute);
      const [offset, scale] = [Math.fround(step.offset), Math.fround(step.scale)];
      for (let r = 0; r < rows.length; r++) {
        const value = feature.values[rows[r]!]!;
        out[r] = Math.fround((Number.isNaN(value) ? impute : value) - offset) * scale;
      }
      return [out];
    }
    if (feature.kind !== 'category') throw new Error(`Column ${feature.name} is no longer text.`);
    const place = new Map(step.labels.map((label, at) => [label, at]));
    const placeOfCode = feature.labels.map((label) => place.get(label) ?? -1);
    const columns = step.labels.map(() => new Float32Array(rows.length));
    for (let r = 0; r < rows.length; r++) {
      const at = placeOfCode[feature.codes[rows[r]!]!] ?? -1;
      if (at >= 0) columns[at]![r] = 1;
    }
    return columns;
  });
}

/** Which feature each prepared column comes from, as places in the list of features. */
export const columnOwners = (preparation: Preparation): number[] => preparation.steps.flatMap((step, i) => (step.kind === 'number' ? [i] : step.labels.map(() => i)));

function fitNumber(name: string, values: Float32Array, rows: Int32Array, choice: PreparationChoice): FeatureStep {
  const known = new Float32Array(rows.length);
  let count = 0;
  for (const row of rows) {
    const value = values[row]!;
    if (!Number.isNaN(value)) known[count++] = value;
  }
  const present = known.subarray(0, count);
  const impute = count === 0 || choice.impute === 'zero' ? 0 : choice.impute === 'mean' ? mean(present) : median(present);
  if (choice.scale === 'none' || rows.length === 0) return { kind: 'number', name, impute, offset: 0, scale: 1 };
  const missing = rows.length - count;
  if (choice.scale === 'min-max') {
    let [low, high] = missing > 0 ? [impute, impute] : [Infinity, -Infinity];
    for (const value of present) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
    return { kind: 'number', name, impute, offset: low, scale: high > low ? 1 / (high - low) : 1 };
  }
  // Missing values count as what they are replaced by.
  const centre = ((count === 0 ? 0 : mean(present) * count) + missing * impute) / rows.length;
  let sum = missing * (impute - centre) ** 2;
  for (const value of present) sum += (value - centre) ** 2;
  const deviation = Math.sqrt(sum / rows.length);
  return { kind: 'number', name, impute, offset: centre, scale: deviation > 0 ? 1 / deviation : 1 };
}

function fitCategory(name: string, codes: Int32Array, labels: readonly string[], rows: Int32Array, choice: PreparationChoice): FeatureStep {
  const counts = new Float64Array(labels.length);
  for (const row of rows) if (codes[row]! >= 0) counts[codes[row]!]!++;
  const used = labels.map((label, code) => ({ label, rows: counts[code]! })).filter((l) => l.rows > 0);
  used.sort((a, b) => b.rows - a.rows || (a.label < b.label ? -1 : 1));
  return { kind: 'category', name, labels: used.slice(0, choice.maxCategories).map((l) => l.label).sort() };
}

function mean(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function median(values: Float32Array): number {
  const sorted = values.slice().sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

import type { Feature, TrainingTable } from './training-table.ts';

/** The table without features that have no value in any row, and their names: a model that asks for such a column could answer no row. */
export function leaveOutEmpty(table: TrainingTable): { readonly table: TrainingTable; readonly empty: readonly string[] } {
  const features = table.features.filter((feature) => !isEmpty(feature));
  if (table.rows === 0 || features.length === table.features.length) return { table, empty: [] };
  return { table: { ...table, features }, empty: table.features.filter(isEmpty).map((feature) => feature.name) };
}

const isEmpty = (feature: Feature): boolean => (feature.kind === 'number' ? feature.values.every(Number.isNaN) : feature.codes.every((code) => code < 0));

import type { AnyNodeDefinition, Catalog, NodeDefinition, TableLiteral } from './node-definition.ts';
import type { ParamSpecs } from './param.ts';
import type { Cell } from '../relation/relation.ts';

export { besideTotals } from './beside-totals.ts';
export { likeness } from './find-nodes.ts';
export { isFolder } from './folder-sink.ts';
export type * from './node-definition.ts';
export type * from './param.ts';
export type * from './need.ts';
export type * from '../core/training-spec.ts';
export { algorithms, algorithmsOf, defaultPreparation, defaultSettings, tasks } from '../core/training-spec.ts';
export { categories } from './node-definition.ts';
export { goesWithout, listedColumn, listedColumns, onMissing, onNew, otherColumns, someColumns } from './column-policy.ts';
export { parquetRows } from './parquet-rows.ts';
export { errorColumns, errorsPort, failedRows, noFailures, onFailure, soundRows, type Failure } from './failed-rows.ts';
export { bothSides, columnsOfSide, comparable, equalColumns, keyPairs, pairsEqual, rightSuffix, suffixed, type KeyPair } from './key-pairs.ts';
export { arrival, arrived, ascending, reversed, rowGroups, rowOrder, sortKeys } from './row-order.ts';
export { singleByteEncodings } from './text-encodings.ts';
export { inputColumn, inputSchema, quoted, uniqueColumns } from './input-columns.ts';
export { figureList, figuresCaption, figuresOf, type Figure } from './figures.ts';
export { checkPortName, portName, portParams } from './component-port.ts';
export { contractParams } from './contract-params.ts';
export { databaseOf, databaseParams } from './database-params.ts';
export { needExtension } from './need-extension.ts';
export { needInStore, scanStore, sinkStore, storeParams } from './object-store-params.ts';
export { driftComparable, driftReport, driftSchema, type DriftPair } from './drift-report.ts';
export { fileScan, withTypes } from './file-scan.ts';
export { learningParams, supervisedOptions } from './learning-params.ts';
export { isNumberFeature, isTextFeature, modelLesson, type LessonChoice, type ModelLesson } from './model-lesson.ts';
export { foldNumber, lotParams, rowLots, shareOfPlaces } from './row-lots.ts';
export { defaultParams, paramSchema, paramsJsonSchema, paramsSchema } from './param-schema.ts';

/** Checks the types of one node's declaration and gives it the form the catalogue holds. */
export function defineNode<const P extends ParamSpecs>(definition: NodeDefinition<P>): AnyNodeDefinition {
  // The settings are validated against `params` before any of these functions is called.
  return definition as unknown as AnyNodeDefinition;
}

/** Builds the catalogue in palette order; a type named twice is a bug. */
export function defineCatalog(definitions: readonly AnyNodeDefinition[]): Catalog {
  const catalog = new Map<string, AnyNodeDefinition>();
  for (const definition of definitions) {
    if (catalog.has(definition.type)) throw new Error(`Two nodes are called ${definition.type}.`);
    catalog.set(definition.type, definition);
  }
  return catalog;
}

/** A small table for examples: column names with DuckDB types, then rows. */
export const table = (columns: Readonly<Record<string, string>>, rows: readonly (readonly Cell[])[]): TableLiteral => ({
  columns: Object.entries(columns).map(([name, type]) => ({ name, type })),
  rows,
});

import type { Schema } from '../core/schema.ts';
import type { Draw } from './draw.ts';
import * as columns from './random-column-node.ts';
import * as settings from './random-node.ts';
import * as rowNodes from './random-row-node.ts';
import * as tables from './random-table-node.ts';

/** A type of node that random flows hold: its ports, and how its settings are drawn for the columns that arrive. */
export interface Kind {
  /** Version of the settings; 1 by default. */
  readonly version?: number;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Whether which rows it gives depends on the order in which they arrive. */
  readonly ordered?: boolean;
  /** Settings, or null where no column fits. */
  readonly params: (draw: Draw, schemas: readonly Schema[], options: settings.NodeOptions) => Record<string, unknown> | null;
}

const one = ['in'];
const rows = ['out'];
const sides = ['left', 'right'];

/** Every node that is a relation and gives the same rows however it is run. Not here: what reads or writes, runs a program of its own (scripts, models), or learns its columns from rows (transpose). */
export const kinds: Readonly<Record<string, Kind>> = {
  'filter-rows': { inputs: one, outputs: ['passed', 'rejected'], params: settings.filterParams },
  formula: { inputs: one, outputs: ['out', 'errors'], params: settings.formulaParams },
  'select-columns': { inputs: one, outputs: rows, params: settings.selectParams },
  'check-rows': { inputs: one, outputs: ['passed', 'rejected', 'report'], params: settings.checkRowsParams },
  join: { inputs: sides, outputs: ['joined', 'left-only', 'right-only'], params: settings.joinParams },
  'compare-tables': {
    inputs: ['before', 'after'],
    outputs: ['changed', 'added', 'removed', 'same', 'repeated', 'columns'],
    params: settings.compareParams,
  },
  'fuzzy-join': {
    inputs: sides,
    outputs: ['matched', 'left-only', 'right-only', 'blocks'],
    params: settings.fuzzyParams,
  },
  union: { inputs: ['in', 'in'], outputs: rows, params: settings.unionParams },
  aggregate: { inputs: one, outputs: rows, params: settings.aggregateParams },
  pivot: { inputs: one, outputs: ['out', 'unlisted'], params: settings.pivotParams },
  'sort-rows': { inputs: one, outputs: rows, params: settings.sortParams },
  'limit-rows': { inputs: one, outputs: rows, ordered: true, params: settings.limitParams },
  'distinct-rows': { inputs: one, outputs: ['unique', 'duplicates'], params: settings.distinctParams },
  'split-rows': { inputs: one, outputs: ['case-1', 'case-2', 'rest'], params: settings.splitParams },
  'split-train-test': { inputs: one, outputs: ['train', 'validation', 'test'], params: settings.trainTestParams },
  'top-rows': { inputs: one, outputs: ['top', 'rest'], params: settings.topParams },
  sql: { inputs: ['in1', 'in2'], outputs: rows, params: settings.sqlParams },
  'view-table': { inputs: one, outputs: rows, params: () => ({}) },
  'view-chart': { inputs: one, outputs: rows, params: tables.chartParams },
  'sample-rows': { inputs: one, outputs: ['sample', 'rest'], params: rowNodes.sampleParams },
  'number-rows': { inputs: one, outputs: rows, params: rowNodes.numberParams },
  'slice-time': { inputs: one, outputs: ['inside', 'outside'], params: rowNodes.sliceParams },
  'multi-row-formula': { inputs: one, outputs: rows, params: rowNodes.multiRowParams },
  'window-columns': { inputs: one, outputs: rows, params: rowNodes.windowParams },
  'convert-types': { version: 2, inputs: one, outputs: ['out', 'errors'], params: columns.convertParams },
  'fill-missing': { inputs: one, outputs: rows, params: columns.fillParams },
  'replace-values': { version: 2, inputs: one, outputs: rows, params: columns.replaceParams },
  'find-replace': { inputs: one, outputs: rows, params: columns.findReplaceParams },
  'clean-text': { inputs: one, outputs: rows, params: columns.cleanParams },
  'split-column': { version: 2, inputs: one, outputs: ['out', 'errors'], params: columns.splitColumnParams },
  'extract-text': { version: 2, inputs: one, outputs: rows, params: columns.extractParams },
  'parse-time': { inputs: one, outputs: ['out', 'errors'], params: columns.parseTimeParams },
  'date-parts': { version: 2, inputs: one, outputs: rows, params: columns.datePartsParams },
  'parse-json': { version: 2, inputs: one, outputs: ['out', 'errors'], params: columns.parseJsonParams },
  'bin-values': { inputs: one, outputs: rows, params: columns.binParams },
  'scale-values': { inputs: one, outputs: ['out', 'parameters'], params: columns.scaleParams },
  'encode-values': { version: 2, inputs: one, outputs: ['out', 'errors'], params: columns.encodeParams },
  'mask-values': { version: 2, inputs: one, outputs: ['out', 'tokens'], params: columns.maskParams },
  'explode-values': { version: 2, inputs: one, outputs: rows, params: columns.explodeParams },
  'lookup-values': { inputs: ['in', 'table'], outputs: ['out', 'unmatched'], params: tables.lookupParams },
  'range-join': { inputs: sides, outputs: ['joined', 'left-only'], params: tables.rangeParams },
  'asof-join': { inputs: sides, outputs: ['joined', 'left-only'], params: tables.asofParams },
  'append-fields': { inputs: ['in', 'fields'], outputs: rows, params: tables.appendParams },
  'set-operations': { inputs: sides, outputs: ['both', 'left-only', 'right-only'], params: tables.setParams },
  'slowly-changing': {
    inputs: one,
    outputs: ['out', 'started', 'ended', 'overwritten', 'refused'],
    params: tables.changingParams,
  },
  'unpivot-columns': { inputs: one, outputs: rows, params: tables.unpivotParams },
  'collect-values': { inputs: one, outputs: rows, params: tables.collectParams },
  'sessionise-rows': { inputs: one, outputs: rows, params: tables.sessioniseParams },
  resample: { inputs: one, outputs: ['out', 'untimed'], params: tables.resampleParams },
  'expect-schema': { inputs: one, outputs: rows, params: tables.expectSchemaParams },
  'profile-table': {
    version: 2,
    inputs: one,
    outputs: ['columns', 'values', 'patterns', 'histogram'],
    params: tables.profileParams,
  },
  'find-anomalies': { version: 2, inputs: one, outputs: ['usual', 'anomalies'], params: tables.anomalyParams },
  'detect-drift': { inputs: ['in', 'baseline'], outputs: ['report'], params: tables.driftParams },
  'assign-folds': { inputs: one, outputs: rows, params: tables.foldsParams },
  gate: { inputs: one, outputs: rows, params: tables.gateParams },
};

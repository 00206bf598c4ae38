import type { Column, Schema } from '../../../engine/core/schema.ts';
import { defineNode, inputSchema, listedColumns, onMissing } from '../../../engine/definition/index.ts';
import { column } from '../../../engine/expression/expression.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { input } from '../../../engine/relation/relation.ts';
import { columnsRelation, columnsSchema } from './columns-relation.ts';
import { examples } from './examples.ts';
import { histogramRelation, histogramSchema } from './histogram-relation.ts';
import { patternsRelation, valuesRelation, valuesSchema } from './values-relation.ts';

export const profileTable = defineNode({
  type: 'profile-table',
  version: 2,
  title: 'Profile',
  category: 'quality',
  icon: 'Pf',
  summary: 'Describes every column: type, missing and different values, limits, mean and quantiles, most frequent values, patterns and a histogram.',
  keywords: ['statistics', 'summary', 'describe', 'data explorer', 'field summary', 'browse', 'quality', 'distribution', 'explore', 'missing values', 'histogram'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [
    { name: 'columns', title: 'Columns', kind: 'rows' },
    { name: 'values', title: 'Frequent values', kind: 'rows' },
    { name: 'patterns', title: 'Patterns', kind: 'rows' },
    { name: 'histogram', title: 'Histogram', kind: 'rows' },
  ],
  params: {
    columns: { kind: 'columns', label: 'Columns', help: 'All when empty.', over: 'in', default: [] },
    top: { kind: 'integer', label: 'Most frequent values per column', default: 10, min: 1, max: 1000 },
    bins: { kind: 'integer', label: 'Bins of the histogram', default: 16, min: 1, max: 200 },
    onMissing,
  },
  caption: ({ columns }) => (columns ?? []).join(', '),
  build(context) {
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    const { columns, top, bins, onMissing: policy } = context.params;
    const chosen: Schema = columns.length === 0 ? schema : listedColumns(context, schema, columns, 'columns', policy);
    const joined = (of: Schema, columnsOfOutput: Schema, part: (c: Column) => Relation | null): Relation => {
      const items = of.map(part).filter((r) => r !== null);
      return items.length === 0 ? { op: 'values', schema: columnsOfOutput, rows: [] } : items.length === 1 ? items[0]! : { op: 'union', items };
    };
    // A union keeps its items apart but not in order, so what belongs together is sorted.
    const sorted = (from: Relation, by: readonly string[]): Relation => ({ op: 'sort', from, keys: by.map((name) => ({ by: column(name), descending: name === 'rows', nulls: 'last' })) });
    return {
      outputs: {
        columns: chosen.length === 0 ? { op: 'values', schema: columnsSchema, rows: [] } : columnsRelation(input('in'), chosen, schema),
        values: sorted(joined(chosen, valuesSchema, (c) => valuesRelation(input('in'), c, top)), ['column', 'rows', 'value']),
        patterns: sorted(joined(chosen, valuesSchema, (c) => patternsRelation(input('in'), c, top)), ['column', 'rows', 'value']),
        histogram: sorted(joined(chosen, histogramSchema, (c) => histogramRelation(input('in'), c, bins)), ['column', 'bin']),
      },
    };
  },
  // Version 2 added what is done when a listed column is gone; it is reported as before unless chosen otherwise.
  migrations: { 1: (params) => params },
  examples,
});

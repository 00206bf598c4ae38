import type { Schema } from '../core/schema.ts';
import { findColumn } from '../core/schema.ts';
import type { AnyNodeDefinition } from '../definition/index.ts';
import { chartSpecOf } from './chart-spec-of.ts';
import { isNumber, isTime, type ChartWish } from './chart-wish.ts';
import { nodeWish } from './dashboard-tiles.ts';

/** The chart of a chart node and the port whose rows it draws; null for other nodes and where settings or inputs are not complete. */
export function nodeChart(definition: AnyNodeDefinition | undefined, params: Readonly<Record<string, unknown>>, inputs: Readonly<Record<string, readonly Schema[]>> | undefined): { readonly wish: ChartWish; readonly port: string } | null {
  const port = definition?.outputs[0]?.name;
  const schema = Object.values(inputs ?? {})[0]?.[0];
  if (!definition || !inputs || port === undefined || schema === undefined) return null;
  const spec = chartSpecOf(definition, params, inputs);
  if (!spec) return null;
  const x = findColumn(schema, spec.x);
  return { wish: nodeWish(spec, x !== undefined && (isNumber(x) || isTime(x))), port };
}

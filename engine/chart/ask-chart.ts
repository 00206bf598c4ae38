import type { Schema } from '../core/schema.ts';
import { chartQuery } from './chart-query.ts';
import { wishProblem, type ChartWish } from './chart-wish.ts';

/** The statement of a chart over a port of this schema, or what is missing before it can be asked. */
export function askChart(wish: ChartWish, schema: Schema | undefined): { readonly statement: string } | { readonly problem: string } {
  if (!schema) return { problem: 'The step that this chart draws has problems. Mend them on the canvas.' };
  const problem = wishProblem(wish, schema);
  if (problem !== null) return { problem };
  return { statement: chartQuery(wish, schema) };
}

import { quotedIdentifier } from '../core/quoting.ts';
import type { Column, Schema } from '../core/schema.ts';
import { typeFamily } from '../core/type-family.ts';
import type { Draw } from './draw.ts';
import { freeName, type NodeOptions, type Params } from './random-node.ts';

const names = (schema: Schema): string[] => schema.map((c) => c.name);
export const someNames = (draw: Draw, schema: Schema, most: number): string[] => names(draw.some(schema, 0, most));
export const times = (schema: Schema): Schema => schema.filter((c) => typeFamily(c.type) === 'time');

/** Settings over the first of the columns that fit; null where none does. */
export const over = (draw: Draw, fitting: Schema, make: (column: Column) => Params): Params | null => (fitting.length === 0 ? null : make(draw.one(fitting)));

/** All columns are keys in the end, so that rows that are still equal are equal in everything. */
export function wholeOrder(draw: Draw, schema: Schema): { readonly column: string; readonly direction: string }[] {
  const first = draw.some(schema, 0, schema.length);
  return [...first, ...schema.filter((c) => !first.includes(c))].map((c) => ({
    column: c.name,
    direction: draw.one(['ascending', 'descending']),
  }));
}

export function sampleParams(draw: Draw, [schema]: readonly Schema[], options: NodeOptions): Params {
  const method = draw.one(['count', 'percent', ...(options.deterministic ? [] : ['every'])]);
  return {
    method,
    count: draw.below(5),
    percent: draw.one([0, 12.5, 50, 100]),
    every: 1 + draw.below(3),
    strata: someNames(draw, schema!, 1),
    seed: draw.below(3),
  };
}

export function numberParams(draw: Draw, [schema]: readonly Schema[]): Params {
  return {
    name: freeName(draw, names(schema!)),
    place: draw.one(['first', 'last']),
    groups: someNames(draw, schema!, 1),
    order: wholeOrder(draw, schema!),
    start: draw.one([1, 0, -5]),
    step: draw.one([1, 2, -1]),
  };
}

export function sliceParams(draw: Draw, [schema]: readonly Schema[]): Params | null {
  return over(draw, times(schema!), (c) => ({
    column: c.name,
    mode: draw.one(['between', 'latest']),
    from: draw.one(['', '1970-01-01']),
    to: draw.one(['2024-02-29 12:00:00', '9999-12-31']),
    amount: 1 + draw.below(400),
    unit: draw.one(['days', 'hours', 'months', 'years']),
  }));
}

export function multiRowParams(draw: Draw, [schema]: readonly Schema[]): Params {
  const near = draw.one(schema!);
  const name = freeName(draw, names(schema!));
  const made = freeName(draw, [...names(schema!), name]);
  return {
    groups: someNames(draw, schema!, 1),
    order: wholeOrder(draw, schema!),
    neighbours: [{ column: near.name, offset: draw.one([-1, 1, -2]), name, keep: draw.chance(40) }],
    columns: [
      {
        name: made,
        expression: `${quotedIdentifier(name)} IS NOT DISTINCT FROM ${quotedIdentifier(near.name)} -- same`,
      },
    ],
  };
}

export function windowParams(draw: Draw, [schema]: readonly Schema[]): Params {
  // Sums that stay exact, so that no order of adding shows.
  const summed = schema!.filter((c) => ['INTEGER', 'DECIMAL(10,2)', 'UTINYINT'].includes(c.type));
  const figure = (i: number): Params => {
    const common = { rows: 1 + draw.below(3), name: `figure ${i} "x"` };
    const sum = summed.length > 0 && draw.chance(50);
    if (sum)
      return {
        ...common,
        function: draw.one(['running-sum', 'running-mean', 'moving-sum', 'moving-mean', 'sum', 'mean', 'difference', 'share']),
        column: draw.one(summed).name,
      };
    const bare = draw.chance(40);
    return bare
      ? { ...common, function: draw.one(['row-number', 'rank', 'dense-rank', 'percent-rank', 'parts']) }
      : {
          ...common,
          function: draw.one(['running-count', 'previous', 'next', 'first', 'last', 'count']),
          column: draw.one(schema!).name,
        };
  };
  return {
    groups: someNames(draw, schema!, 1),
    order: wholeOrder(draw, schema!),
    figures: Array.from({ length: 1 + draw.below(2) }, (_, i) => figure(i)),
  };
}

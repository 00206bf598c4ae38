import * as Plot from '@observablehq/plot';
import type { ChartRow } from './chart-rows.ts';
import { borderText, landText } from './coastline.ts';
import type { ChartSize } from './chart-size.ts';

type Point = readonly [number, number];

const land = { type: 'MultiPolygon' as const, coordinates: landText.trim().split(/[|\n]/).map((polygon) => polygon.split(';').map(pointsOf)) };
const borders = { type: 'MultiLineString' as const, coordinates: borderText.trim().split(/[|\n]/).map(pointsOf) };

function pointsOf(text: string): [number, number][] {
  const steps = text.split(' ').map(Number);
  let [x, y] = [0, 0];
  return Array.from({ length: steps.length / 2 }, (_, i) => {
    x += steps[2 * i]!;
    y += steps[2 * i + 1]!;
    return [x / 10, y / 10];
  });
}

const short = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 });

/** Degrees across from which the world is shown as a whole; nearer, Mercator keeps the shapes of places. */
const wide = 140;
/** Least degrees across: nearer, the coastline is too coarse to say where one is. */
const narrow = 4;

interface Extent {
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
}

/** Where there are points, with some room around them. */
export function mapExtent(points: readonly Point[]): Extent {
  const of = (axis: 0 | 1, most: number) => {
    const all = points.map((p) => p[axis]);
    const [low, high] = [Math.min(...all), Math.max(...all)];
    const half = Math.max(narrow / 2, ((high - low) / 2) * 1.16);
    return [Math.max(-most, (low + high) / 2 - half), Math.min(most, (low + high) / 2 + half)] as const;
  };
  const [west, east] = of(0, 180);
  const [south, north] = of(1, 84);
  return east - west > wide ? { west: -180, east: 180, south: Math.min(south, -58), north: 84 } : { west, east, south, north };
}

/** What Plot draws of a map: land, borders, and a circle per place, its size the number of rows; `measured` names what colours it, null for nothing. */
export function mapOptions(rows: readonly ChartRow[], { width, height }: ChartSize, measured: string | null): Plot.PlotOptions {
  const extent = mapExtent(rows.map((r) => [Number(r['x']), Number(r['y'])]));
  const corners: [number, number][] = [[extent.west, extent.south], [extent.east, extent.south], [extent.east, extent.north], [extent.west, extent.north]];
  const many = rows.some((r) => Number(r['n']) > 1);
  const values = rows.map((r) => r['value']).filter((v): v is number => typeof v === 'number' && Number.isFinite(v));
  const shades = new Set(values).size > 1 ? 5 : 1;
  const mixes = Array.from({ length: shades }, (_, i) => `color-mix(in oklch, var(--hue-quality), var(--hue-rows) ${shades === 1 ? 100 : Math.round((100 * i) / (shades - 1))}%)`);
  const coloured = measured !== null && values.length > 0;
  return {
    margin: 2,
    projection: { type: extent.east - extent.west > wide ? 'equirectangular' : 'mercator', domain: { type: 'MultiPoint', coordinates: corners }, inset: 2 },
    r: { range: many ? [2, Math.max(5, Math.min(16, Math.min(width, 2 * height) / 50))] : [3, 3] },
    ...(coloured ? { color: { type: 'quantize' as const, domain: [Math.min(...values), Math.max(...values)], range: mixes, legend: shades > 1, label: measured, tickFormat: (value: number) => short.format(value), unknown: 'var(--port)' } } : {}),
    marks: [
      Plot.geo(land, { fill: 'var(--line)', stroke: 'var(--line-strong)', strokeWidth: 0.6, clip: 'frame' }),
      Plot.geo(borders, { stroke: 'var(--line-strong)', strokeWidth: 0.5, clip: 'frame' }),
      Plot.dot([...rows], {
        x: 'x',
        y: 'y',
        r: many ? 'n' : 3,
        fill: coloured ? 'value' : 'var(--accent)',
        fillOpacity: 0.75,
        stroke: 'var(--panel)',
        strokeWidth: 0.6,
        sort: { channel: '-r' },
        clip: 'frame',
      }),
      Plot.tip([...rows], Plot.pointer({ x: 'x', y: 'y', channels: { longitude: 'x', latitude: 'y', rows: 'n', ...(coloured ? { [measured]: 'value' } : {}) }, format: { x: false, y: false } })),
      Plot.frame({ stroke: 'var(--line)' }),
    ],
  } as Plot.PlotOptions;
}

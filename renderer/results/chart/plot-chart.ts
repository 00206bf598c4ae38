import * as Plot from '@observablehq/plot';
import type { CellTable } from '../cell-table.ts';
import { chartValue, type ChartValue } from './chart-rows.ts';
import type { ChartSize } from './draw-chart.ts';
import { palette } from './draw-chart.ts';
import { measures, type ChartWish } from './chart-wish.ts';

type Row = Readonly<Record<string, ChartValue>>;

/** The rows of a chart's statement, by the names it gives them. */
export const chartRows = (table: CellTable): readonly Row[] => Array.from({ length: table.rows }, (_, r) => Object.fromEntries(table.columns.map((c) => [c.name, chartValue(c, c.at(r))])));

/** What a chart shows, in one sentence for its accessible name. */
export function wishTitle({ mark, x, y, color, measure }: ChartWish): string {
  const up = measure === 'count' || y === null ? 'the number of rows' : `the ${measures.find((m) => m.value === measure)!.label.toLowerCase()} of ${y}`;
  const by = color === null ? '' : ` by ${color}`;
  switch (mark) {
    case 'histogram':
      return `Histogram of ${x}${by}`;
    case 'point':
      return `Scatter plot of ${y} over ${x}${by}`;
    case 'box':
      return `Box plot of ${y} over ${x}`;
    case 'heat':
      return `Heat map of the number of rows over ${x} and ${y}`;
    case 'bar':
      return `Bar chart of ${up} over ${x}${by}`;
    case 'line':
      return `Line chart of ${up} over ${x}${by}`;
    case 'area':
      return `Area chart of ${up} over ${x}${by}`;
  }
}

/** Draws what the statement of a wish gave as SVG; colours are the window's tokens, so it follows the theme. */
export function plotChart(rows: readonly Row[], wish: ChartWish, { width, height }: ChartSize): HTMLElement | SVGElement {
  const discrete = !rows.some((r) => typeof r['x'] === 'number' || r['x'] instanceof Date);
  const labels = discrete ? new Set(rows.map((r) => String(r['x']))).size : 0;
  const crowded = labels * 70 > width;
  const coloured = wish.color !== null && wish.color !== wish.x && wish.mark !== 'box' && wish.mark !== 'heat';
  const numbersUp = wish.mark === 'histogram' || ((wish.mark === 'bar' || wish.mark === 'line' || wish.mark === 'area') && (wish.measure === 'count' || wish.y === null));
  const upLabel = numbersUp ? 'rows' : wish.mark === 'point' || wish.mark === 'box' || wish.mark === 'heat' ? wish.y : `${measures.find((m) => m.value === wish.measure)!.label.toLowerCase()} of ${wish.y}`;
  return Plot.plot({
    ariaLabel: wishTitle(wish),
    width,
    height,
    marginLeft: wish.mark === 'heat' ? 96 : 64,
    marginBottom: crowded ? 84 : 40,
    marginTop: 24,
    marginRight: 20,
    style: { background: 'transparent', color: 'var(--text-muted)', fontFamily: 'var(--font)', fontSize: '11px', overflow: 'visible' },
    x: { label: wish.x, ...(discrete ? { domain: [...new Set(rows.map((r) => r['x'] ?? null))] as string[], tickFormat: shortLabel, ...(crowded ? { tickRotate: -40 } : {}) } : {}) },
    y: { label: upLabel, grid: wish.mark !== 'heat', ...(wish.mark === 'heat' ? {} : { nice: true }), ...(wish.mark === 'heat' && !rows.some((r) => typeof r['y'] === 'number' || r['y'] instanceof Date) ? { tickFormat: shortLabel } : {}) },
    // From little to all of the accent; CSS mixes it, so that it follows the theme.
    color: wish.mark === 'heat' ? { interpolate: (t: number) => `color-mix(in oklab, var(--accent) ${Math.round(15 + 85 * t)}%, transparent)` } : coloured ? { legend: true, range: [...palette], label: wish.color!, type: 'ordinal' } : {},
    marks: marksOf(rows, wish, coloured),
  } as Plot.PlotOptions);
}

const shortLabel = (value: unknown): string => {
  const text = value === null ? 'null' : String(value);
  return text.length > 18 ? `${text.slice(0, 17)}…` : text;
};

function marksOf(given: readonly Row[], { mark }: ChartWish, coloured: boolean): Plot.Markish[] {
  const rows = [...given];
  const fill = coloured ? 'color' : 'var(--accent)';
  // The same series lies at the same height everywhere.
  const stack = coloured ? ({ order: 'z' } as const) : {};
  const ground = Plot.ruleY([0], { stroke: 'var(--line-strong)' });
  switch (mark) {
    case 'histogram':
      return [Plot.rectY(rows, { x1: 'x', x2: 'x2', y: 'y', fill, inset: 0.5, tip: true, ...stack }), ground];
    case 'bar':
      return [Plot.barY(rows, { x: 'x', y: 'y', fill, tip: true, ...stack }), ground];
    case 'line':
      return [Plot.lineY(rows, { x: 'x', y: 'y', stroke: fill, strokeWidth: 2, tip: true })];
    case 'area':
      return [Plot.areaY(rows, { x: 'x', y: 'y', fill, fillOpacity: 0.35, tip: true, ...stack }), ...(coloured ? [] : [Plot.lineY(rows, { x: 'x', y: 'y', stroke: fill, strokeWidth: 1.5 })]), ground];
    case 'point':
      return [Plot.dot(rows, { x: 'x', y: 'y', fill, fillOpacity: 0.6, r: 2.5, tip: true })];
    case 'box':
      return [
        Plot.ruleX(rows, { x: 'x', y1: 'low', y2: 'high', stroke: 'var(--edge)' }),
        Plot.barY(rows, { x: 'x', y1: 'q1', y2: 'q3', fill: 'var(--bar)', inset: 2, tip: true }),
        Plot.tickY(rows, { x: 'x', y: 'mid', stroke: 'var(--text)', strokeWidth: 2, inset: 2 }),
      ];
    case 'heat': {
      const ranges = (axis: string) => rows.some((r) => r[`${axis}2`] !== undefined);
      const place = { ...(ranges('x') ? { x1: 'x', x2: 'x2' } : { x: 'x' }), ...(ranges('y') ? { y1: 'y', y2: 'y2' } : { y: 'y' }) };
      if (ranges('x') && ranges('y')) return [Plot.rect(rows, { ...place, fill: 'n', tip: true })];
      if (ranges('x')) return [Plot.barX(rows, { ...place, fill: 'n', tip: true })];
      if (ranges('y')) return [Plot.barY(rows, { ...place, fill: 'n', tip: true })];
      return [Plot.cell(rows, { ...place, fill: 'n', tip: true })];
    }
  }
}

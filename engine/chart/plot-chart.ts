import * as Plot from '@observablehq/plot';
import type { ChartRow } from './chart-rows.ts';
import type { ChartSize } from './chart-size.ts';
import { integerTicks } from './integer-ticks.ts';
import { hasColor, type ChartWish } from './chart-wish.ts';
import { drawFigure } from './draw-figure.ts';
import { mapOptions } from './draw-map.ts';
import { measuredText, wishTitle } from './wish-title.ts';

/** Hues that tell series apart. */
export const palette = ['--hue-source', '--hue-quality', '--hue-combine', '--hue-learn', '--hue-rows', '--hue-sink', '--hue-plain'].map((t) => `var(${t})`);

/** Draws what the statement of a wish gave as SVG into `document`; colours are the window's tokens, so it follows the theme. */
export function plotChart(rows: readonly ChartRow[], wish: ChartWish, size: ChartSize, document: Document): HTMLElement | SVGElement {
  const { width, height } = size;
  const style = { background: 'transparent', color: 'var(--text-muted)', fontFamily: 'var(--font)', fontSize: '11px', overflow: 'visible' };
  if (wish.mark === 'figure') return drawFigure(Number(rows[0]?.['y'] ?? Number.NaN), wishTitle(wish), size, document);
  if (wish.mark === 'map') return asPicture(Plot.plot({ document, ariaLabel: wishTitle(wish), width, height, style, ...mapOptions(rows, size, wish.measure === 'count' || wish.value === null ? null : measuredText(wish).replace(/^the /, '')) } as Plot.PlotOptions));
  const discrete = !rows.some((r) => typeof r['x'] === 'number' || r['x'] instanceof Date);
  const labels = discrete ? new Set(rows.map((r) => String(r['x']))).size : 0;
  const crowded = labels * 70 > width;
  const coloured = wish.color !== null && wish.color !== wish.x && hasColor(wish.mark);
  const numbersUp = wish.mark === 'histogram' || ((wish.mark === 'bar' || wish.mark === 'line' || wish.mark === 'area') && (wish.measure === 'count' || wish.y === null));
  const upLabel = numbersUp ? 'rows' : wish.mark === 'point' || wish.mark === 'box' || wish.mark === 'heat' ? wish.y : measuredText(wish).replace(/^the /, '');
  const [acrossTicks, upTicks] = [integerTicks(rows, wish.mark, 'x', width - 84), integerTicks(rows, wish.mark, 'y', height - 64)];
  return asPicture(Plot.plot({
    document,
    ariaLabel: wishTitle(wish),
    width,
    height,
    marginLeft: wish.mark === 'heat' ? 96 : 64,
    marginBottom: crowded ? 84 : 40,
    marginTop: 24,
    marginRight: 20,
    style,
    x: { label: wish.x, ...(acrossTicks ? { ticks: acrossTicks, tickFormat: String } : {}), ...(discrete ? { domain: [...new Set(rows.map((r) => r['x'] ?? null))] as string[], tickFormat: shortLabel, ...(crowded ? { tickRotate: -40 } : {}) } : {}) },
    y: { label: upLabel, ...(upTicks ? { ticks: upTicks } : {}), grid: wish.mark !== 'heat', ...(wish.mark === 'heat' ? {} : { nice: true }), ...(wish.mark === 'heat' && !rows.some((r) => typeof r['y'] === 'number' || r['y'] instanceof Date) ? { tickFormat: shortLabel } : {}) },
    // From little to all of the accent; CSS mixes it, so that it follows the theme.
    color: wish.mark === 'heat' ? { interpolate: (t: number) => `color-mix(in oklab, var(--accent) ${Math.round(15 + 85 * t)}%, transparent)` } : coloured ? { legend: true, range: [...palette], label: wish.color!, type: 'ordinal' } : {},
    marks: marksOf(rows, wish.mark, coloured),
  } as Plot.PlotOptions));
}

/** The drawing is one picture with a name; of its parts, which Plot names after their marks, nothing is read out. */
function asPicture(drawn: HTMLElement | SVGElement): HTMLElement | SVGElement {
  const svg = drawn.hasAttribute('aria-label') ? drawn : drawn.querySelector('svg[aria-label]');
  svg?.setAttribute('role', 'img');
  for (const part of svg?.children ?? []) part.setAttribute('aria-hidden', 'true');
  return drawn;
}

const shortLabel = (value: unknown): string => {
  const text = value === null ? 'null' : String(value);
  return text.length > 18 ? `${text.slice(0, 17)}…` : text;
};

function marksOf(given: readonly ChartRow[], mark: Exclude<ChartWish['mark'], 'map' | 'figure'>, coloured: boolean): Plot.Markish[] {
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

import * as Plot from '@observablehq/plot';
import type { ChartSize } from '../../../engine/chart/chart-size.ts';
import { palette } from '../../../engine/chart/plot-chart.ts';
import type { ChartSpec } from '../../../engine/definition/index.ts';
import { isNumberKind } from '../type-kind.ts';
import type { ChartData } from './chart-rows.ts';
import { chartTitle } from './chart-rows.ts';
import { t } from '../../words/words.ts';

/** Draws a chart as SVG with a legend where colours tell something apart; colours are the window's tokens, so it follows the theme. */
export function drawChart(data: ChartData, spec: ChartSpec, { width, height }: ChartSize): HTMLElement | SVGElement {
  const discrete = isDiscrete(data, spec);
  const labels = discrete ? new Set(data.rows.map((r) => String(r.x))).size : 0;
  const crowded = labels * 60 > width;
  return Plot.plot({
    ariaLabel: chartTitle(spec),
    width,
    height,
    marginLeft: 64,
    marginBottom: crowded ? 76 : 40,
    marginTop: 24,
    marginRight: 20,
    style: { background: 'transparent', color: 'var(--text-muted)', fontFamily: 'var(--font)', fontSize: '11px', overflow: 'visible' },
    x: { label: data.x.name, ...(discrete && crowded ? { tickRotate: -40, ticks: everyNth(data, labels, width) } : {}), ...(isNumberKind(data.x.kind) && !discrete ? { nice: true } : {}) },
    y: { label: spec.mark === 'histogram' || !data.y ? t('rows') : data.y.name, grid: true, nice: true },
    ...(data.color ? { color: { legend: true, range: palette, label: data.color.name, type: 'ordinal' as const } } : {}),
    marks: [...marksOf(data, spec, discrete), ...(spec.mark === 'point' ? [] : [Plot.ruleY([0], { stroke: 'var(--line-strong)' })])],
  });
}

/** Bars stand at names; other marks only where the values are text. */
const isDiscrete = (data: ChartData, spec: ChartSpec): boolean =>
  spec.mark === 'bar' || !data.rows.some((r) => typeof r.x === 'number' || r.x instanceof Date);

function everyNth(data: ChartData, labels: number, width: number): (string | number | Date)[] {
  const step = Math.max(1, Math.ceil((labels * 18) / width));
  const values = [...new Map(data.rows.map((r) => [String(r.x), r.x] as const)).values()].filter((v) => v !== null);
  return values.filter((_, i) => i % step === 0);
}

function marksOf(data: ChartData, spec: ChartSpec, discrete: boolean): Plot.Markish[] {
  const rows = [...data.rows];
  const plain = 'var(--accent)';
  const fill = data.color ? 'color' : plain;
  switch (spec.mark) {
    case 'histogram':
      return [discrete ? Plot.barY(rows, Plot.groupX({ y: 'count' }, { x: 'x', fill, tip: true })) : Plot.rectY(rows, Plot.binX<Plot.RectYOptions>({ y: 'count' }, { x: 'x', fill, inset: 0.5, tip: true }))];
    case 'bar':
      return [data.y ? Plot.barY(rows, Plot.groupX({ y: 'sum' }, { x: 'x', y: 'y', fill, tip: true })) : Plot.barY(rows, Plot.groupX({ y: 'count' }, { x: 'x', fill, tip: true }))];
    case 'line':
      return [Plot.lineY(rows, { x: 'x', y: 'y', stroke: fill, strokeWidth: 2, sort: 'x', tip: true })];
    case 'area':
      return [Plot.areaY(rows, { x: 'x', y: 'y', fill, fillOpacity: 0.35, sort: 'x', tip: true }), ...(data.color ? [] : [Plot.lineY(rows, { x: 'x', y: 'y', stroke: plain, strokeWidth: 1.5, sort: 'x' })])];
    case 'point':
      return [Plot.dot(rows, { x: 'x', y: 'y', fill, fillOpacity: 0.7, r: 3, tip: true })];
  }
}

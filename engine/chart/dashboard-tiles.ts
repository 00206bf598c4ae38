import type { ChartSpec } from '../definition/index.ts';
import { parseEnd, type DashboardPlace, type End, type FlowChart, type FlowDocument } from '../document/document.ts';
import { arranged } from './arrange-tiles.ts';
import { marks, measures, type ChartMark, type ChartWish, type Measure } from './chart-wish.ts';
import { wishTitle } from './wish-title.ts';

/** A chart on the dashboard: one that is saved of a port (`charts.ID`), or that of a chart node (`nodes.ID`). */
export interface Tile {
  readonly key: string;
  readonly kind: 'chart' | 'node';
  readonly id: string;
  readonly title: string;
  readonly from: End;
  /** Null where it cannot be drawn; `problem` says why. */
  readonly wish: ChartWish | null;
  readonly problem: string | null;
  readonly place: DashboardPlace;
}

export const tileKey = (kind: Tile['kind'], id: string): string => `${kind === 'chart' ? 'charts' : 'nodes'}.${id}`;

/** A saved chart as a wish; null for one of a kind that this version does not draw. */
export function savedWish(chart: FlowChart): ChartWish | null {
  const mark = marks.find((m) => m.value === chart.mark)?.value;
  const measure = chart.measure === undefined ? 'count' : measures.find((m) => m.value === chart.measure)?.value;
  if (mark === undefined || measure === undefined) return null;
  return { mark, measure, x: chart.x ?? '', y: chart.y ?? null, color: chart.color ?? null, value: chart.value ?? null };
}

/** A wish as a flow saves it, without what is empty. */
export function savedChart(of: string, wish: ChartWish, title?: string): FlowChart {
  const { mark, x, y, color, measure, value } = wish;
  return {
    ...(title === undefined || title === '' ? {} : { title }),
    of,
    mark,
    ...(x === '' ? {} : { x }),
    ...(y === null ? {} : { y }),
    ...(color === null ? {} : { color }),
    ...(measure === 'count' ? {} : { measure }),
    ...(value === null ? {} : { value }),
  };
}

/** A chart node draws rows as they are and adds up those that share a place. */
export function nodeWish({ mark, x, y, color }: ChartSpec, xIsNumber: boolean): ChartWish {
  const drawn: ChartMark = mark === 'histogram' && !xIsNumber ? 'bar' : mark;
  const measure: Measure = mark === 'histogram' || y === null ? 'count' : 'sum';
  return { mark: drawn, x, y: measure === 'count' ? null : y, color, measure, value: null, order: 'rows' };
}

/** All tiles of a flow's dashboard at their places, from the top; `wishOf` gives the chart of a chart node and its first output port, null for other nodes and unfinished ones. */
export function dashboardTiles(document: FlowDocument, wishOf: (node: string) => { readonly wish: ChartWish; readonly port: string } | null, titleOf: (node: string) => string): readonly Tile[] {
  const places = document.dashboard ?? {};
  const charts = Object.entries(document.charts ?? {}).map(([id, chart]) => {
    const wish = savedWish(chart);
    const from = parseEnd(chart.of);
    const gone = Object.hasOwn(document.nodes, from.node) ? null : `The step “${from.node}”, which this chart draws, is gone. Remove the chart, or bring the step back.`;
    const unknown = wish === null ? `This version of Millrace draws no “${chart.mark}” of ${chart.measure ?? 'rows'}. Update it, or choose another chart.` : null;
    return { key: tileKey('chart', id), kind: 'chart' as const, id, title: chart.title ?? (wish === null ? id : wishTitle(wish)), from, wish: gone === null ? wish : null, problem: gone ?? unknown };
  });
  const nodes = Object.keys(document.nodes).flatMap((id) => {
    const key = tileKey('node', id);
    const found = wishOf(id);
    if (!found || places[key]?.hidden === true || document.nodes[id]!.disabled === true) return [];
    return [{ key, kind: 'node' as const, id, title: titleOf(id), from: { node: id, port: found.port }, wish: found.wish, problem: null }];
  });
  const all = [...charts, ...nodes];
  const at = arranged(all.map(({ key, wish }) => ({ key, figure: wish?.mark === 'figure', wide: wish?.mark === 'map' })), places);
  return all.map((tile) => ({ ...tile, place: at[tile.key]! })).sort((a, b) => a.place.y - b.place.y || a.place.x - b.place.x);
}

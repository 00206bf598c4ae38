import type { Preview } from '../../engine/api/contract.ts';
import { settled, type Places } from '../../engine/chart/arrange-tiles.ts';
import { withQuestion } from '../../engine/chart/chart-question.ts';
import type { ChartWish } from '../../engine/chart/chart-wish.ts';
import { dashboardTiles, savedChart, tileKey, type Tile } from '../../engine/chart/dashboard-tiles.ts';
import { nodeChart } from '../../engine/chart/node-chart.ts';
import { DiagnosticError } from '../../engine/core/diagnostic.ts';
import { formatEnd, type End, type FlowDocument } from '../../engine/document/document.ts';
import { withoutStep } from './chart-request.ts';
import { withCharts } from './document-edits.ts';
import { commit, renameNode } from './edit-actions.ts';
import { flowRef } from './flow-ref.ts';
import { bridge, notify } from './session.ts';
import { change, nodeTitle, workbench, type Page, type WorkbenchState } from './workbench.ts';
import { t } from '../words/words.ts';

const mostMarks = 20_000;

/** The charts of the flow at their places on the dashboard. */
export const tilesOf = (state: Pick<WorkbenchState, 'document' | 'catalog' | 'check'>): readonly Tile[] =>
  dashboardTiles(
    state.document,
    (id) => nodeChart(state.catalog.get(state.document.nodes[id]!.type), state.document.nodes[id]!.params, state.check?.nodes[id]?.inputs),
    (id) => nodeTitle(state as WorkbenchState, id),
  );

/** Ids of the chart nodes that are left off the page. */
export const hiddenNodes = ({ nodes, dashboard }: FlowDocument): readonly string[] => Object.keys(nodes).filter((id) => dashboard?.[tileKey('node', id)]?.hidden === true);

export const showPage = (page: Page): void => change({ page });

/** Saves a chart of a port in the flow, for the dashboard. */
export function saveChart(from: End, wish: ChartWish): void {
  const { document } = workbench();
  let id: string = wish.mark;
  for (let count = 2; Object.hasOwn(document.charts ?? {}, id); count++) id = `${wish.mark}-${count}`;
  commit(t('Add a chart to the dashboard'), withCharts(document, { ...document.charts, [id]: savedChart(formatEnd(from), wish) }));
  notify(t('The chart is on the dashboard of this flow.'), 'info', { title: t('Show the dashboard'), run: () => showPage('dashboard') });
}

/** Draws a saved chart in another way. */
export function changeChart(tile: Tile, wish: ChartWish): void {
  const { document } = workbench();
  commit(t('Change the chart {title}', { title: tile.title }), withCharts(document, { ...document.charts, [tile.id]: savedChart(formatEnd(tile.from), wish, document.charts?.[tile.id]?.title) }));
}

/** An empty title goes back to what the chart shows. */
export function renameTile(tile: Tile, title: string): void {
  if (tile.kind === 'node') return renameNode(tile.id, title);
  const { document } = workbench();
  const { title: _old, ...rest } = document.charts![tile.id]!;
  const trimmed = title.trim();
  if (trimmed === tile.title) return;
  commit(t('Rename the chart {title}', { title: tile.title }), withCharts(document, { ...document.charts, [tile.id]: trimmed === '' ? rest : { ...rest, title: trimmed } }));
}

/** Takes a chart off the page: a saved one is deleted, a chart node stays in the flow. */
export function removeTile(tile: Tile): void {
  const { document } = workbench();
  const { [tile.key]: _place, ...places } = document.dashboard ?? {};
  if (tile.kind === 'node') {
    commit(t('Take {title} off the dashboard', { title: tile.title }), { ...document, dashboard: { ...document.dashboard, [tile.key]: { ...tile.place, hidden: true } } });
    return;
  }
  const { [tile.id]: _chart, ...charts } = document.charts ?? {};
  commit(t('Remove the chart {title}', { title: tile.title }), withDashboard(withCharts(document, charts), places));
}

/** Puts the chart nodes that were taken off back on the page. */
export function showHiddenNodes(): void {
  const { document } = workbench();
  commit(t('Show all charts on the dashboard'), withDashboard(document, Object.fromEntries(Object.entries(document.dashboard ?? {}).filter(([, place]) => place.hidden !== true))));
}

/** Takes over new places of the tiles; steps with one `key` in quick succession are one. */
export function placeTiles(places: Places, label: string, key: string | null = null): void {
  const { document } = workbench();
  const shown = Object.fromEntries(Object.entries(settled(places)).map(([tile, { x, y, width, height }]) => [tile, { ...document.dashboard?.[tile], x, y, width, height }]));
  const next = { ...document.dashboard, ...shown };
  if (JSON.stringify(next) !== JSON.stringify(document.dashboard ?? {})) commit(label, { ...document, dashboard: next }, key);
}

function withDashboard(document: FlowDocument, dashboard: NonNullable<FlowDocument['dashboard']>): FlowDocument {
  const { dashboard: _old, ...rest } = document;
  return Object.keys(dashboard).length > 0 ? { ...rest, dashboard } : rest;
}

let turn: Promise<unknown> = Promise.resolve();

/** Runs a chart's statement over all rows of a port, beside the previews. One after the other: the engine gives an older look up for a newer one. */
export function askExactly(end: End, statement: string): Promise<Preview> {
  const answer = turn.then(() => askNow(end, statement));
  turn = answer.catch(() => undefined);
  return answer;
}

async function askNow(end: End, statement: string): Promise<Preview> {
  const { document, catalog } = workbench();
  const asked = withQuestion(document, [end], statement, catalog.get('sql')?.version ?? 1);
  try {
    return await bridge().engine.preview({ ...flowRef(), document: asked.document, node: asked.node, port: 'out', rows: mostMarks, profile: false, exact: true });
  } catch (error) {
    if (!(error instanceof DiagnosticError) || error.diagnostic.at.node !== asked.node) throw error;
    throw new DiagnosticError({ ...error.diagnostic, message: withoutStep(error.diagnostic.message, asked.node) });
  }
}

import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseHTML } from 'linkedom/worker';
import type { CheckResult } from '../api/contract.ts';
import type { Engine } from '../api/engine.ts';
import { askChart } from '../chart/ask-chart.ts';
import { chartNumbers } from '../chart/chart-numbers.ts';
import { withQuestion } from '../chart/chart-question.ts';
import { readChartRows } from '../chart/chart-rows.ts';
import { dashboardPage, drawingSize, type DrawnTile } from '../chart/dashboard-page.ts';
import { dashboardTiles, type Tile } from '../chart/dashboard-tiles.ts';
import { nodeChart } from '../chart/node-chart.ts';
import { plotChart } from '../chart/plot-chart.ts';
import { leftOutText } from '../chart/wish-title.ts';
import { DiagnosticError, hasErrors, problem } from '../core/diagnostic.ts';
import type { Catalog } from '../definition/index.ts';
import { diagnosticLine, exit, type Console } from './console.ts';
import { givenParameters } from './environment.ts';
import { loadFlow, type LoadedFlow } from './load-flow.ts';

export interface DashboardOptions {
  readonly to: string;
  readonly param: readonly string[];
  readonly env?: string;
  readonly network?: boolean;
}

/** Most marks of one chart. */
const mostMarks = 20_000;

/** `millrace dashboard`: the charts of a flow, computed from all rows, as one page of HTML; a chart that cannot be drawn says why on the page and makes the command fail. */
export async function dashboardCommand(flowPath: string, options: DashboardOptions, engine: Engine, catalog: Catalog, console: Console): Promise<number> {
  const flow = await loadFlow(flowPath);
  const parameters = await givenParameters(flow, options);
  const network = options.network === true ? { network: true } : {};
  const check = await engine.calls.check({ document: flow.document, base: flow.base, parameters, ...network });
  if (hasErrors(check.diagnostics)) for (const d of check.diagnostics) console.error(diagnosticLine(d));
  const tiles = dashboardTiles(
    flow.document,
    (id) => nodeChart(catalog.get(flow.document.nodes[id]!.type), flow.document.nodes[id]!.params, check.nodes[id]?.inputs),
    (id) => flow.document.nodes[id]!.title ?? catalog.get(flow.document.nodes[id]!.type)?.title ?? id,
  );
  if (tiles.length === 0) throw new DiagnosticError(problem('dashboard-empty', `${flow.name} has no chart. Add a Chart view, or draw a chart of a port in the window and add it to the dashboard.`));
  const drawn: DrawnTile[] = [];
  let failed = 0;
  for (const tile of tiles) {
    const done = await draw(tile, flow, check, { parameters, ...network }, engine, catalog);
    if (done.drawing === null) {
      failed++;
      console.error(`${tile.title}: ${done.note}\n`);
    }
    drawn.push(done);
  }
  const made = `Made by Millrace on ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC of all rows.`;
  const to = resolve(options.to);
  try {
    await writeFile(to, dashboardPage({ title: flow.name, description: flow.document.description ?? null, made, tiles: drawn }));
  } catch (error) {
    throw new DiagnosticError(problem('target-read-only', `${to} cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)}). Choose another file with --to.`));
  }
  console.out(`Wrote ${tiles.length - failed} of ${tiles.length} ${tiles.length === 1 ? 'chart' : 'charts'} of ${flow.name} to ${to}.\n`);
  return failed === 0 ? exit.done : exit.failed;
}

async function draw(tile: Tile, flow: LoadedFlow, check: CheckResult, given: { readonly parameters: Readonly<Record<string, string>>; readonly network?: boolean }, engine: Engine, catalog: Catalog): Promise<DrawnTile> {
  const without = (note: string): DrawnTile => ({ title: tile.title, place: tile.place, drawing: null, note, numbers: null });
  if (tile.wish === null) return without(tile.problem ?? 'This chart cannot be drawn.');
  const asked = askChart(tile.wish, check.nodes[tile.from.node]?.outputs[tile.from.port]);
  if ('problem' in asked) return without(asked.problem);
  const question = withQuestion(flow.document, [tile.from], asked.statement, catalog.get('sql')?.version ?? 1);
  try {
    const preview = await engine.calls.preview({ document: question.document, base: flow.base, ...given, node: question.node, port: 'out', rows: mostMarks, profile: false, exact: true });
    const rows = readChartRows(preview.arrow);
    if (rows.length === 0) return { ...without('No row has a value in the chosen columns.'), drawing: '' };
    const { document } = parseHTML('<!doctype html><html><body></body></html>');
    const drawing = plotChart(rows, tile.wish, { ...drawingSize(tile.place), title: tile.title }, document as unknown as Document).outerHTML;
    return { title: tile.title, place: tile.place, drawing, note: leftOutText(rows, tile.wish), numbers: chartNumbers(rows, tile.wish) };
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return without(error.diagnostic.message);
  }
}

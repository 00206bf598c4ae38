import { performance } from 'node:perf_hooks';
import { askChart } from '../chart/ask-chart.ts';
import type { ChartWish } from '../chart/chart-wish.ts';
import type { CheckedFlow } from '../check/checked-flow.ts';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import type { FlowDocument } from '../document/document.ts';
import { outputKey, type TableKey } from '../plan/table-key.ts';
import type { LiveResult } from '../workers/worker-messages.ts';
import type { Preview } from './contract.ts';

/** Asks for what a chart draws of the newest rows of a port. */
export type AskLive = (node: string, port: string, chart: ChartWish) => Promise<Preview>;

/** Ports that charts of the flow draw: those of saved charts, and the outputs of chart nodes. */
export function chartedPorts(flow: CheckedFlow, document: FlowDocument): readonly TableKey[] {
  const saved = Object.values(document.charts ?? {}).map((chart) => chart.of);
  const nodes = flow.nodes.flatMap((n) => (n.built?.view?.chart ? Object.keys(n.built.outputs).slice(0, 1).map((port) => outputKey(n.id, port)) : []));
  return [...new Set([...saved, ...nodes])];
}

/** The statement is made here of the chart, since what a window sends must not become SQL beside the state of a stream. */
export async function askLive(flow: CheckedFlow, node: string, port: string, chart: ChartWish, look: (key: TableKey, statement: string) => Promise<LiveResult>): Promise<Preview> {
  const started = performance.now();
  const asked = askChart(chart, flow.nodes.find((n) => n.id === node)?.outputs[port]);
  if ('problem' in asked) throw new DiagnosticError(problem('param-invalid', asked.problem, { node }));
  const { schema, arrow, rows, from } = await look(outputKey(node, port), asked.statement);
  const note = `${from.cut ? 'Of the newest' : 'Of'} ${from.rows.toLocaleString('en-US')} ${from.rows === 1 ? 'row' : 'rows'} that the stream delivered${from.cut ? '; older ones are left out' : ` since ${from.since.slice(11, 19)} UTC`}.`;
  return { schema, arrow, rows, coverage: 'all', total: rows, note, profile: [], milliseconds: Math.round(performance.now() - started), taken: new Date().toISOString() };
}

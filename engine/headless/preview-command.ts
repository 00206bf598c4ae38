import { tableFromIPC } from 'apache-arrow';
import type { Engine } from '../api/engine.ts';
import type { Preview } from '../api/contract.ts';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { exit, type Console } from './console.ts';
import { loadFlow } from './load-flow.ts';
import { givenParameters } from './environment.ts';
import { csvText, jsonText, tableText, type TextRows } from './table-text.ts';

export interface PreviewOptions {
  readonly rows: string;
  readonly format: string;
  readonly param: readonly string[];
  readonly network?: boolean;
  readonly env?: string;
}

/** A preview is one answer held in memory. */
const mostRows = 10_000_000;

/** `millrace preview`: the first rows of a node's port on standard output. */
export async function previewCommand(flowPath: string, target: string, options: PreviewOptions, engine: Engine, console: Console): Promise<number> {
  const rows = Number(options.rows);
  if (!Number.isInteger(rows) || rows < 1 || rows > mostRows) throw new DiagnosticError(problem('param-invalid', `--rows ${options.rows} is not a whole number from 1 to ${mostRows}. Give another, or run the flow to get all rows.`));
  if (!['table', 'json', 'csv', 'arrow'].includes(options.format)) throw new DiagnosticError(problem('param-invalid', `--format ${options.format} is unknown. Use table, json, csv or arrow.`));
  const flow = await loadFlow(flowPath);
  const dot = target.indexOf('.');
  const node = dot < 0 ? target : target.slice(0, dot);
  const preview = await engine.calls.preview({ document: flow.document, base: flow.base, parameters: await givenParameters(flow, options), node, port: dot < 0 ? '' : target.slice(dot + 1), rows, profile: false, ...(options.network === true ? { network: true } : {}) });
  if (options.format === 'arrow') console.bytes(preview.arrow);
  else if (options.format === 'csv') console.out(csvText(preview.schema, textRows(preview)));
  else if (options.format === 'json') console.out(jsonText(preview.schema, textRows(preview)));
  else console.out(tableText(preview.schema, textRows(preview), preview.note));
  return exit.done;
}

export function textRows(preview: Preview): TextRows {
  const table = tableFromIPC(preview.arrow);
  const columns = preview.schema.map((c, i) => ({ type: c.type, vector: table.getChildAt(i) }));
  return Array.from({ length: table.numRows }, (_, row) => columns.map(({ type, vector }) => cellText(vector?.get(row) as unknown, type)));
}

function cellText(value: unknown, type: string): string | null {
  if (value === null || value === undefined) return null;
  if (type === 'DATE') return new Date(Number(value)).toISOString().slice(0, 10);
  if (type === 'TIMESTAMP') return new Date(Number(value)).toISOString().replace('T', ' ').replace(/\.?0*Z$/, '');
  return String(value);
}

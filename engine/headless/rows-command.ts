import type { StepChoice, StepRows } from '../api/contract.ts';
import type { Engine } from '../api/engine.ts';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { parseEnd } from '../document/document.ts';
import { exit, type Console } from './console.ts';
import { loadFlow } from './load-flow.ts';
import { textRows } from './preview-command.ts';
import { givenParameters } from './environment.ts';
import { jsonText, tableText } from './table-text.ts';

export interface RowsOptions {
  readonly lost?: boolean;
  readonly added?: boolean;
  readonly duplicated?: boolean;
  readonly input?: string;
  readonly edge: number;
  readonly rows: number;
  readonly json?: boolean;
  readonly param: readonly string[];
  readonly env?: string;
}

/** `millrace rows`: the rows that were lost, added or duplicated at a node, or how many of each. */
export async function rowsCommand(flowPath: string, target: string, options: RowsOptions, engine: Engine, console: Console): Promise<number> {
  const kinds = (['lost', 'added', 'duplicated'] as const).filter((kind) => options[kind] === true);
  if (kinds.length > 1) throw new DiagnosticError(problem('param-invalid', `--${kinds.join(' and --')} are asked for together. Give one of them, or none for the counts.`));
  const flow = await loadFlow(flowPath);
  const { node, port } = target.includes('.') ? parseEnd(target) : { node: target, port: '' };
  const [kind] = kinds;
  const choice: StepChoice = { node, port, kind: kind ?? 'lost', rows: kind === undefined ? 0 : options.rows, edge: options.edge - 1, ...(options.input === undefined ? {} : { input: options.input }) };
  const found = await engine.calls.stepRows({ document: flow.document, base: flow.base, network: true, parameters: await givenParameters(flow, options), ...choice });
  if (options.json === true) console.out(json(found, kind));
  else console.out(kind === undefined ? countsText(found) : `${countsText(found)}\n${found.kind}${found.port === null ? '' : ` at ${found.node}.${found.port}`}:\n${tableText(found.shown.schema, textRows(found.shown), found.shown.note)}`);
  return exit.done;
}

function json({ shown, ...rest }: StepRows, kind: StepChoice['kind'] | undefined): string {
  const { kind: _kind, port: _port, ...counts } = rest;
  if (kind === undefined) return `${JSON.stringify(counts, null, 2)}\n`;
  const head = JSON.stringify({ ...rest, note: shown.note, schema: shown.schema }, null, 2);
  // Rows as text, since reading them as JSON would round long numbers.
  return `${head.slice(0, head.lastIndexOf('\n}'))},\n  "rows": ${jsonText(shown.schema, textRows(shown)).trimEnd().replaceAll('\n', '\n  ')}\n}\n`;
}

function countsText(found: StepRows): string {
  const rows = (n: number): string => `${n} ${n === 1 ? 'row' : 'rows'}`;
  const outputs = Object.entries(found.outputs).map(([port, { rows: n, added }]) => `  out ${port}: ${rows(n)}${added > 0 ? `, ${added} of them added` : ''}\n`);
  return `${found.node}  ${found.title}\n  in ${found.input.port} from ${found.input.from}: ${rows(found.rowsIn)}\n  lost: ${found.lost}\n  duplicated: ${found.duplicated}\n  put together with others: ${found.joined}\n${outputs.join('')}${found.remarks.map((text) => `note: the node ${text}.\n`).join('')}`;
}

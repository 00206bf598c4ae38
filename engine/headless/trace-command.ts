import type { Followed, Trace } from '../api/contract.ts';
import type { Engine } from '../api/engine.ts';
import { parseEnd } from '../document/document.ts';
import { exit, type Console } from './console.ts';
import { loadFlow } from './load-flow.ts';
import { givenParameters } from './environment.ts';
import { tableText } from './table-text.ts';

export interface TraceOptions {
  readonly row: number;
  readonly where?: string;
  readonly forward?: boolean;
  readonly json?: boolean;
  readonly param: readonly string[];
  readonly env?: string;
}

/** Source rows that are printed in full as a table; JSON holds them all. */
const printed = 20;

/** `millrace trace`: the source rows that a row comes from, or with `forward` the later rows that it is a part of. */
export async function traceCommand(flowPath: string, target: string, options: TraceOptions, engine: Engine, console: Console): Promise<number> {
  const flow = await loadFlow(flowPath);
  const { node, port } = target.includes('.') ? parseEnd(target) : { node: target, port: '' };
  const request = { document: flow.document, base: flow.base, network: true, parameters: await givenParameters(flow, options), node, port, row: options.row, ...(options.where === undefined ? {} : { where: options.where }) };
  const answer = options.forward === true ? await engine.calls.follow(request) : await engine.calls.trace(request);
  if (options.json === true) console.out(`${JSON.stringify(answer, null, 2)}\n`);
  else console.out('reached' in answer ? followedText(answer) : traceText(answer));
  return exit.done;
}

const asSchema = (names: readonly string[]) => names.map((name) => ({ name, type: '' }));

const rowText = ({ node, port, schema, values }: Trace | Followed): string => `${node}.${port}\n${tableText(schema, [values], '')}\n`;

const remarksText = (remarks: Trace['remarks']): string => remarks.map((r) => `note: node "${r.node}" ${r.text}.\n`).join('');

function traceText(trace: Trace): string {
  const equal = trace.equalRows > 1 ? `${trace.equalRows} rows of the port are equal to this one; their sources follow together.\n\n` : '';
  const steps = trace.steps.map((step) => `  ${step.node}  ${step.title}${step.caption === '' ? '' : `: ${step.caption.replaceAll(/\s+/g, ' ').slice(0, 100)}`}\n`).join('');
  const sources = trace.sources.map((source) => {
    const end = source.why === null ? '' : ` (goes back no further: ${source.why})`;
    const shown = source.rows.slice(0, printed);
    const more = source.total > shown.length ? `${shown.length} of ${source.total} rows` : `${source.total} ${source.total === 1 ? 'row' : 'rows'}`;
    const files = source.rows.some((row) => row.file !== null);
    const columns = asSchema([...(files ? ['file'] : []), 'row', ...source.columns]);
    return `${source.node}${source.path === null ? '' : `  ${source.path}`}${end}\n${tableText(columns, shown.map((row) => [...(files ? [row.file] : []), String(row.row), ...row.values]), more)}`;
  });
  const none = sources.length === 0 ? 'No source row: it would be there without any.\n' : '';
  return `${rowText(trace)}${equal}on the way:\n${steps}\ncomes from:\n\n${none}${sources.join('\n')}${remarksText(trace.remarks)}`;
}

function followedText(followed: Followed): string {
  const ports = followed.reached.map(({ node, port, columns, total, rows }) => {
    if (total === 0) return `${node}.${port}: no row\n`;
    return `${node}.${port}:\n${tableText(asSchema(columns), rows, total > rows.length ? `${rows.length} of ${total} rows` : `${total} ${total === 1 ? 'row' : 'rows'}`)}`;
  });
  const none = ports.length === 0 ? 'Nothing reads it.\n' : '';
  return `${rowText(followed)}became:\n\n${none}${ports.join('\n')}${remarksText(followed.remarks)}`;
}

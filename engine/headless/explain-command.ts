import type { FlowExplanation } from '../compile/explain-flow.ts';
import type { Engine } from '../api/engine.ts';
import { exit, type Console } from './console.ts';
import { loadFlow } from './load-flow.ts';
import { givenParameters } from './environment.ts';

export interface ExplainOptions {
  readonly to?: string;
  readonly sql?: boolean;
  readonly json?: boolean;
  readonly param: readonly string[];
  readonly env?: string;
}

/** `millrace explain`: the statements a run would make of a flow, why there are so many, and what is left out. */
export async function explainCommand(flowPath: string, options: ExplainOptions, engine: Engine, console: Console): Promise<number> {
  const flow = await loadFlow(flowPath);
  const request = { document: flow.document, base: flow.base, parameters: await givenParameters(flow, options), ...(options.to === undefined ? {} : { to: options.to }) };
  const explanation = await engine.calls.explain(request);
  if (options.json === true) console.out(`${JSON.stringify(explanation, null, 2)}\n`);
  else console.out(options.sql === true ? sqlText(explanation) : text(flow.name, explanation));
  return exit.done;
}

/** A comment holds no line break, whatever a node is called. */
const comment = (line: string): string => `-- ${line.replaceAll(/[\r\n]+/g, ' ')}\n`;

const sqlText = ({ statements }: FlowExplanation): string => statements.map((s) => `${comment(`${s.node}: ${s.because}`)}${s.sql};\n`).join('\n');

function text(name: string, { statements, sources, unreadPorts, idleNodes }: FlowExplanation): string {
  const lines = [`${name}: ${statements.length} ${statements.length === 1 ? 'statement' : 'statements'}`];
  const verbs = { keep: 'keep the rows of', gate: 'test', write: 'write', load: 'load into a table' } as const;
  for (const [i, s] of statements.entries()) {
    lines.push('', `${i + 1}. ${verbs[s.kind]} ${s.node}: ${s.because}`, `   fused: ${s.nodes.join(', ')}`);
    if (s.leftOut.length > 0) lines.push(`   without ${s.leftOut.join(', ')}, which nothing names`);
    for (const part of s.parts) if (part.once !== null) lines.push(`   ${part.name} is computed once: ${part.once}`);
  }
  if (sources.length > 0) lines.push('', 'Sources');
  for (const s of sources) {
    lines.push(`  ${s.node}.${s.port} (${s.path}): ${s.unreadColumns.length === 0 ? 'every column is read' : `${s.columns.length} of ${s.columns.length + s.unreadColumns.length} columns are read, without ${s.unreadColumns.join(', ')}`}`);
    if (s.filters.length > 0) lines.push(`    tested first by ${s.filters.join(', ')}`);
  }
  if (unreadPorts.length > 0) lines.push('', `Nobody reads ${unreadPorts.join(', ')}.`);
  if (idleNodes.length > 0) lines.push('', `Nothing is computed for ${idleNodes.join(', ')}.`);
  return `${lines.join('\n')}\n`;
}

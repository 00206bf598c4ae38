import type { Engine } from '../api/engine.ts';
import { untilFound } from '../api/seek-values.ts';
import { checkResult } from '../api/engine.ts';
import { DiagnosticError, hasErrors } from '../core/diagnostic.ts';
import { diagnosticLine, exit, type Console } from './console.ts';
import { loadFlow } from './load-flow.ts';
import { givenParameters } from './environment.ts';

/** `millrace check`: says what is wrong with a flow and what its ports carry, without running it. */
export async function checkCommand(flowPath: string, options: { readonly json?: boolean; readonly network?: boolean; readonly param: readonly string[]; readonly env?: string }, engine: Engine, console: Console): Promise<number> {
  const flow = await loadFlow(flowPath).catch((error: unknown) => {
    if (error instanceof DiagnosticError && options.json === true) console.out(`${JSON.stringify({ ok: false, diagnostics: error.all, nodes: {}, plan: null }, null, 2)}\n`);
    throw error;
  });
  const result = checkResult(await engine.session.check({ document: flow.document, base: flow.base, parameters: await givenParameters(flow, options), ...(options.network === true ? { network: true } : {}) }, undefined, untilFound));
  const wrong = hasErrors(result.diagnostics);
  if (options.json === true) console.out(`${JSON.stringify({ ok: !wrong, ...result }, null, 2)}\n`);
  else {
    for (const d of result.diagnostics) console.error(diagnosticLine(d));
    if (!wrong) console.out(`${flow.name}: ${Object.keys(result.nodes).length} nodes, no problems\n`);
  }
  return wrong ? exit.wrongCall : exit.done;
}

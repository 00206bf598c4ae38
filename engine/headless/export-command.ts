import type { Engine } from '../api/engine.ts';
import { untilFound } from '../api/seek-values.ts';
import { hasErrors } from '../core/diagnostic.ts';
import { exportFlow } from '../export/export-flow.ts';
import { diagnosticLine, exit, type Console } from './console.ts';
import { loadFlow } from './load-flow.ts';

/** `millrace export`: writes a folder that runs the flow with Node alone; a flow with errors is refused. */
export async function exportCommand(flowPath: string, to: string, appRoot: URL, engine: Engine, console: Console): Promise<number> {
  const flow = await loadFlow(flowPath);
  const checked = await engine.session.check({ document: flow.document, base: flow.base }, undefined, untilFound);
  if (hasErrors(checked.diagnostics)) {
    for (const d of checked.diagnostics) console.error(diagnosticLine(d));
    return exit.wrongCall;
  }
  const { target, start } = await exportFlow(checked, flow.name, to, { appRoot, listFiles: (pattern) => engine.session.listFiles(pattern) });
  console.out(`Exported ${flow.name} to ${target}.\nRun it there:  ${start}\n`);
  return exit.done;
}

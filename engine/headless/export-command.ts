import type { Engine } from '../api/engine.ts';
import { extensionsOf } from '../api/needed-extensions.ts';
import { untilFound } from '../api/seek-values.ts';
import { hasErrors } from '../core/diagnostic.ts';
import { exportFlow } from '../export/export-flow.ts';
import { extensionsHere } from '../workers/extensions-here.ts';
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
  const needed = extensionsOf(checked);
  const extensions = needed.length === 0 ? [] : (await extensionsHere()).flatMap(({ name, slot, file }) => (needed.includes(name) && file !== null ? [{ file, place: `${slot}/${name}.duckdb_extension` }] : []));
  const { target, start } = await exportFlow(checked, flow.name, to, { appRoot, listFiles: (pattern) => engine.session.listFiles(pattern), extensions });
  const lacking = needed.filter((name) => !extensions.some(({ place }) => place.endsWith(`/${name}.duckdb_extension`)));
  if (lacking.length > 0) console.error(`The flow needs DuckDB's ${lacking.length === 1 ? 'extension' : 'extensions'} ${lacking.join(', ')}, which this machine lacks. Get ${lacking.length === 1 ? 'it' : 'them'} with "millrace extensions --install NAME" and export again, or install where the flow runs.\n`);
  console.out(`Exported ${flow.name} to ${target}.\nRun it there:  ${start}\n`);
  return exit.done;
}

import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import type { Catalog } from '../definition/index.ts';
import { importWorkflow } from '../exchange/alteryx/import-workflow.ts';
import type { ToolAccount } from '../exchange/assemble-flow.ts';
import { exit, type Console } from './console.ts';
import { writeNewFlow } from './write-new-flow.ts';

/** `millrace import WORKFLOW.yxmd --to DIR`: a workflow of Alteryx Designer as a flow, with an account of every tool. */
export async function importWorkflowCommand(path: string, options: { readonly to?: string; readonly data?: string; readonly json?: boolean }, catalog: Catalog, console: Console): Promise<number> {
  if (options.to === undefined) throw new DiagnosticError(problem('param-missing', `Where should the flow of ${path} be written? Name a folder with --to.`));
  if (options.data !== undefined) throw new DiagnosticError(problem('param-invalid', '--data belongs to a suite or a contract; a workflow names its files itself.'));
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new DiagnosticError(problem('file-missing', `${path} cannot be read (${error.code ?? error.message}). Check the path.`));
  });
  const imported = read(text, path, catalog);
  const folder = resolve(options.to);
  await writeNewFlow(folder, imported.document);
  if (options.json === true) console.out(`${JSON.stringify({ flow: join(folder, 'flow.json'), tools: imported.tools }, null, 2)}\n`);
  else console.out(account(imported.tools, folder));
  return exit.done;
}

function read(text: string, path: string, catalog: Catalog) {
  try {
    return importWorkflow(text, basename(path).replace(/\.[^.]+$/, ''), catalog);
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) throw error;
    throw new DiagnosticError(problem('file-format', `${path} is no Alteryx workflow: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}. Name a .yxmd file; one inside a package (.yxzp) has to be taken out first.`));
  }
}

function account(tools: readonly ToolAccount[], folder: string): string {
  const of = (outcome: ToolAccount['outcome']): readonly ToolAccount[] => tools.filter((t) => t.outcome === outcome);
  const line = (t: ToolAccount): string => `  tool ${t.tool} (${t.name || t.kind}): ${t.remarks.join('; ')}\n`;
  const block = (title: string, list: readonly ToolAccount[]): string => (list.length === 0 ? '' : `${title}\n${list.map(line).join('')}`);
  return `${join(folder, 'flow.json')}: ${tools.length - of('left out').length} of ${tools.length} tools imported\n${block('Different from the workflow:', of('changed'))}${block('Not imported; a note stands in its place:', of('left out'))}Next: millrace check ${folder}\n`;
}

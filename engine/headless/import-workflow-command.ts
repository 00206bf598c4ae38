import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import type { Catalog } from '../definition/index.ts';
import type { ToolAccount } from '../exchange/assemble-flow.ts';
import { readWorkflowFile } from '../exchange/workflow-file.ts';
import { exit, type Console } from './console.ts';
import { writeNewFlow } from './write-new-flow.ts';

/** `millrace import WORKFLOW.yxmd --to DIR`, or a .tfl or .tflx: a workflow of Alteryx Designer or Tableau Prep as a flow, with an account of every tool. */
export async function importWorkflowCommand(path: string, options: { readonly to?: string; readonly data?: string; readonly json?: boolean }, catalog: Catalog, console: Console): Promise<number> {
  if (options.to === undefined) throw new DiagnosticError(problem('param-missing', `Where should the flow of ${path} be written? Name a folder with --to.`));
  if (options.data !== undefined) throw new DiagnosticError(problem('param-invalid', '--data belongs to a suite or a contract; a workflow names its files itself.'));
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new DiagnosticError(problem('file-missing', `${path} cannot be read (${error.code ?? error.message}). Check the path.`));
  });
  const { workflow, noun, unpack } = await readWorkflowFile(new Uint8Array(bytes), path, catalog);
  const folder = resolve(options.to);
  await writeNewFlow(folder, workflow.document);
  for (const path of await unpack(folder)) console.error(`note: ${join(folder, path)} is there already and stays as it is; the package has one of that name, too\n`);
  if (options.json === true) console.out(`${JSON.stringify({ flow: join(folder, 'flow.json'), tools: workflow.tools }, null, 2)}\n`);
  else console.out(account(workflow.tools, folder, noun));
  return exit.done;
}

function account(tools: readonly ToolAccount[], folder: string, noun: 'tool' | 'step'): string {
  const of = (outcome: ToolAccount['outcome']): readonly ToolAccount[] => tools.filter((t) => t.outcome === outcome);
  const line = (t: ToolAccount): string => `  ${noun} ${t.tool} (${t.name || t.kind}): ${t.remarks.join('; ')}\n`;
  const block = (title: string, list: readonly ToolAccount[]): string => (list.length === 0 ? '' : `${title}\n${list.map(line).join('')}`);
  return `${join(folder, 'flow.json')}: ${tools.length - of('left out').length} of ${tools.length} ${noun}s imported\n${block('Different from the workflow:', of('changed'))}${block('Imported in part; notes stand where something is missing, and what comes after waits for an input:', of('in part'))}${block('Not imported; a note stands in its place:', of('left out'))}Next: millrace check ${folder}\n`;
}

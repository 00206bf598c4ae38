import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import type { Catalog } from '../definition/index.ts';
import { importWorkflow } from '../exchange/alteryx/import-workflow.ts';
import type { ImportedWorkflow, ToolAccount } from '../exchange/assemble-flow.ts';
import { importPrepFlow } from '../exchange/tableau/import-flow.ts';
import { exit, type Console } from './console.ts';
import { prepPackage } from './prep-package.ts';
import { writeNewFlow } from './write-new-flow.ts';

/** `millrace import WORKFLOW.yxmd --to DIR`, or a .tfl or .tflx: a workflow of Alteryx Designer or Tableau Prep as a flow, with an account of every tool. */
export async function importWorkflowCommand(path: string, options: { readonly to?: string; readonly data?: string; readonly json?: boolean }, catalog: Catalog, console: Console): Promise<number> {
  if (options.to === undefined) throw new DiagnosticError(problem('param-missing', `Where should the flow of ${path} be written? Name a folder with --to.`));
  if (options.data !== undefined) throw new DiagnosticError(problem('param-invalid', '--data belongs to a suite or a contract; a workflow names its files itself.'));
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new DiagnosticError(problem('file-missing', `${path} cannot be read (${error.code ?? error.message}). Check the path.`));
  });
  const isPrep = /\.tflx?$/i.test(path);
  const { workflow, unpack } = await read(new Uint8Array(bytes), path, isPrep, catalog);
  const folder = resolve(options.to);
  await writeNewFlow(folder, workflow.document);
  for (const path of await unpack(folder)) console.error(`note: ${join(folder, path)} is there already and stays as it is; the package has one of that name, too\n`);
  if (options.json === true) console.out(`${JSON.stringify({ flow: join(folder, 'flow.json'), tools: workflow.tools }, null, 2)}\n`);
  else console.out(account(workflow.tools, folder, isPrep ? 'step' : 'tool'));
  return exit.done;
}

async function read(bytes: Uint8Array<ArrayBuffer>, path: string, isPrep: boolean, catalog: Catalog): Promise<{ readonly workflow: ImportedWorkflow; readonly unpack: (folder: string) => Promise<readonly string[]> }> {
  const name = basename(path).replace(/\.[^.]+$/, '');
  try {
    if (!isPrep) return { workflow: importWorkflow(new TextDecoder().decode(bytes), name, catalog), unpack: async () => [] };
    const { file, unpack } = await prepPackage(bytes);
    return { workflow: importPrepFlow(file, name, catalog), unpack };
  } catch (error) {
    // A text that is no UTF-8 is a fault of the file, all else of these kinds is one of the program.
    if ((error instanceof TypeError || error instanceof RangeError) && (error as NodeJS.ErrnoException).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error;
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new DiagnosticError(problem('file-format', isPrep ? `${path} is no flow of Tableau Prep: ${reason}. Name a .tfl or .tflx file as Tableau Prep saves it.` : `${path} is no Alteryx workflow: ${reason}. Name a .yxmd file; one inside a package (.yxzp) has to be taken out first.`));
  }
}

function account(tools: readonly ToolAccount[], folder: string, noun: 'tool' | 'step'): string {
  const of = (outcome: ToolAccount['outcome']): readonly ToolAccount[] => tools.filter((t) => t.outcome === outcome);
  const line = (t: ToolAccount): string => `  ${noun} ${t.tool} (${t.name || t.kind}): ${t.remarks.join('; ')}\n`;
  const block = (title: string, list: readonly ToolAccount[]): string => (list.length === 0 ? '' : `${title}\n${list.map(line).join('')}`);
  return `${join(folder, 'flow.json')}: ${tools.length - of('left out').length} of ${tools.length} ${noun}s imported\n${block('Different from the workflow:', of('changed'))}${block('Imported in part; notes stand where something is missing, and what comes after waits for an input:', of('in part'))}${block('Not imported; a note stands in its place:', of('left out'))}Next: millrace check ${folder}\n`;
}

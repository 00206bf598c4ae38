import { basename } from 'node:path';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import type { Catalog } from '../definition/index.ts';
import { importWorkflow } from './alteryx/import-workflow.ts';
import type { ImportedWorkflow } from './assemble-flow.ts';
import { importPrepFlow } from './tableau/import-flow.ts';
import { prepPackage } from './tableau/prep-package.ts';

/** What names of workflow files of other tools end with, without the dot. */
export const workflowEndings: readonly string[] = ['yxmd', 'yxmc', 'yxwz', 'tfl', 'tflx'];

export const isWorkflowFile = (path: string): boolean => workflowEndings.includes(/\.([^.]+)$/.exec(path)?.[1]?.toLowerCase() ?? '');

export interface WorkflowFile {
  readonly workflow: ImportedWorkflow;
  /** What a part of such a workflow is called. */
  readonly noun: 'tool' | 'step';
  /** Writes the data files that came along into a folder, and gives back those that were there already and stay as they are. */
  readonly unpack: (folder: string) => Promise<readonly string[]>;
}

/** A workflow of Alteryx Designer or Tableau Prep as a flow, told apart by how its name ends. Throws a DiagnosticError for what is neither. */
export async function readWorkflowFile(bytes: Uint8Array<ArrayBuffer>, path: string, catalog: Catalog): Promise<WorkflowFile> {
  const name = basename(path).replace(/\.[^.]+$/, '');
  const isPrep = /\.tflx?$/i.test(path);
  try {
    if (!isPrep) return { workflow: importWorkflow(new TextDecoder().decode(bytes), name, catalog), noun: 'tool', unpack: async () => [] };
    const { file, unpack } = await prepPackage(bytes);
    return { workflow: importPrepFlow(file, name, catalog), noun: 'step', unpack };
  } catch (error) {
    // A text that is no UTF-8 is a fault of the file, all else of these kinds is one of the program.
    if ((error instanceof TypeError || error instanceof RangeError) && (error as NodeJS.ErrnoException).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error;
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new DiagnosticError(problem('file-format', isPrep ? `${path} is no flow of Tableau Prep: ${reason}. Name a .tfl or .tflx file as Tableau Prep saves it.` : `${path} is no Alteryx workflow: ${reason}. Name a .yxmd file; one inside a package (.yxzp) has to be taken out first.`));
  }
}

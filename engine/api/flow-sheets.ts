import { existsSync } from 'node:fs';
import type { CheckedFlow } from '../check/checked-flow.ts';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { isPattern } from '../relation/path-pattern.ts';
import type { SheetSize } from '../relation/sheet-size.ts';
import { WorkbookProblem } from '../workers/workbook-file.ts';
import { sheetsInWorkbook } from '../workers/workbook-thread.ts';
import { pathFrom } from './flow-paths.ts';

/** The sheets of the workbook that a node names. Throws a DiagnosticError where there is none to read. */
export async function flowSheets(flow: CheckedFlow, node: string): Promise<readonly SheetSize[]> {
  const params = flow.nodes.find((n) => n.id === node)?.params;
  const path = params?.['path'];
  const at = { node, param: 'path' };
  if (typeof path !== 'string' || path === '') throw new DiagnosticError(problem('param-missing', 'No workbook is chosen yet. Choose one, then its sheets are listed.', at));
  const several = new DiagnosticError(problem('param-invalid', `"${path}" stands for several workbooks, whose sheets are not listed. Write the name of the sheet, or * for all.`, at));
  const file = pathFrom(flow.base, path);
  if (isPattern(path) && !existsSync(file)) throw several;
  try {
    return await sheetsInWorkbook(file);
  } catch (error) {
    if (error instanceof WorkbookProblem) throw new DiagnosticError(problem('file-format', `"${path}" ${error.message}`, at));
    const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
    if (code === undefined) throw error;
    if (code === 'EISDIR') throw several;
    throw new DiagnosticError(problem(code === 'ENOENT' ? 'file-missing' : 'file-unreadable', code === 'ENOENT' ? `"${path}" is not there. Choose the workbook again.` : `"${path}" cannot be read (${code}). Check that it is a file this account may read.`, at));
  }
}

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import type { FlowDocument } from '../document/document.ts';
import { writeDocument } from '../document/write-document.ts';

/** Writes a flow into a folder that has none yet. */
export async function writeNewFlow(folder: string, document: FlowDocument): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'flow.json'), writeDocument(document), { flag: 'wx' });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new DiagnosticError(problem('target-read-only', code === 'EEXIST' ? `${join(folder, 'flow.json')} is there already. Name another folder.` : `${folder} cannot be written (${code ?? String(error)}). Choose another folder.`));
  }
}

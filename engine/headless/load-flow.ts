import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { flowName } from '../document/flow-name.ts';
import type { FlowDocument } from '../document/document.ts';
import { readDocument } from '../document/read-document.ts';

export interface LoadedFlow {
  readonly document: FlowDocument;
  /** Absolute path of the file. */
  readonly path: string;
  /** Absolute folder its relative paths start from. */
  readonly base: string;
  /** What it is known by, see flowName. */
  readonly name: string;
}

/** Reads a flow named on the command line: a flow file, or the folder of a `flow.json`. Throws a DiagnosticError with all that is wrong when there is none or it cannot be read. */
export async function loadFlow(given: string): Promise<LoadedFlow> {
  let path = resolve(given);
  try {
    if ((await stat(path)).isDirectory()) path = join(path, 'flow.json');
  } catch {
    // Reading it below says that it is not there.
  }
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new DiagnosticError(problem('flow-missing', `There is no flow at ${path}. Name a flow.json or the folder that holds one; "millrace new DIR" makes one.`));
    throw new DiagnosticError(problem('flow-unreadable', `${path} cannot be read (${code ?? String(error)}). Check that it is a file you may read.`));
  }
  const base = dirname(path);
  const { document, diagnostics } = readDocument(text, basename(path));
  if (!document) throw new DiagnosticError(diagnostics[0] ?? problem('flow-unreadable', `${path} is not a flow.`), diagnostics.slice(1));
  return { document, path, base, name: flowName(document.name, path) };
}

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import type { FlowDocument } from '../document/document.ts';
import { diffDocuments, isSame } from '../document/diff-documents.ts';
import { diffText } from '../document/diff-text.ts';
import { readDocument } from '../document/read-document.ts';
import { exit, type Console } from './console.ts';
import { loadFlow } from './load-flow.ts';

/** `millrace diff`: what changed between two versions of a flow; with one, between its last commit and the file. */
export async function diffCommand(a: string, b: string | undefined, options: { readonly json?: boolean; readonly exitCode?: boolean }, console: Console): Promise<number> {
  const [before, after] = b === undefined ? [await committed(a, 'HEAD'), (await loadFlow(a)).document] : [await version(a), await version(b)];
  const diff = diffDocuments(before, after);
  if (options.json === true) console.out(`${JSON.stringify({ same: isSame(diff), ...diff }, null, 2)}\n`);
  else console.out(isSame(diff) ? 'The two flows do the same.\n' : diffText(diff));
  return options.exitCode === true && !isSame(diff) ? exit.failed : exit.done;
}

/** A flow by its file or folder, or, where there is no such file, by git's `REVISION:PATH`. */
async function version(given: string): Promise<FlowDocument> {
  const colon = given.indexOf(':');
  if (existsSync(given) || colon <= 0 || given.startsWith('-')) return (await loadFlow(given)).document;
  return committed(given.slice(colon + 1), given.slice(0, colon));
}

/** The flow as a revision of git has it; `path` is a flow file or a folder that holds one. */
async function committed(path: string, revision: string): Promise<FlowDocument> {
  const file = path.endsWith('.json') ? resolve(path) : join(resolve(path), 'flow.json');
  const name = `${revision}:${basename(file)}`;
  let folder = dirname(file);
  let inside = basename(file);
  // The folder itself may be younger or gone.
  while (!existsSync(folder) && dirname(folder) !== folder) {
    inside = `${basename(folder)}/${inside}`;
    folder = dirname(folder);
  }
  if (revision.startsWith('-')) throw missing(file, revision, 'a revision does not begin with -');
  let text: string;
  try {
    text = (await promisify(execFile)('git', ['show', `${revision}:./${inside}`], { cwd: folder, maxBuffer: 1 << 28 })).stdout;
  } catch (error) {
    const said = (error as { readonly stderr?: string }).stderr?.trim().split('\n')[0] ?? '';
    throw missing(file, revision, said === '' ? 'git cannot be run' : said);
  }
  const { document, diagnostics } = readDocument(text, name);
  if (!document) throw new DiagnosticError(diagnostics[0] ?? problem('flow-unreadable', `${name} is not a flow.`), diagnostics.slice(1));
  return document;
}

const missing = (file: string, revision: string, reason: string): DiagnosticError =>
  new DiagnosticError(problem('flow-missing', `Git has no ${file} at ${revision} (${reason}). Name two flows, or a flow in a git repository.`));

import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import type { Catalog } from '../definition/index.ts';
import { isWorkflowFile, readWorkflowFile } from '../exchange/workflow-file.ts';
import { notesOf, parseSuite, tablesOf } from '../io/suite-file.ts';
import { rulesOfSuite } from '../quality/rules-of-suite.ts';
import type { EngineCalls, Imported } from './contract.ts';
import { pathFrom } from './flow-paths.ts';

/** More than the text of any workflow, suite or contract. */
const mostBytes = 64 * 1024 * 1024;

/** Reads a file of another tool: a workflow as a flow, a suite of expectations or a data contract as rules of a Check node. Data that came along with a workflow is laid below `base`. */
export async function importFile({ base, path, bytes, table }: Parameters<EngineCalls['importFile']>[0], catalog: Catalog): Promise<Imported> {
  const content = bytes ? new Uint8Array(bytes) : await read(pathFrom(base, path), path);
  if (content.length > mostBytes) throw new DiagnosticError(problem('file-format', `${path} is larger than 64 MB, which no workflow, suite or contract is. Choose another file.`));
  if (isWorkflowFile(path)) {
    const { workflow, noun, unpack } = await readWorkflowFile(content, path, catalog);
    return { kind: 'flow', document: workflow.document, tools: workflow.tools, noun, stayed: await unpack(base) };
  }
  const text = new TextDecoder().decode(content);
  const name = basename(path).replace(/\.[^.]*$/, '').replace(/\.odcs$/i, '');
  const tables = tablesOf(text, path);
  const meant = tables.find((t) => t.toLowerCase() === (table ?? name).toLowerCase());
  if (tables.length > 1 && meant === undefined) return { kind: 'tables', tables };
  const suite = parseSuite(text, path, meant ?? null);
  const { rules, notMapped } = rulesOfSuite(suite.expectations, 'reject');
  return { kind: 'rules', name: suite.name, rules, notMapped: [...notesOf(suite), ...notMapped] };
}

async function read(file: string, path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await readFile(file));
  } catch (error) {
    throw new DiagnosticError(problem('file-missing', `${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}). Check the path.`));
  }
}

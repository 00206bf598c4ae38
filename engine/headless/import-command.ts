import { basename, join, relative, resolve } from 'node:path';
import { sourceOfFile } from '../api/source-of-file.ts';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import type { Catalog } from '../definition/index.ts';
import { emptyDocument } from '../document/document.ts';
import { rulesOfSuite, type RuleSeverity } from '../quality/rules-of-suite.ts';
import { isWorkflowFile } from '../exchange/workflow-file.ts';
import { notesOf } from '../io/suite-file.ts';
import { exit, type Console } from './console.ts';
import { loadSuite } from './validate-command.ts';
import { writeNewFlow } from './write-new-flow.ts';

export interface ImportOptions {
  readonly json?: boolean;
  readonly data?: string;
  readonly to?: string;
  readonly severity: string;
}

const severities: readonly string[] = ['warn', 'reject', 'fail'];

/** `millrace import`: a suite of expectations or a data contract as rules of a Check node, printed as its settings or written as a flow that reads DATA and checks it. */
export async function importCommand(path: string, options: ImportOptions, catalog: Catalog, console: Console): Promise<number> {
  if (!severities.includes(options.severity)) throw new DiagnosticError(problem('param-invalid', `--severity ${options.severity} is unknown. Use ${severities.join(', ')}.`));
  if (isWorkflowFile(path)) return (await import('./import-workflow-command.ts')).importWorkflowCommand(path, options, catalog, console);
  if ((options.data === undefined) !== (options.to === undefined)) throw new DiagnosticError(problem('param-missing', '--data and --to belong together: the flow that --to writes reads the file that --data names.'));
  const table = basename(options.data ?? path).replace(/(\.[^.]*?)(\.(gz|zst))?$/i, '').replace(/\.odcs$/i, '');
  const suite = await loadSuite(path, table);
  const { rules, notMapped } = rulesOfSuite(suite.expectations, options.severity as RuleSeverity);
  for (const what of [...notesOf(suite), ...notMapped]) console.error(`note: not imported: ${what}\n`);
  if (options.to === undefined || options.data === undefined) {
    console.out(`${JSON.stringify({ rules }, null, 2)}\n`);
    return exit.done;
  }
  const folder = resolve(options.to);
  const source = sourceOfFile(relative(folder, resolve(options.data)) || options.data, catalog);
  const check = catalog.get('check-rows');
  if (!check) throw new Error('The catalogue has no Check node.');
  const document = {
    ...emptyDocument(suite.name),
    nodes: { data: source, check: { type: 'check-rows', version: check.version, params: { rules } } },
    edges: [{ from: 'data.out', to: 'check.in' }],
    layout: { data: { x: 0, y: 0 }, check: { x: 280, y: 0 } },
  };
  await writeNewFlow(folder, document);
  console.out(`${join(folder, 'flow.json')}: ${rules.length} rules\n`);
  return exit.done;
}

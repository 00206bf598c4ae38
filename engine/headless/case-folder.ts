import { access, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { readCaseTable, writeCaseTable, type CaseTable } from '../cases/case-table.ts';
import type { FlowCase } from '../cases/flow-case.ts';
import { DiagnosticError, problem } from '../core/diagnostic.ts';

const settings = z.strictObject({ description: z.string().optional(), parameters: z.record(z.string(), z.string()).default({}), keys: z.record(z.string(), z.array(z.string()).min(1)).default({}) });

const endPattern = /^([A-Za-z_][A-Za-z0-9_-]{0,79}\.[a-z][a-z0-9_-]*)\.json$/;
const casePattern = /^[A-Za-z0-9_][A-Za-z0-9_. -]{0,99}$/;

/** Folder that holds the cases of the flow in `base`. */
export const casesFolder = (base: string): string => join(base, 'tests');

/** Names of the cases of a flow, sorted; none where it has no tests. */
export async function listCases(base: string): Promise<readonly string[]> {
  const entries = await readdir(casesFolder(base), { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new DiagnosticError(problem('file-unreadable', `The folder ${casesFolder(base)} cannot be read (${error.code ?? error.message}). Make it readable.`));
  });
  return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map((entry) => entry.name).sort();
}

/** Reads `tests/NAME`: `inputs/NODE.PORT.json`, `expected/NODE.PORT.json` and, where there is one, `case.json`. Throws a DiagnosticError that names the file. */
export async function readCase(base: string, name: string): Promise<FlowCase> {
  const folder = join(casesFolder(base), name);
  const inputs = await readTables(join(folder, 'inputs'));
  const expected = await readTables(join(folder, 'expected'));
  if (expected.size === 0) throw new DiagnosticError(problem('test-case', `The case "${name}" expects nothing: ${join(folder, 'expected')} holds no NODE.PORT.json. Record the case again, or put a table there.`));
  const path = join(folder, 'case.json');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? '{}' : refuse(path, error.code ?? error.message)));
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    return refuse(path, error instanceof Error ? error.message : String(error));
  }
  const parsed = settings.safeParse(raw);
  if (!parsed.success) return refuse(path, `${parsed.error.issues[0]!.path.join('.')} ${parsed.error.issues[0]!.message}`.trim());
  return { name, inputs, expected, parameters: parsed.data.parameters, keys: parsed.data.keys };
}

/** Throws a DiagnosticError when there is a case of that name, or the name cannot be a folder's. */
export async function requireFreeName(base: string, name: string): Promise<void> {
  if (!casePattern.test(name)) throw new DiagnosticError(problem('test-case', `"${name}" cannot be the name of a case. Use letters, digits, spaces, dots, _ and -.`));
  const folder = join(casesFolder(base), name);
  if (await access(folder).then(() => true, () => false)) throw new DiagnosticError(problem('test-case', `There is a case "${name}" already (${folder}). Choose another name, or remove it first; --accept takes over what a case gives now.`));
}

/** Writes a case into its folder. */
export async function writeCase(base: string, flowCase: FlowCase): Promise<void> {
  const folder = join(casesFolder(base), flowCase.name);
  const files: [string, string][] = [];
  for (const [port, table] of flowCase.inputs) files.push([join('inputs', `${port}.json`), writeCaseTable(table)]);
  for (const [port, table] of flowCase.expected) files.push([join('expected', `${port}.json`), writeCaseTable(table)]);
  if (Object.keys(flowCase.parameters).length > 0) files.push(['case.json', `${JSON.stringify({ parameters: flowCase.parameters }, null, 2)}\n`]);
  for (const [file, text] of files) await put(join(folder, file), text);
}

/** Puts another expected table in the place of the one of a port. */
export const writeExpected = (base: string, name: string, port: string, table: CaseTable): Promise<void> => put(join(casesFolder(base), name, 'expected', `${port}.json`), writeCaseTable(table));

async function put(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } catch (error) {
    throw new DiagnosticError(problem('target-read-only', `${path} cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)}). Make its folder writable.`));
  }
}

async function readTables(folder: string): Promise<Map<string, CaseTable>> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? [] : refuse(folder, error.code ?? error.message)));
  const tables = new Map<string, CaseTable>();
  for (const name of names.filter((n) => !n.startsWith('.')).sort()) {
    const path = join(folder, name);
    const port = endPattern.exec(name)?.[1];
    if (port === undefined) return refuse(path, 'it is not called NODE.PORT.json');
    const table = readCaseTable(await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => refuse(path, error.code ?? error.message)));
    if ('trouble' in table) return refuse(path, table.trouble);
    tables.set(port, table);
  }
  return tables;
}

function refuse(path: string, why: string): never {
  throw new DiagnosticError(problem('test-case', `${path} cannot be read as a part of a case: ${why}. Mend it, or record the case again.`));
}

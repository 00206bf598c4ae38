import { readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { CheckedFlow, CheckedNode } from '../check/checked-flow.ts';
import { compileSelect } from '../compile/compile-select.ts';
import { DiagnosticError, hasErrors, problem } from '../core/diagnostic.ts';
import type { JsonObject } from '../core/json.ts';
import type { Schema } from '../core/schema.ts';
import type { Catalog } from '../definition/index.ts';
import { emptyDocument, type FlowNode } from '../document/document.ts';
import type { Expression } from '../expression/expression.ts';
import { asksForTime } from '../expression/volatile-tree.ts';
import { call, column, literal } from '../expression/expression.ts';
import { collectStagings, withStagings } from '../plan/collect-stagings.ts';
import { TableIndex } from '../plan/table-key.ts';
import { sqlCondition } from '../quality/condition-of.ts';
import { ExpectationTrouble, type Table } from '../quality/expectation.ts';
import { judgeSuite, type Ask, type Judged, type JudgeOptions } from '../quality/judge-suite.ts';
import { readJsonText } from '../quality/json-value.ts';
import type { Suite } from '../quality/read-suite.ts';
import { columnsToSpell } from '../quality/spelling.ts';
import { otherTable } from '../quality/table-checks.ts';
import { input, type Relation } from '../relation/relation.ts';
import { walkRelation } from '../relation/walk-relation.ts';
import type { DuckDbBinder } from '../workers/duckdb-binder.ts';
import { pathFrom } from './flow-paths.ts';
import type { Session } from './session.ts';
import { readableEndings, sourceOfFile } from './source-of-file.ts';
import type { WorkerThread } from './worker-thread.ts';

export interface ValidateRequest {
  readonly data: string;
  readonly suite: Suite;
  /** Files of other tables that expectations name. */
  readonly tables: Readonly<Record<string, string>>;
  readonly parameters: JsonObject;
  readonly now: number;
  readonly format: JudgeOptions['format'];
}

export interface Validation {
  readonly judged: readonly Judged[];
  /** Columns as they were judged: what came as JSON because its kinds differ is text. */
  readonly schema: Schema;
}

const suiteNode = 'suite';
const spelledNode = (i: number): string => `spelled_${i}`;
const tableNode = (i: number): string => `table_${i}`;

export interface ValidationTools {
  readonly session: Session;
  readonly binder: DuckDbBinder;
  readonly catalog: Catalog;
  /** Runs the statements; lives as long as its owner lets it. */
  readonly worker: WorkerThread;
}

/** Judges the rows of a file by a suite. Throws a DiagnosticError when the file cannot be read; trouble of one expectation is in its result. */
export async function validateData(request: ValidateRequest, { session, binder, catalog, worker }: ValidationTools): Promise<Validation> {
  const path = resolve(request.data);
  const others = await otherTables(request, dirname(path), catalog);
  const nodes = { data: sourceOfFile(path, catalog), ...Object.fromEntries(Object.values(others).map((file, i) => [tableNode(i), sourceOfFile(file, catalog)])) };
  const check = async (all: Readonly<Record<string, FlowNode>>): Promise<CheckedFlow> => {
    const checked = await session.check({ document: { ...emptyDocument('validate'), nodes: all }, base: dirname(path) });
    const errors = checked.diagnostics.filter((d) => d.severity === 'error');
    if (hasErrors(errors)) throw new DiagnosticError(errors[0]!, errors.slice(1));
    return checked;
  };
  const guessed = await check(nodes);
  const schema = schemaOf(guessed, 'data');
  const spelling = columnsToRead(request.suite, guessed, catalog);
  const flow = spelling.length === 0 ? guessed : await check({ ...nodes, ...Object.fromEntries(spelling.map((name, i) => [spelledNode(i), { ...nodes.data, params: { ...nodes.data.params, types: [{ column: name, type: 'VARCHAR' }] } }])) });
  const table = plainTable(schema, 'data');
  const spelled = new Map(spelling.map((name, i) => [name, plainTable(schemaOf(flow, spelledNode(i)), spelledNode(i))]));
  const names = Object.keys(others);
  const parsed = await parseConditions(request.suite, binder);
  const index = new TableIndex([...flow.nodes, suiteOver(names, flow)]);
  const resolvePath = (file: string): string => pathFrom(flow.base, file);
  const settings = withStagings(await session.settings(flow), collectStagings(index, resolvePath));
  const ask: Ask = async (relation, most) => {
    await refuseStatements(relation, binder, schema, names);
    const { sql } = compileSelect(index, suiteNode, relation, { kept: new Set(), resolvePath, functionName: () => '', sampleRows: null });
    const { tableFromIPC } = await import('apache-arrow');
    try {
      const result = await worker.look({ settings, functions: [], prepare: [], sql, rows: most, profile: false, node: suiteNode, cutProbes: [] }).result;
      const arrow = tableFromIPC(result.arrow);
      const columns = arrow.schema.fields.map((_f, c) => arrow.getChildAt(c)!);
      return Array.from({ length: arrow.numRows }, (_, i) => columns.map((c) => readJsonText(c.get(i) as string | null)));
    } catch (error) {
      if (error instanceof DiagnosticError && ['run-failed', 'value-unreadable', 'expression-type', 'expression-function', 'expression-syntax'].includes(error.diagnostic.code)) throw new ExpectationTrouble('suite', error.diagnostic.message);
      throw error;
    }
  };
  try {
    return { judged: await judgeSuite(request.suite, table, ask, { parameters: { given: { ...request.suite.parameters, ...request.parameters }, now: request.now }, format: request.format, parsed, spelled }), schema: table.schema };
  } finally {
    await rm(settings.tempDirectory, { recursive: true, force: true });
  }
}

const schemaOf = (flow: CheckedFlow, id: string): Schema => flow.nodes.find((n) => n.id === id)!.outputs['out']!;

/** Columns that are to be read a second time as text: those the suite judges by their spelling, in a file that does not state their type. */
function columnsToRead(suite: Suite, flow: CheckedFlow, catalog: Catalog): readonly string[] {
  const data = flow.nodes.find((n) => n.id === 'data')!;
  const scan = data.built?.outputs['out'];
  const format = scan?.op === 'scan' ? scan.source.format : null;
  const takesTypes = data.definition !== null && catalog.get(data.definition.type)?.params['types']?.kind === 'list';
  return takesTypes && (format === 'delimited' || format === 'json') ? columnsToSpell(suite.expectations, schemaOf(flow, 'data'), format) : [];
}

/** Values that came as JSON because their kinds differ are judged as the text they stand for. */
function plainTable(schema: Schema, port: string): Table {
  const isJson = (type: string): boolean => type === 'JSON';
  if (!schema.some((c) => isJson(c.type))) return { rows: input(port), schema };
  const columns = schema.filter((c) => isJson(c.type)).map((c) => ({ name: c.name, value: call('json_extract_string', column(c.name), literal('$')), replaces: true }));
  return { rows: { op: 'extend', from: input(port), columns }, schema: schema.map((c) => (isJson(c.type) ? { ...c, type: 'VARCHAR' } : c)) };
}

/** Stands where a node of the flow would that reads the data and the other tables. */
function suiteOver(names: readonly string[], flow: CheckedFlow): CheckedNode {
  const sources = { data: [{ node: 'data', port: 'out' }], ...Object.fromEntries(flow.nodes.filter((n) => n.id.startsWith('spelled_')).map((n) => [n.id, [{ node: n.id, port: 'out' }]])), ...Object.fromEntries(names.map((name, i) => [otherTable(name), [{ node: tableNode(i), port: 'out' }]])) };
  const shared = Object.fromEntries(names.map((name) => [otherTable(name), input(otherTable(name))]));
  return { id: suiteNode, title: 'Suite', definition: null, params: {}, caption: '', sources, inputs: {}, built: { outputs: {}, shared }, outputs: {}, diagnostics: flow.diagnostics };
}

async function parseConditions(suite: Suite, binder: DuckDbBinder): Promise<ReadonlyMap<string, Expression>> {
  const parsed = new Map<string, Expression>();
  for (const { kwargs } of suite.expectations) {
    const text = sqlCondition(kwargs);
    if (text === null) continue;
    const answer = await binder.parse(text, { node: suiteNode, param: 'row_condition' });
    if (answer.ok) parsed.set(text, { op: 'text', text, columns: answer.value.columns, volatile: answer.value.volatile || asksForTime(answer.value.columns, []), param: 'row_condition' });
  }
  return parsed;
}

/** A statement in an expectation must be one SELECT; binding it makes sure. */
async function refuseStatements(relation: Relation, binder: DuckDbBinder, schema: Schema, names: readonly string[]): Promise<void> {
  let holds = false;
  walkRelation(relation, (r) => (holds ||= r.op === 'sql'));
  for (const name of holds ? names : []) if (JSON.stringify(relation).includes(otherTable(name))) throw new ExpectationTrouble('suite', 'A statement reads the table it is about only.');
  if (!holds) return;
  const answer = await binder.bind({ node: suiteNode, inputs: { data: [schema] }, shared: {}, relation });
  if (!answer.ok) throw new ExpectationTrouble('suite', answer.problem.message);
}

/** Files of the tables that expectations name: those given, else a readable file of that name beside the data. */
async function otherTables({ suite, tables }: ValidateRequest, folder: string, catalog: Catalog): Promise<Readonly<Record<string, string>>> {
  const names = [...new Set(suite.expectations.flatMap(({ kwargs }) => (typeof kwargs['other_table_name'] === 'string' ? [kwargs['other_table_name']] : [])))];
  const found: Record<string, string> = {};
  for (const name of names) {
    const given = tables[name];
    const beside = given === undefined ? await fileBeside(folder, name, catalog) : resolve(given);
    if (beside === null) throw new DiagnosticError(problem('file-missing', `The suite compares with the table "${name}", and there is no such file beside the data. Name it with --table ${name}=FILE.`));
    found[name] = beside;
  }
  return found;
}

async function fileBeside(folder: string, name: string, catalog: Catalog): Promise<string | null> {
  const own = (await stat(join(folder, name)).catch(() => null))?.isFile() === true ? join(folder, name) : null;
  if (own !== null) return own;
  const endings = readableEndings(catalog);
  const files = (await readdir(folder)).filter((file) => endings.some((ending) => basename(file).toLowerCase() === `${name}${ending}`.toLowerCase())).sort();
  return files[0] === undefined ? null : join(folder, files[0]);
}

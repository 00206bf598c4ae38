import type { Diagnostic } from '../core/diagnostic.ts';
import { problem } from '../core/diagnostic.ts';
import type { AnyNodeDefinition, ParamRecord, ParamSpec } from '../definition/index.ts';
import type { Binder } from './binder.ts';
import type { FileRecords } from './checked-flow.ts';
import { checkParams } from './check-params.ts';
import type { PreparedParams } from './prepare-params.ts';
import { prepareParams } from './prepare-params.ts';
import type { Schema } from '../core/schema.ts';

export interface WithFileRecords {
  readonly prepared: PreparedParams;
  readonly from: FileRecords | null;
  readonly diagnostics: readonly Diagnostic[];
}

type ListSpec = Extract<ParamSpec, { kind: 'list' }>;

/** The list of a node that may hold records of a file, and the settings that name it. */
function fileList(definition: AnyNodeDefinition): { readonly list: string; readonly spec: ListSpec; readonly by: NonNullable<ListSpec['fromFile']> } | null {
  for (const [list, spec] of Object.entries(definition.params)) if (spec.kind === 'list' && spec.fromFile) return { list, spec, by: spec.fromFile };
  return null;
}

/** Whether settings of a node name a file of records, which may change while they stay the same. */
export const namesFileRecords = (definition: AnyNodeDefinition, params: ParamRecord): boolean => {
  const found = fileList(definition);
  return found !== null && typeof params[found.by.file] === 'string';
};

/** Reads the records of the file that settings name, as the settings of a list would be, and puts them behind the node's own. Their texts know no parameters of the flow. */
export async function withFileRecords(definition: AnyNodeDefinition, node: string, prepared: PreparedParams, base: string, binder: Binder, inputs: Readonly<Record<string, readonly Schema[]>>): Promise<WithFileRecords> {
  const found = fileList(definition);
  const path = found ? prepared.params[found.by.file] : null;
  if (!found || typeof path !== 'string' || path === '') return { prepared, from: null, diagnostics: [] };
  const { list, spec, by } = found;
  const answer = await binder.discover({ kind: 'rules', path, table: (prepared.params[by.table] as string | null) || null, severity: prepared.params[by.severity] as 'warn' | 'reject' | 'fail' }, base);
  if (!answer.ok) return { prepared, from: null, diagnostics: [{ ...answer.problem, at: { node, param: answer.problem.at.param === 'table' ? by.table : by.file } }] };
  const fact = answer.value;
  if (fact.kind !== 'rules') throw new Error('Rules were asked for and something else was answered.');
  const own = prepared.params[list] as readonly ParamRecord[];
  const from: FileRecords = { list, param: by.file, path, first: own.length, records: fact.records.map((r) => r.record), lines: fact.records.map((r) => r.line) };
  const left: Diagnostic[] = fact.left.map(({ what, line }) => ({ code: 'suite-partial', severity: 'warning', message: `${inFile(path, line)} asks for something that no rule says, so it is not checked here: ${what}. "millrace validate" may judge it.`, at: { node, param: by.file } }));
  const checked = checkParams({ ...definition, params: { [list]: spec }, migrations: {} }, node, { [list]: [...own, ...from.records] }, definition.version);
  if (!checked.params) return { prepared, from, diagnostics: [...left, ...checked.diagnostics.map((d) => located(d, from))] };
  const filled = (checked.params[list] as readonly ParamRecord[]).slice(own.length);
  const more = await prepareParams({ ...definition, params: { [list]: spec } }, node, { [list]: [...own.map(() => ({})), ...filled] }, null, binder, inputs);
  const merged: PreparedParams = {
    params: { ...prepared.params, [list]: [...own, ...(more.params[list] as readonly ParamRecord[]).slice(own.length)] },
    expressions: new Map([...prepared.expressions, ...more.expressions]),
    volatileStatements: prepared.volatileStatements,
    texts: new Map([...prepared.texts, ...more.texts]),
    diagnostics: prepared.diagnostics,
  };
  return { prepared: merged, from: { ...from, records: filled }, diagnostics: [...left, ...more.diagnostics.map((d) => located(d, from))] };
}

const inFile = (path: string, line: number | null): string => (line === null ? path : `${path}, line ${line},`);

/** A diagnostic about a record of the file, told at the setting that names it, with the line; any other as it is. */
export function located(diagnostic: Diagnostic, from: FileRecords): Diagnostic {
  const [list, place] = (diagnostic.at.param ?? '').split('.');
  const index = Number(place) - from.first;
  if (list !== from.list || !(index >= 0)) return diagnostic;
  const { node, port } = diagnostic.at;
  const line = from.lines[index] ?? null;
  return { ...problem(diagnostic.code, `${line === null ? from.path : `${from.path}, line ${line}`}: ${diagnostic.message}`, { ...(node === undefined ? {} : { node }), ...(port === undefined ? {} : { port }), param: from.param }), severity: diagnostic.severity };
}

import { problem } from '../core/diagnostic.ts';
import type { AnyNodeDefinition, Catalog, InlineTable, ParamRecord } from '../definition/index.ts';
import { literal } from '../expression/expression.ts';
import type { Relation } from '../relation/relation.ts';
import { input } from '../relation/relation.ts';
import type { Answer } from './binder.ts';
import { substituteInText, type ParameterValues } from './flow-parameters.ts';

/** Node types that stand for the flow of another file. */
export const callTypes: ReadonlySet<string> = new Set(['component', 'iterate-component']);

/** One use of a component. */
export interface ComponentCall {
  readonly path: string;
  /** What tells the uses of one node apart in the names of their nodes. */
  readonly suffix: string;
  /** Values of its parameters, by name. */
  readonly values: Readonly<Record<string, string>>;
  /** Setting that the values stand in. */
  readonly param: string;
}

/** The uses of a component that the settings of a node ask for: one, or one for each row of its table. */
export function componentCalls(id: string, params: ParamRecord, values: ParameterValues): Answer<readonly ComponentCall[]> {
  const unknown: string[] = [];
  const text = (written: string): string => {
    const found = substituteInText(written, values);
    unknown.push(...found.unknown);
    return found.text;
  };
  const path = text(String(params['path']));
  const table = params['table'] as InlineTable | undefined;
  const given = params['values'] as readonly { readonly name: string; readonly value: string }[] | undefined;
  const calls = table
    ? table.rows.map((row, i): ComponentCall => ({ path, suffix: `#${i + 1}`, param: 'table', values: Object.fromEntries(table.columns.flatMap((c, at) => (row[at] === null || row[at] === undefined ? [] : [[c.name, String(row[at])]]))) }))
    : [{ path, suffix: '', param: 'values', values: Object.fromEntries((given ?? []).map(({ name, value }) => [name, text(value)])) }];
  if (calls.length === 0) return { ok: false, problem: problem('param-missing', `The table of node "${id}" has no rows, so its component would never be used. Add a row.`, { node: id, param: 'table' }) };
  if (unknown.length > 0) return { ok: false, problem: problem('parameter-unknown', `Node "${id}" uses the parameter "${unknown[0]}", which the flow does not declare. Declare it under Parameters, or remove it.`, { node: id }) };
  return { ok: true, value: calls };
}

/** The catalogue with what stands in the place of a component and of its inputs once its flow is put in. */
export function withPassing(catalog: Catalog): Catalog {
  const component = catalog.get('component');
  const entry = catalog.get('component-input');
  const iterate = catalog.get('iterate-component');
  const more: [string, AnyNodeDefinition][] = [];
  if (component) more.push(['component!', { ...bare(component), inputs: fromInside(component, false), build: ({ inputs }) => ({ outputs: Object.fromEntries(component.outputs.flatMap(({ name }) => ((inputs[name] ?? []).length > 0 ? [[name, input(name)]] : []))) }) }]);
  if (iterate) more.push(['iterate-component!', { ...bare(iterate), inputs: fromInside(iterate, true), build: ({ inputs, params }) => ({ outputs: Object.fromEntries(iterate.outputs.flatMap(({ name }) => ((inputs[name] ?? []).length > 0 ? [[name, united(name, params['table'] as InlineTable)]] : []))) }) }]);
  if (entry) more.push(['component-input!', { ...bare(entry), inputs: [{ name: 'in', title: 'Rows', required: false }], build: ({ inputs }) => ({ outputs: (inputs['in'] ?? []).length > 0 ? { out: input('in') } : {} }) }]);
  return new Map([...catalog, ...more]);
}

/** Without what looks outside: that has been done. */
function bare(definition: AnyNodeDefinition): AnyNodeDefinition {
  const { need: _need, ...rest } = definition;
  return rest;
}

const fromInside = (definition: AnyNodeDefinition, many: boolean): AnyNodeDefinition['inputs'] => definition.outputs.map(({ name, title }) => ({ name, title, required: false, ...(many ? { many } : {}) }));

/** The rows of each use, with the values it was given as columns before them. */
const united = (port: string, { columns, rows }: InlineTable): Relation => ({
  op: 'union',
  items: rows.map((row, i): Relation => ({ op: 'extend', from: input(port, i), columns: columns.map((c, at) => ({ name: c.name, value: literal(row[at] === null || row[at] === undefined ? null : String(row[at]), c.type) })) })),
});

import { problem } from '../core/diagnostic.ts';
import type { InlineTable, ParamRecord } from '../definition/index.ts';
import type { Answer } from './binder.ts';
import { substituteInText, type ParameterValues } from './flow-parameters.ts';

/** Node types that stand for the flow of another file. */
export const callTypes: ReadonlySet<string> = new Set(['component', 'iterate-component']);

/** One use of a component. */
export interface ComponentCall {
  readonly path: string;
  /** What tells the uses of one node apart in the names of their nodes. */
  readonly suffix: string;
  /** Its values are of a row that arrived. */
  readonly fed: boolean;
  /** Values of its parameters, by name; null is NULL. */
  readonly values: Readonly<Record<string, string | null>>;
  /** The setting that the value of a parameter stands in. */
  settingOf(parameter: string): string;
}

/** The uses of a component that the settings of a node ask for: one, or one for each row of its table, which has arrived where it is `fed`. */
export function componentCalls(id: string, params: ParamRecord, values: ParameterValues, fed = false): Answer<readonly ComponentCall[]> {
  const unknown: string[] = [];
  const text = (written: string): string => {
    const found = substituteInText(written, values);
    unknown.push(...found.unknown);
    return found.text;
  };
  /** A value that is a parameter and nothing else may be NULL as that may. */
  const valueOf = (written: string): string | null => {
    const whole = values.get(/^\$\{(\w+)\}$/.exec(written)?.[1] ?? '');
    return whole ? whole.value : text(written);
  };
  const path = text(String(params['path']));
  const table = params['table'] as InlineTable | undefined;
  const given = (params['values'] ?? []) as readonly { readonly name: string; readonly value: string }[];
  const placeOf = (name: string): string => `values.${given.findLastIndex((g) => g.name === name)}.value`;
  const calls = table
    ? table.rows.map((row, i): ComponentCall => ({ path, suffix: `#${i + 1}`, fed, settingOf: () => 'table', values: Object.fromEntries(table.columns.flatMap((c, at) => (row[at] === null || row[at] === undefined ? [] : [[c.name, String(row[at])]]))) }))
    : [{ path, suffix: '', fed, settingOf: placeOf, values: Object.fromEntries(given.map(({ name, value }) => [name, valueOf(value)])) }];
  if (unknown.length > 0) return { ok: false, problem: problem('parameter-unknown', `Node "${id}" uses the parameter "${unknown[0]}", which the flow does not declare. Declare it under Parameters, or remove it.`, { node: id }) };
  const most = params['most'];
  if (table && typeof most === 'number' && calls.length > most) return { ok: false, problem: problem('param-invalid', `The table of node "${id}" asks for ${calls.length} rounds, and its limit is ${most}. Take rows out, or raise the limit.`, { node: id, param: 'most' }) };
  if (calls.length === 0) return { ok: false, problem: problem('param-missing', `The table of node "${id}" has no rows, so its component would never be used. Add a row, or connect Parameters.`, { node: id, param: 'table' }) };
  return { ok: true, value: calls };
}

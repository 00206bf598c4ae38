import type { Diagnostic } from '../core/diagnostic.ts';
import { problem } from '../core/diagnostic.ts';
import { quotedText } from '../core/quoting.ts';
import { nearestName } from '../core/schema.ts';
import type { FlowDocument, FlowParameter } from '../document/document.ts';
import { findParameters } from '../expression/find-parameters.ts';
import type { Exchange, WrittenText } from './written-text.ts';

/** A flow parameter with the value it has in this run, as text; null is NULL. */
export interface ParameterValue {
  readonly type: FlowParameter['type'];
  readonly value: string | null;
}

export type ParameterValues = ReadonlyMap<string, ParameterValue>;

const sqlTypes = { text: 'VARCHAR', integer: 'BIGINT', number: 'DOUBLE', boolean: 'BOOLEAN', date: 'DATE', timestamp: 'TIMESTAMP' } as const;

const nouns = { text: 'a text', integer: 'a whole number', number: 'a number', boolean: 'true or false', date: 'a date such as 2024-01-31', timestamp: 'a time such as 2024-01-31 08:00:00' } as const;

const shapes: Readonly<Record<FlowParameter['type'], RegExp>> = {
  text: /^[^]*$/,
  integer: /^[+-]?\d{1,18}$/,
  number: /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/,
  boolean: /^(true|false)$/i,
  date: /^\d{4}-\d\d-\d\d$/,
  timestamp: /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?$/,
};

/** The parameters of a flow as they are in one run. */
export interface ResolvedParameters {
  readonly values: ParameterValues;
  readonly diagnostics: readonly Diagnostic[];
  /** The parameter that each diagnostic is about. */
  readonly troubled: readonly string[];
}

/** Joins the declared parameters with the values given for this run; a null that is given is NULL. */
export function resolveParameters(document: FlowDocument, given: Readonly<Record<string, string | null>>): ResolvedParameters {
  const trouble: (readonly [name: string, Diagnostic])[] = [];
  const declared = document.parameters.map((p) => p.name);
  for (const name of Object.keys(given)) {
    if (declared.includes(name)) continue;
    const near = nearestName(name, declared);
    trouble.push([name, problem('parameter-unknown', `The flow has no parameter "${name}".${near ? ` Did you mean "${near}"?` : declared.length > 0 ? ` It has ${declared.join(', ')}.` : ' It declares none.'}`)]);
  }
  const values = new Map<string, ParameterValue>();
  for (const parameter of document.parameters) {
    const own = Object.hasOwn(given, parameter.name) ? given[parameter.name] : undefined;
    const value = own !== undefined ? own : parameter.default === null ? null : String(parameter.default);
    const wrong = value === null ? null : valueProblem(parameter, value);
    if (wrong !== null) trouble.push([parameter.name, problem('parameter-invalid', `Parameter "${parameter.name}" is ${JSON.stringify(value)}, which is not ${wrong}. Give it another value.`)]);
    // One that is wrong is known all the same, so that its uses are not reported as well.
    values.set(parameter.name, { type: parameter.type, value: wrong === null ? value : null });
  }
  return { values, diagnostics: trouble.map(([, d]) => d), troubled: trouble.map(([name]) => name) };
}

/** What a value is not but should be, or null. */
function valueProblem({ type, choices }: FlowParameter, value: string): string | null {
  if (!shapes[type].test(value)) return nouns[type];
  if (!choices || choices.length === 0 || choices.some((choice) => String(choice) === value)) return null;
  return `one of its choices: ${choices.map((choice) => JSON.stringify(String(choice))).join(', ')}`;
}

/** An expression or statement with `$name` replaced by typed constants, and the names that are not declared. */
export function substituteInExpression(written: string, values: ParameterValues): WrittenText & { readonly unknown: readonly string[] } {
  let prepared = '';
  let at = 0;
  const unknown: string[] = [];
  const exchanges: Exchange[] = [];
  for (const use of findParameters(written)) {
    const parameter = values.get(use.name);
    if (!parameter) {
      unknown.push(use.name);
      continue;
    }
    prepared += written.slice(at, use.start);
    const start = prepared.length;
    prepared += `CAST(${parameter.value === null ? 'NULL' : quotedText(parameter.value)} AS ${sqlTypes[parameter.type]})`;
    exchanges.push({ written: { start: use.start, end: use.end }, prepared: { start, end: prepared.length } });
    at = use.end;
  }
  return { written, prepared: prepared + written.slice(at), exchanges, unknown };
}

/** A path or plain text with `${name}` replaced by the parameter's value, and the names that are not declared. */
export function substituteInText(text: string, values: ParameterValues): { readonly text: string; readonly unknown: readonly string[] } {
  const unknown: string[] = [];
  const result = text.replaceAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (whole, name: string) => {
    const parameter = values.get(name);
    if (!parameter) unknown.push(name);
    return parameter ? (parameter.value ?? '') : whole;
  });
  return { text: result, unknown };
}

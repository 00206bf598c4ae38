import type { Diagnostic } from '../core/diagnostic.ts';
import { problem } from '../core/diagnostic.ts';
import { nearestName } from '../core/schema.ts';
import type { AnyNodeDefinition, InlineTable, ParamRecord, ParamSpec, ParamSpecs } from '../definition/index.ts';
import { paramsSchema } from '../definition/index.ts';

export interface ParamCheck {
  /** Null when a setting is missing or wrong. */
  readonly params: ParamRecord | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Brings a node's stored settings to the definition's version, fills in defaults and checks every value. */
export function checkParams(definition: AnyNodeDefinition, node: string, stored: ParamRecord, version: number): ParamCheck {
  if (version > definition.version) {
    return { params: null, diagnostics: [problem('node-unknown-type', `Node "${node}" was saved by a newer "${definition.type}" (version ${version}, here ${definition.version}). Update Millrace to run it.`, { node })] };
  }
  let params: Record<string, unknown> = { ...stored };
  for (let v = version; v < definition.version; v++) {
    const step = definition.migrations?.[v];
    if (!step) throw new Error(`${definition.type} has no migration from version ${v}.`);
    params = step(params);
  }
  const parsed = paramsSchema(definition.params).safeParse(params);
  if (parsed.success) return { params: parsed.data, diagnostics: [] };
  return { params: null, diagnostics: parsed.error.issues.map((issue) => describeIssue(definition, node, params, issue)) };
}

function describeIssue(definition: AnyNodeDefinition, node: string, params: ParamRecord, issue: { readonly code?: string | undefined; readonly path: readonly PropertyKey[]; readonly message: string; readonly keys?: readonly string[] }): Diagnostic {
  const path = issue.path.map(String);
  const param = path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys?.[0] ?? '';
    const known = Object.keys(specsAt(definition.params, path));
    const near = nearestName(key, known);
    const full = [...path, key].join('.');
    return problem('param-unknown', `Node "${node}" has a setting "${full}" that "${definition.type}" does not know. ${near ? `Did you mean "${near}"?` : `It knows ${known.map((k) => `"${k}"`).join(', ')}.`}`, { node, param: full });
  }
  const spec = specAt(definition.params, path);
  const label = spec?.label ?? param;
  const value = path.reduce<unknown>((v, key) => (v === null || v === undefined ? v : (v as Record<string, unknown>)[key]), params);
  const place = path.length > 1 && path[1] !== undefined && /^\d+$/.test(path[1]) ? ` (item ${Number(path[1]) + 1})` : '';
  if (value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)) {
    return problem('param-missing', `"${label}"${place} of node "${node}" is empty. Fill it in.`, { node, param });
  }
  const choices = spec?.kind === 'choice' ? ` It can be ${spec.options.map((o) => `"${o.value}"`).join(', ')}.` : '';
  return problem('param-invalid', `"${label}"${place} of node "${node}" cannot be ${JSON.stringify(value)?.slice(0, 80)}: ${issue.message}.${choices || ' Change it.'}`, { node, param });
}

function specAt(specs: ParamSpecs, path: readonly string[]): ParamSpec | undefined {
  const [name, ...rest] = path;
  const spec = name === undefined ? undefined : specs[name];
  if (!spec || rest.length === 0) return spec;
  return spec.kind === 'list' ? (rest.length === 1 ? spec : specAt(spec.item, rest.slice(1))) : spec;
}

function specsAt(specs: ParamSpecs, path: readonly string[]): ParamSpecs {
  const spec = specAt(specs, path);
  return spec?.kind === 'list' ? spec.item : specs;
}

/** One filled-in setting of a given kind, wherever it sits among nested lists. */
export interface FoundParam<K extends ParamSpec['kind']> {
  readonly path: string;
  readonly spec: Extract<ParamSpec, { kind: K }>;
  readonly value: K extends 'table' ? InlineTable : string;
}

/** All filled-in settings of one kind, paths like `columns.0.expression`. */
export function findParams<K extends 'expression' | 'type' | 'table' | 'text' | 'file' | 'sql'>(kind: K, specs: ParamSpecs, params: ParamRecord, prefix = ''): FoundParam<K>[] {
  return Object.entries(specs).flatMap(([name, spec]) => {
    const value = params[name];
    if (value === null || value === undefined) return [];
    const path = prefix + name;
    if (spec.kind === 'list') return (value as ParamRecord[]).flatMap((item, i) => findParams(kind, spec.item, item, `${path}.${i}.`));
    return spec.kind === kind ? [{ path, spec, value } as FoundParam<K>] : [];
  });
}

/** The settings with the value at `path` replaced; nothing else is copied deeper than needed. */
export function withParam(params: ParamRecord, path: string, value: unknown): ParamRecord {
  const [head, ...rest] = path.split('.');
  const put = (target: unknown, keys: readonly string[]): unknown => {
    const [key, ...more] = keys;
    if (key === undefined) return value;
    if (Array.isArray(target)) return target.map((item: unknown, i) => (i === Number(key) ? put(item, more) : item));
    const record = (target ?? {}) as Record<string, unknown>;
    return { ...record, [key]: put(record[key], more) };
  };
  return put(params, [head!, ...rest]) as ParamRecord;
}

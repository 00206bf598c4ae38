import { z } from 'zod';
import type { ParamSpec, ParamSpecs } from './param.ts';

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const inlineTable = z.strictObject({
  columns: z.array(z.strictObject({ name: z.string().min(1), type: z.string().min(1) })).min(1),
  rows: z.array(z.array(cell)),
});

/** The zod schema of one setting's stored value; `null` is allowed exactly where the default is `null`. */
export function paramSchema(spec: ParamSpec): z.ZodType {
  const described = bare(spec).describe(spec.help === undefined ? spec.label : `${spec.label}. ${spec.help}`);
  if (!('default' in spec) || spec.default === undefined) return described;
  if (spec.default === null) return described.nullable().default(null);
  // The records of a list that stands by default have defaults of their own.
  return spec.kind === 'list' ? described.prefault(spec.default as never) : described.default(spec.default as never);
}

function bare(spec: ParamSpec): z.ZodType {
  switch (spec.kind) {
    case 'text':
      return z.string();
    case 'file':
    case 'expression':
    case 'column':
    case 'sql':
    case 'script':
    case 'type':
      return z.string().min(1);
    case 'texts':
    case 'columns':
      return z.array(z.string());
    case 'integer':
    case 'number': {
      let number = spec.kind === 'integer' ? z.int() : z.number();
      if (spec.min !== undefined) number = number.min(spec.min);
      if (spec.max !== undefined) number = number.max(spec.max);
      return number;
    }
    case 'boolean':
      return z.boolean();
    case 'choice':
      return z.enum(spec.options.map((o) => o.value));
    case 'table':
      return inlineTable;
    case 'list':
      return z.array(paramsSchema(spec.item)).min(spec.min ?? 0);
  }
}

const known = new WeakMap<ParamSpecs, z.ZodObject>();

/** The zod schema of a whole set of settings; unknown names are refused. Made once per set: making one takes longer than using it a thousand times. */
export function paramsSchema(specs: ParamSpecs): z.ZodObject {
  let schema = known.get(specs);
  if (!schema) {
    schema = z.strictObject(Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, paramSchema(spec)])));
    known.set(specs, schema);
  }
  return schema;
}

/** JSON Schema (draft 2020-12) of what a flow file may hold under `params`. */
export const paramsJsonSchema = (specs: ParamSpecs): Record<string, unknown> => z.toJSONSchema(paramsSchema(specs), { io: 'input' }) as Record<string, unknown>;

/** The stored value every setting starts from: its default, or nothing where it is required. */
export function defaultParams(specs: ParamSpecs): Record<string, unknown> {
  const entries = Object.entries(specs).flatMap(([name, spec]) => ('default' in spec && spec.default !== undefined ? [[name, spec.default] as const] : []));
  return Object.fromEntries(entries);
}

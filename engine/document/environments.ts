import { z } from 'zod';
import { problem, type Diagnostic } from '../core/diagnostic.ts';

const schema = z.record(z.string(), z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])));

/** Values of parameters by the name of the environment, then of the parameter; null leaves a parameter at its default. */
export type Environments = Readonly<Record<string, Readonly<Record<string, string | number | boolean | null>>>>;

/** Reads the text of an environment file; a problem has the code 'environment-unknown'. `path` and `example`, the name of an environment, are for messages. */
export function readEnvironments(text: string, path: string, example = 'test'): { readonly environments: Environments } | { readonly problem: Diagnostic } {
  let raw: unknown;
  try {
    raw = JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch {
    return { problem: problem('environment-unknown', `${path} is not complete JSON. Mend it, or restore it from a copy.`) };
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success) return { environments: parsed.data };
  return { problem: problem('environment-unknown', `${path} is not as it should be at ${parsed.error.issues[0]!.path.join('.') || 'its beginning'}: it holds the environments by name, each with values of parameters by name, such as {"${example}": {"since": "2024-01-01"}}.`) };
}

/** The text of an environment file, one value per line, so that versions are easy to compare. */
export const writeEnvironments = (environments: Environments): string => `${JSON.stringify(environments, null, 2)}\n`;

/** What an environment gives to a run. */
export const environmentValues = (environment: Environments[string]): Record<string, string> => Object.fromEntries(Object.entries(environment).flatMap(([parameter, value]) => (value === null ? [] : [[parameter, String(value)]])));

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { nearestName } from '../core/schema.ts';
import { environmentFile } from '../document/environment-file.ts';
import type { LoadedFlow } from './load-flow.ts';

export interface ParameterOptions {
  readonly param: readonly string[];
  readonly env?: string;
}

const environments = z.record(z.string(), z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])));

/** The parameters of a call: those of the environment it names, and before them those given one by one. */
export async function givenParameters(flow: LoadedFlow, { param, env }: ParameterOptions): Promise<Record<string, string>> {
  const given = parseParameters(param);
  return env === undefined ? given : { ...(await environmentValues(flow.base, env)), ...given };
}

/** Values given one by one as NAME=VALUE. Throws a DiagnosticError with 'parameter-invalid'. */
export function parseParameters(given: readonly string[]): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const text of given) {
    const at = text.indexOf('=');
    if (at <= 0) throw new DiagnosticError(problem('parameter-invalid', `--param ${text} is not NAME=VALUE. Write for example --param since=2024-01-01.`));
    parameters[text.slice(0, at)] = text.slice(at + 1);
  }
  return parameters;
}

/** The values of an environment, from the file beside the flow; null leaves a parameter at its default. Throws a DiagnosticError with 'environment-unknown'. */
async function environmentValues(base: string, name: string): Promise<Record<string, string>> {
  const path = join(base, environmentFile);
  const fail = (message: string): never => {
    throw new DiagnosticError(problem('environment-unknown', message));
  };
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => fail(error.code === 'ENOENT' ? `There is no environment "${name}", because there is no ${path}. Write it, such as {"${name}": {"since": "2024-01-01"}}.` : `${path} cannot be read (${error.code ?? error.message}). Check that it is a file you may read.`));
  let raw: unknown = null;
  try {
    raw = JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch {
    return fail(`${path} is not complete JSON. Mend it, or restore it from a copy.`);
  }
  const parsed = environments.safeParse(raw);
  if (!parsed.success) return fail(`${path} is not as it should be at ${parsed.error.issues[0]!.path.join('.') || 'its beginning'}: it holds the environments by name, each with values of parameters by name, such as {"${name}": {"since": "2024-01-01"}}.`);
  const known = Object.keys(parsed.data);
  const found = Object.hasOwn(parsed.data, name) ? parsed.data[name] : undefined;
  if (found === undefined) {
    const near = nearestName(name, known);
    return fail(`${path} has no environment "${name}".${near ? ` Did you mean "${near}"?` : known.length > 0 ? ` It has ${known.join(', ')}.` : ' It has none.'}`);
  }
  return Object.fromEntries(Object.entries(found).flatMap(([parameter, value]) => (value === null ? [] : [[parameter, String(value)]])));
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { nearestName } from '../core/schema.ts';
import { environmentFile } from '../core/environment-file.ts';
import { environmentValues, readEnvironments } from '../document/environments.ts';
import type { LoadedFlow } from './load-flow.ts';

export interface ParameterOptions {
  readonly param: readonly string[];
  readonly env?: string;
}

/** The parameters of a call: those of the environment it names, and before them those given one by one. */
export async function givenParameters(flow: LoadedFlow, { param, env }: ParameterOptions): Promise<Record<string, string>> {
  const given = parseParameters(param);
  return env === undefined ? given : { ...(await valuesOf(flow.base, env)), ...given };
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
async function valuesOf(base: string, name: string): Promise<Record<string, string>> {
  const path = join(base, environmentFile);
  const fail = (message: string): never => {
    throw new DiagnosticError(problem('environment-unknown', message));
  };
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => fail(error.code === 'ENOENT' ? `There is no environment "${name}", because there is no ${path}. Write it, such as {"${name}": {"since": "2024-01-01"}}.` : `${path} cannot be read (${error.code ?? error.message}). Check that it is a file you may read.`));
  const read = readEnvironments(text, path, name);
  if ('problem' in read) return fail(read.problem.message);
  const known = Object.keys(read.environments);
  const found = Object.hasOwn(read.environments, name) ? read.environments[name] : undefined;
  if (found === undefined) {
    const near = nearestName(name, known);
    return fail(`${path} has no environment "${name}".${near ? ` Did you mean "${near}"?` : known.length > 0 ? ` It has ${known.join(', ')}.` : ' It has none.'}`);
  }
  return environmentValues(found);
}

import { DiagnosticError, problem } from '../core/diagnostic.ts';

/** The variable of the environment that holds a secret: `shop db` is MILLRACE_SECRET_SHOP_DB. Only such variables are reachable, so a flow from elsewhere can ask for no other. */
export const secretVariable = (name: string): string => `MILLRACE_SECRET_${name.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_')}`;

const known = new Set<string>();

/** The value of a secret by its name; throws `secret-missing`, at the setting `param`, where this machine has none. */
export function secretValue(name: string, node: string | undefined, param = 'secret', environment: NodeJS.ProcessEnv = process.env): string {
  const variable = secretVariable(name);
  const value = environment[variable];
  if (value === undefined || value === '') throw new DiagnosticError(problem('secret-missing', `${node === undefined ? 'A setting' : `Node "${node}"`} uses the secret "${name}", which this machine does not have. Set the environment variable ${variable} before starting Millrace.`, node === undefined ? { param } : { node, param }));
  known.add(value);
  return value;
}

/** A text without the value of any secret that was asked for, whoever put it there. */
export function withoutSecrets(text: string): string {
  let clean = text;
  for (const value of known) clean = clean.replaceAll(value, '•••');
  return clean;
}

/** The same for text that comes from another process, which asked for secrets that this one does not know it had: without the value of any that the environment holds. */
export function withoutAnySecret(text: string, environment: NodeJS.ProcessEnv = process.env): string {
  for (const [variable, value] of Object.entries(environment)) if (variable.startsWith(secretVariable('')) && value !== undefined && value !== '') known.add(value);
  return withoutSecrets(text);
}

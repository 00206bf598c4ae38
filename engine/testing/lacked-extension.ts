import type { AnyNodeDefinition } from '../definition/index.ts';
import { needExtension, paramsSchema } from '../definition/index.ts';
import { extensionsHere } from '../workers/extensions-here.ts';

/** Names of the extensions of the database that are not on this machine. */
export const missingExtensions = async (): Promise<readonly string[]> => (await extensionsHere()).filter((e) => e.file === null).map((e) => e.name);

/** The extension a node with these settings needs and this machine lacks, or null. */
export function lackedExtension(definition: AnyNodeDefinition, params: Readonly<Record<string, unknown>>, missing: readonly string[]): string | null {
  const need = definition.need?.(paramsSchema(definition.params).parse(params));
  const name = need ? needExtension(need) : null;
  return name !== null && missing.includes(name) ? name : null;
}

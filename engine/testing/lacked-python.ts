import { tmpdir } from 'node:os';
import type { AnyNodeDefinition } from '../definition/index.ts';
import { paramsSchema } from '../definition/index.ts';
import { askPython, findPython } from '../scripting/python/find-python.ts';

/** Why scripts of Python cannot be tried on this machine, or null. */
export async function missingPython(packages: readonly string[] = ['pyarrow', 'pandas']): Promise<string | null> {
  const path = await findPython('');
  if (path === null) return 'there is no python3 on the path';
  const { lacks } = await askPython(path, 'transform = None', packages, tmpdir());
  return lacks.length === 0 ? null : `${path} lacks ${lacks.join(' and ')}`;
}

export const needsPython = (definition: AnyNodeDefinition, params: Readonly<Record<string, unknown>>): boolean => definition.need?.(paramsSchema(definition.params).parse(params))?.kind === 'python';

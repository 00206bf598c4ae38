import type { Schema } from '../core/schema.ts';
import type { AnyNodeDefinition, ChartSpec } from '../definition/index.ts';
import { paramsSchema } from '../definition/index.ts';

/** The chart a node draws with these settings and inputs; null for nodes that draw none or whose settings are not complete. */
export function chartSpecOf(definition: AnyNodeDefinition, params: Readonly<Record<string, unknown>>, inputs: Readonly<Record<string, readonly Schema[]>>): ChartSpec | null {
  // Only views are asked: they compute nothing, so their build needs no parsed expression.
  if (!definition.type.startsWith('view-')) return null;
  const read = paramsSchema(definition.params).safeParse(params);
  if (!read.success) return null;
  const built = definition.build({
    params: read.data,
    inputs,
    fact: null,
    connected: new Set(),
    expression: (path) => {
      throw new Error(`A view has no expressions, yet ${definition.type} asks for ${path}.`);
    },
    isVolatileStatement: () => false,
    report: () => undefined,
    warn: () => undefined, note: () => undefined,
  });
  return built.view?.chart ?? null;
}

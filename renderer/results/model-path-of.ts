import type { AnyNodeDefinition } from '../../engine/definition/index.ts';

/** The model file a node is set to: its file setting that takes ONNX; null when it has none, '' while it is empty. */
export function modelPathOf(definition: AnyNodeDefinition, params: Readonly<Record<string, unknown>>): string | null {
  const found = Object.entries(definition.params).find(([, spec]) => spec.kind === 'file' && spec.extensions.some((e) => e.replace(/^\./, '') === 'onnx'));
  if (!found) return null;
  const path = params[found[0]];
  return typeof path === 'string' ? path : '';
}

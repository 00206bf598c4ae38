import { DiagnosticError, problem } from '../core/diagnostic.ts';
import type { Catalog } from '../definition/index.ts';
import { emptyDocument, type FlowDocument } from '../document/document.ts';
import { nodeForFile } from './node-for-file.ts';

export interface Scoring {
  /** Absolute paths. */
  readonly model: string;
  readonly data: string;
  readonly to: string;
  readonly rejected: string | null;
  readonly errors: string | null;
  /** Texts of the file that mean a missing value, beside the empty one. */
  readonly missing: readonly string[];
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The flow that reads a file, scores its rows and writes a file; node types are found by the endings of the names. Throws a DiagnosticError for an ending that no node has. */
export function scoringFlow(scoring: Scoring, catalog: Catalog): FlowDocument {
  const node = (type: string, params: Record<string, unknown>) => ({ type, version: catalog.get(type)!.version, params });
  const file = (path: string) => {
    const { definition, more } = nodeForFile('write', path, catalog);
    return node(definition.type, { path, ...more });
  };
  const reader = (): ReturnType<typeof node> => {
    const { definition, more } = nodeForFile('read', scoring.data, catalog);
    if (scoring.missing.length === 0) return node(definition.type, { path: scoring.data, ...more });
    const spec = definition.params['nulls'];
    if (spec?.kind !== 'texts') throw new DiagnosticError(problem('param-invalid', `--null is for files of text, such as CSV, and ${scoring.data} has values of its own for what is missing. Leave it out.`, { node: 'data', param: 'nulls' }));
    return node(definition.type, { path: scoring.data, ...more, nulls: [...new Set([...(spec.default ?? []), ...scoring.missing])] });
  };
  const flow = emptyDocument('predict');
  const sides = (['rejected', 'errors'] as const).flatMap((port) => (scoring[port] === null ? [] : [[port, file(scoring[port])] as const]));
  return {
    ...flow,
    nodes: { data: reader(), model: node('predict-onnx', { model: scoring.model, ...scoring.settings }), result: file(scoring.to), ...Object.fromEntries(sides) },
    edges: [{ from: 'data.out', to: 'model.in' }, { from: 'model.out', to: 'result.in' }, ...sides.map(([port]) => ({ from: `model.${port}`, to: `${port}.in` }))],
  };
}

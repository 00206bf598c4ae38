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
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The flow that reads a file, scores its rows and writes a file; node types are found by the endings of the names. Throws a DiagnosticError for an ending that no node has. */
export function scoringFlow(scoring: Scoring, catalog: Catalog): FlowDocument {
  const node = (type: string, params: Record<string, unknown>) => ({ type, version: catalog.get(type)!.version, params });
  const file = (access: 'read' | 'write', path: string) => {
    const { definition, more } = nodeForFile(access, path, catalog);
    return node(definition.type, { path, ...more });
  };
  const flow = emptyDocument('predict');
  const sides = (['rejected', 'errors'] as const).flatMap((port) => (scoring[port] === null ? [] : [[port, file('write', scoring[port])] as const]));
  return {
    ...flow,
    nodes: { data: file('read', scoring.data), model: node('predict-onnx', { model: scoring.model, ...scoring.settings }), result: file('write', scoring.to), ...Object.fromEntries(sides) },
    edges: [{ from: 'data.out', to: 'model.in' }, { from: 'model.out', to: 'result.in' }, ...sides.map(([port]) => ({ from: `model.${port}`, to: `${port}.in` }))],
  };
}

import type { Catalog } from '../definition/index.ts';
import { emptyDocument, type FlowDocument } from '../document/document.ts';
import { nodeForFile } from './node-for-file.ts';

export interface Scoring {
  /** Absolute paths. */
  readonly model: string;
  readonly data: string;
  readonly to: string;
  readonly rejected: string | null;
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
  const rejected = scoring.rejected === null ? {} : { rejected: file('write', scoring.rejected) };
  return {
    ...flow,
    nodes: { data: file('read', scoring.data), model: node('predict-onnx', { model: scoring.model, ...scoring.settings }), result: file('write', scoring.to), ...rejected },
    edges: [{ from: 'data.out', to: 'model.in' }, { from: 'model.out', to: 'result.in' }, ...(scoring.rejected === null ? [] : [{ from: 'model.rejected', to: 'rejected.in' }])],
  };
}

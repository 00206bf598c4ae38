import type { Engine } from '../../engine/api/engine.ts';
import type { RunReport } from '../../engine/core/run-report.ts';
import { emptyDocument, type FlowDocument } from '../../engine/document/document.ts';

export type Nodes = Readonly<Record<string, readonly [type: string, params?: Readonly<Record<string, unknown>>]>>;

/** A flow of nodes and edges written `a.out > b.in`. */
export const flow = (nodes: Nodes, edges: readonly string[] = []): FlowDocument => ({
  ...emptyDocument('f'),
  nodes: Object.fromEntries(Object.entries(nodes).map(([id, [type, params]]) => [id, { type, version: 1, params: { ...params } }])),
  edges: edges.map((edge) => ({ from: edge.split(' > ')[0]!, to: edge.split(' > ')[1]! })),
});

export const rows = (statement: string) => ['sql', { statement }] as const;

export const run = (engine: Engine, base: string, document: FlowDocument): Promise<RunReport> => engine.session.run({ document, base, name: 'f' }, () => undefined, () => undefined);

/** Rows of a statement, written into a table. */
export const loading = (statement: string, params: Readonly<Record<string, unknown>>): FlowDocument => flow({ rows: rows(statement), table: ['write-database', params] }, ['rows.out > table.in']);

export const codes = (report: RunReport): readonly string[] => report.diagnostics.map((d) => d.code);

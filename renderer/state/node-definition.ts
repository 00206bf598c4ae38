import type { CheckResult, ComponentFace } from '../../engine/api/contract.ts';
import { portsOfEdges } from '../../engine/check/passing-definitions.ts';
import type { AnyNodeDefinition, Catalog } from '../../engine/definition/index.ts';
import type { FlowDocument, FlowEdge } from '../../engine/document/document.ts';

/** What it takes to know the ports of a node: those of a component are in the flow that it uses, as the last check found it. */
export interface KnownFlow {
  readonly catalog: Catalog;
  readonly document: FlowDocument;
  readonly check: Pick<CheckResult, 'nodes'> | null;
}

interface Remembered {
  readonly type: AnyNodeDefinition;
  readonly face: ComponentFace | undefined;
  readonly edges: readonly FlowEdge[];
  readonly own: AnyNodeDefinition;
}

const remembered = new Map<string, Remembered>();

/** The definition of a node: that of its type, for a component with the ports of its flow. Ports that only edges name are among them, so that these can be seen and led elsewhere. */
export function nodeDefinition(flow: KnownFlow, id: string | null | undefined): AnyNodeDefinition | undefined {
  const type = flow.catalog.get(flow.document.nodes[id ?? '']?.type ?? '');
  if (type?.ownFlow !== true || id === null || id === undefined) return type;
  const face = flow.check?.nodes[id]?.face;
  const { edges } = flow.document;
  const known = remembered.get(id);
  if (known && known.type === type && known.face === face && known.edges === edges) return known.own;
  const ports = portsOfEdges(id, flow.document);
  const inputs = merged([...(face?.inputs ?? []).map(({ name, title, help }) => ({ name, title, required: true, ...(help === '' ? {} : { help }) })), ...type.inputs, ...ports.inputs]);
  const outputs = merged([...(face?.outputs ?? []).map(({ name, title, help }) => ({ name, title, kind: 'rows' as const, ...(help === '' ? {} : { help }) })), ...type.outputs, ...ports.outputs]);
  // The same ports are the same definition, so that nothing is drawn again.
  const same = known && known.type === type && JSON.stringify([known.own.inputs, known.own.outputs]) === JSON.stringify([inputs, outputs]);
  const own = same ? known.own : { ...type, inputs, outputs };
  if (remembered.size > 1000) remembered.clear();
  remembered.set(id, { type, face, edges, own });
  return own;
}

const merged = <P extends { readonly name: string }>(ports: readonly P[]): readonly P[] => ports.filter((port, i) => ports.findIndex((p) => p.name === port.name) === i);

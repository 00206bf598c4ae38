import type { FlowDocument, FlowNode, FlowParameter } from '../document/document.ts';

/** A port that a flow has where it is used as a component. */
export interface FacePort {
  readonly name: string;
  readonly title: string;
  readonly help: string;
}

/** What a flow shows where it is used as a component: its ports, and its parameters as the settings of the node. */
export interface ComponentFace {
  readonly path: string;
  readonly name: string;
  readonly description: string;
  readonly inputs: readonly FacePort[];
  readonly outputs: readonly FacePort[];
  readonly parameters: readonly FlowParameter[];
}

const firstNames = { 'component-input': 'in1', 'component-output': 'out1' } as const;

/** The name of the port that a node of a component stands for; null for all other nodes. */
export function portOf(node: FlowNode): string | null {
  if (node.disabled === true || (node.type !== 'component-input' && node.type !== 'component-output')) return null;
  return text(node.params['port']) || firstNames[node.type];
}

/** What the flow at `path` shows as a component. Ports stand by their position, those without one behind the others, in the order of the file. */
export function componentFace(document: FlowDocument, path: string): ComponentFace {
  const { parameters } = document;
  return { path, name: document.name, description: document.description ?? '', inputs: portsOf(document, 'component-input'), outputs: portsOf(document, 'component-output'), parameters };
}

function portsOf(document: FlowDocument, type: keyof typeof firstNames): readonly FacePort[] {
  const place = ({ params: { position } }: FlowNode): number => (typeof position === 'number' ? position : Number.MAX_SAFE_INTEGER);
  return Object.values(document.nodes)
    .filter((node) => node.type === type && node.disabled !== true)
    .toSorted((a, b) => place(a) - place(b))
    .map((node) => {
      const name = portOf(node)!;
      return { name, title: text(node.params['title']) || name, help: text(node.params['help']) };
    });
}

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

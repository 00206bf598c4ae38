import { formatEnd, parseEnd } from '../../engine/document/document.ts';
import { nodeTitle, selectedNode, type WorkbenchState } from './workbench.ts';
import { nodeDefinition } from './node-definition.ts';
import { t } from '../words/words.ts';

export interface ShownPort {
  readonly node: string;
  readonly port: string;
  readonly title: string;
  readonly kind: 'rows' | 'rejects' | 'errors' | 'report';
}

/** The ports whose data a person wants to see: the selected node's outputs, or what flows into it when it has none. */
export function shownPorts(state: WorkbenchState): readonly ShownPort[] {
  const id = selectedNode(state);
  const definition = nodeDefinition(state, id);
  if (id === null || !definition) return [];
  if (definition.outputs.length > 0) return definition.outputs.map((p) => ({ node: id, port: p.name, title: p.title, kind: p.kind }));
  return state.document.edges
    .filter((e) => parseEnd(e.to).node === id)
    .map((e) => {
      const input = definition.inputs.find((p) => p.name === parseEnd(e.to).port);
      return { ...parseEnd(e.from), title: input?.title ?? t('Input'), kind: 'rows' as const };
    });
}

/** Stands for what comes into the selected node, whichever that is. */
export const besideInput = 'input';

/** The second port whose rows are shown, as far as it is there. */
export function besidePort(state: WorkbenchState): ShownPort | null {
  if (state.beside === null) return null;
  if (state.beside !== besideInput) return portOf(state, state.beside);
  const id = selectedNode(state);
  const edge = state.document.edges.find((e) => parseEnd(e.to).node === id);
  return edge ? portOf(state, edge.from) : null;
}

function portOf(state: WorkbenchState, end: string): ShownPort | null {
  const { node, port } = parseEnd(end);
  const found = nodeDefinition(state, node)?.outputs.find((p) => p.name === port);
  return found && state.document.nodes[node] ? { node, port, title: `${nodeTitle(state, node)} · ${found.title}`, kind: found.kind } : null;
}

/** What may be shown beside: what comes into the selected node, and every port of the flow. */
export function besideChoices(state: WorkbenchState): readonly { readonly value: string; readonly title: string }[] {
  const id = selectedNode(state);
  const fed = state.document.edges.some((e) => parseEnd(e.to).node === id);
  const ports = Object.keys(state.document.nodes).flatMap((node) => (nodeDefinition(state, node)?.outputs ?? []).flatMap((p) => portOf(state, formatEnd({ node, port: p.name })) ?? []));
  return [...(fed || state.beside === besideInput ? [{ value: besideInput, title: t('What comes in') }] : []), ...ports.map((p) => ({ value: formatEnd(p), title: p.title }))];
}

/** What is worth seeing beside the selected node before anything was chosen: what comes in, else another port of it, else of the flow. */
export function firstBeside(state: WorkbenchState): string | null {
  const shown = shownPorts(state);
  const [first, ...others] = besideChoices(state);
  if (first?.value === besideInput && shown[0] && besidePort({ ...state, beside: besideInput })?.node !== shown[0].node) return besideInput;
  const here = shown.slice(1).map(formatEnd)[0];
  return here ?? [first, ...others].find((c) => c !== undefined && c.value !== besideInput && !shown.some((p) => formatEnd(p) === c.value))?.value ?? null;
}

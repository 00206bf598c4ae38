import { parseEnd } from '../../engine/document/document.ts';
import { selectedNode, type WorkbenchState } from './workbench.ts';
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

import { flowName } from '../../engine/document/flow-name.ts';
import type { FlowName } from '../../engine/api/contract.ts';
import { workbench, type WorkbenchState } from './workbench.ts';
import { t } from '../words/words.ts';

/** What the top bar calls the flow: the folder it lies in and its own name. */
export function flowTitle(state: Pick<WorkbenchState, 'path' | 'document'>): { readonly project: string; readonly flow: string } {
  const parts = (state.path ?? '').split(/[\\/]/).filter(Boolean);
  return { project: parts.at(-2) ?? '', flow: flowName(state.document.name, state.path ?? '') || t('Untitled flow') };
}

/** The name of a file for a flow that has none yet. */
export const suggestedName = (state: Pick<WorkbenchState, 'path' | 'document'>): string => `${state.path === null && state.document.name === '' ? 'flow' : flowTitle(state).flow}.json`;

/** What the runs on record know the flow by, those from before it was saved included. */
export function knownAs(): FlowName {
  const state = workbench();
  return { base: state.base, name: flowTitle(state).flow, ...(state.once ? { once: state.once } : {}) };
}

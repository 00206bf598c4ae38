import type { WorkbenchState } from './workbench.ts';
import { t } from '../words/words.ts';

/** What the top bar calls the flow: the folder it lies in and its own name. */
export function flowTitle(state: Pick<WorkbenchState, 'path' | 'document'>): { readonly project: string; readonly flow: string } {
  const parts = (state.path ?? '').split(/[\\/]/).filter(Boolean);
  const file = (parts.at(-1) ?? '').replace(/\.json$/i, '').replace(/\.(flow|millrace)$/i, '');
  const folder = parts.at(-2) ?? '';
  const own = state.document.name.trim();
  if (parts.length === 0) return { project: '', flow: own || t('Untitled flow') };
  return { project: folder, flow: own || (file === 'flow' ? folder : file) };
}

/** The name of a file for a flow that has none yet. */
export const suggestedName = (state: Pick<WorkbenchState, 'path' | 'document'>): string => `${state.path === null && state.document.name === '' ? 'flow' : flowTitle(state).flow}.json`;

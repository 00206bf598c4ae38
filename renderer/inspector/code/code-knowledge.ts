import type { CodeKnowledge } from './completion-items.ts';

const byModel = new Map<string, () => CodeKnowledge>();

/** Monaco asks per language, not per editor: the surroundings of an editor are found by the address of its text. */
export function publishKnowledge(model: string, read: () => CodeKnowledge): () => void {
  byModel.set(model, read);
  return () => byModel.delete(model);
}

export const knowledgeOf = (model: string): CodeKnowledge | undefined => byModel.get(model)?.();

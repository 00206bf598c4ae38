import { withParam } from './document-edits.ts';
import { commit } from './edit-actions.ts';
import { workbench } from './workbench.ts';

/** Sets several settings of a node as one step of the history; undefined removes one. */
export function setParams(node: string, values: Readonly<Record<string, unknown>>, label: string): void {
  const { document } = workbench();
  const next = Object.entries(values).reduce((doc, [path, value]) => withParam(doc, node, path, value), document);
  commit(label, next);
}

import type { NodeReport } from '../../engine/core/run-report.ts';
import { readDocument } from '../../engine/document/read-document.ts';
import { writeDocument } from '../../engine/document/write-document.ts';
import { collapseNodes, collapseProblem, slug, type Collapsed } from './collapse-nodes.ts';
import { commit, select } from './edit-actions.ts';
import { expandNode } from './expand-node.ts';
import { attempt, leaveFlow, refreshLists, show } from './file-actions.ts';
import { flowTitle } from './flow-title.ts';
import { givenParameters } from './flow-ref.ts';
import { outcomeOf } from './outcome-of.ts';
import { bridge, failureText, notify } from './session.ts';
import { change, nodeTitle, nothingSelected, selectedNode, workbench, type NodeOutcome, type TrailStep, type WorkbenchState } from './workbench.ts';
import { t } from '../words/words.ts';

/** The component that is selected alone, with the path of its flow; null where there is none or its flow could not be read. */
export function selectedComponent(state: WorkbenchState): { readonly node: string; readonly path: string } | null {
  const node = selectedNode(state);
  const face = node === null ? undefined : state.check?.nodes[node]?.face;
  return node !== null && face ? { node, path: face.path } : null;
}

/** Why the selection cannot become a component, in one sentence, or null. */
export function selectionProblem(state: WorkbenchState): string | null {
  if (state.path === null) return t('Save the flow first: a component is a file beside it.');
  return collapseProblem(state, state.selection.nodes);
}

/** Asks what the component is to be called, or says why there can be none. */
export function askCollapse(): void {
  const problem = selectionProblem(workbench());
  if (problem === null) change({ dialog: 'collapse' });
  else notify(problem);
}

/** What the selection becomes under a title, in a file whose path starts from the folder of the flow. */
export function collapsedSelection(state: WorkbenchState, title: string, path: string): Collapsed {
  const { nodes, notes } = state.selection;
  return collapseNodes(state, { nodes, notes, title, path, base: state.base }, givenParameters(state));
}

/** A file for a component of that title. */
export const componentFile = (title: string): string => `${slug(title)}.flow.json`;

/** Writes the selected nodes as a flow of their own and puts a Component in their place; answers why not, or null. */
export async function collapseSelection(title: string, path: string): Promise<string | null> {
  const state = workbench();
  const problem = selectionProblem(state);
  if (problem !== null) return problem;
  if (/^(?:[/\\]|[A-Za-z]:)/.test(path)) return t('Write a path that starts from the folder of this flow.');
  const { document, component, node } = collapsedSelection(state, title, path.replaceAll('\\', '/'));
  try {
    await bridge().os.saveNew({ path: `${state.base}/${path}`, text: writeDocument(component) });
  } catch (error) {
    return failureText(error);
  }
  if (workbench().document !== state.document) return t('The flow has changed meanwhile. Collapse the nodes again, under another name.');
  commit(t('Collapse {nodes|node|nodes} to {title}', { nodes: state.selection.nodes.length, title }), document, null, { ...nothingSelected, nodes: [node] });
  void attempt(refreshLists);
  return null;
}

/** Puts the nodes of the selected component in its place; its file stays as it is. */
export async function expandSelected(): Promise<void> {
  const state = workbench();
  const found = selectedComponent(state);
  if (!found) return;
  await attempt(async () => {
    const text = await bridge().os.readVersion({ path: absolute(state.base, found.path), revision: null });
    const { document: component, diagnostics } = readDocument(text, found.path);
    if (!component) {
      notify(diagnostics[0]?.message ?? t('{path} is no flow.', { path: found.path }), 'danger');
      return;
    }
    const expansion = expandNode(workbench(), { node: found.node, component, path: found.path, base: state.base });
    if ('problem' in expansion) notify(expansion.problem, 'danger');
    else commit(t('Expand {node}', { node: nodeTitle(state, found.node) }), expansion.document, null, { ...nothingSelected, nodes: expansion.nodes });
  });
}

/** Opens the flow of the selected component; the way back stands in the top bar. What the last run counted in it is shown at its nodes. */
export function openComponent(): void {
  const state = workbench();
  const found = selectedComponent(state);
  if (!found) return;
  if (state.path === null) {
    notify(t('Save the flow first, so that there is a way back to it.'));
    return;
  }
  const step: TrailStep = { path: state.path, title: flowTitle(state).flow, node: found.node };
  const counted = innerReports(state, found.node);
  leaveFlow(() =>
    attempt(async () => {
      if (!show(await bridge().os.open({ path: absolute(state.base, found.path) }), [...state.trail, step])) return;
      const { keys } = workbench();
      change({ outcomes: Object.fromEntries(Object.entries(counted).flatMap(([id, one]): (readonly [string, NodeOutcome])[] => {
        const outcome = keys.has(id) ? outcomeOf(one, keys.get(id)!) : null;
        return outcome ? [[id, outcome]] : [];
      })) });
      await refreshLists();
    }),
  );
}

/** Goes back to a flow of the trail and selects the component there. */
export function goBackTo(index: number): void {
  const { trail } = workbench();
  const step = trail[index];
  if (!step) return;
  leaveFlow(() =>
    attempt(async () => {
      if (!show(await bridge().os.open({ path: step.path }), trail.slice(0, index))) return;
      if (Object.hasOwn(workbench().document.nodes, step.node)) select({ nodes: [step.node] });
      await refreshLists();
    }),
  );
}

/** What the last run says of the nodes in a component, by their names in its flow; for one that is used once for each row, of its first use. */
export function innerReports(state: Pick<WorkbenchState, 'runs'>, node: string): Readonly<Record<string, NodeReport>> {
  const all = Object.entries(state.runs[0]?.report.nodes ?? {});
  const inner = [`${node}/`, `${node}#1/`].flatMap((prefix) => all.flatMap(([id, one]) => (id.startsWith(prefix) ? [[id.slice(prefix.length), one] as const] : [])));
  return Object.fromEntries(inner);
}

const absolute = (base: string, path: string): string => (/^(?:[/\\]|[A-Za-z]:)/.test(path) ? path : `${base}/${path}`);

import { revealNode } from '../canvas/canvas-view.ts';
import { topologicalOrder } from '../../engine/core/topology.ts';
import { parseEnd } from '../../engine/document/document.ts';
import { select } from '../state/edit-actions.ts';
import { feeders } from '../state/graph.ts';
import { nodeView } from '../state/node-view.ts';
import { change, nodeTitle, useWorkbench, workbench, type WorkbenchState } from '../state/workbench.ts';
import { Dialog } from '../ui/dialog.tsx';
import { NodeChip } from '../ui/node-chip.tsx';
import { t } from '../words/words.ts';

/** The whole flow in words, in the order the rows go: what each step is, how it is set, how it fares, what it reads and feeds. */
export function OutlineDialog() {
  const open = useWorkbench((s) => s.dialog === 'outline');
  return (
    <Dialog open={open} onClose={() => change({ dialog: null })} title={t('Outline of the flow')} width={640}>
      {open ? <Steps /> : null}
    </Dialog>
  );
}

function Steps() {
  const state = workbench();
  const { document, catalog } = state;
  const ids = Object.keys(document.nodes);
  const fed = feeders(document);
  const { order, cyclic } = topologicalOrder(ids, (id) => (fed.get(id) ?? []).filter((d) => Object.hasOwn(document.nodes, d)));
  const go = (id: string) => {
    change({ dialog: null });
    select({ nodes: [id] });
    // The dialog gives the focus back first.
    setTimeout(() => revealNode(id), 0);
  };
  if (ids.length === 0) return <p className="muted">{t('The flow has no nodes yet.')}</p>;
  return (
    <ol className="outline" data-testid="outline">
      {[...order, ...cyclic].map((id) => {
        const view = nodeView(state, id);
        const definition = catalog.get(document.nodes[id]!.type);
        return (
          <li key={id}>
            <button type="button" className="outline-step" onClick={() => go(id)}>
              <NodeChip definition={definition} />
              <span>
                <strong>{view.title}</strong>
                <span className="muted">
                  {[definition && definition.title !== view.title ? definition.title : '', view.caption, view.foot].filter(Boolean).join(' · ')}
                </span>
                <span className="muted">{ties(state, id)}</span>
              </span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}

function ties(state: WorkbenchState, id: string): string {
  const { edges } = state.document;
  const names = (nodes: readonly string[]) => [...new Set(nodes)].map((n) => nodeTitle(state, n)).join(', ');
  const from = names(edges.filter((e) => parseEnd(e.to).node === id).map((e) => parseEnd(e.from).node));
  const to = names(edges.filter((e) => parseEnd(e.from).node === id).map((e) => parseEnd(e.to).node));
  return [from ? t('reads {nodes}', { nodes: from }) : '', to ? t('feeds {nodes}', { nodes: to }) : ''].filter(Boolean).join('; ') || t('not connected');
}

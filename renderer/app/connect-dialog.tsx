import { Dialog as Base } from '@base-ui/react/dialog';
import { Command } from 'cmdk';
import { formatEnd, parseEnd, type End } from '../../engine/document/document.ts';
import { edgeKey } from '../state/document-edits.ts';
import { connect, deleteEdge } from '../state/edit-actions.ts';
import { connectionProblem } from '../state/graph.ts';
import { notify } from '../state/session.ts';
import { change, nodeTitle, selectedNode, useWorkbench, workbench, type WorkbenchState } from '../state/workbench.ts';
import { nodeDefinition } from '../state/node-definition.ts';
import { t } from '../words/words.ts';

const close = () => change({ dialog: null });

/** Ties the selected node to others, or takes an edge away, without a mouse. */
export function ConnectDialog() {
  const open = useWorkbench((s) => s.dialog === 'connect');
  return (
    <Base.Root open={open} onOpenChange={(next) => (next ? undefined : close())}>
      <Base.Portal>
        <Base.Backdrop className="scrim" />
        <Base.Popup className="dialog" aria-label={t('Connect the node')} style={{ overflow: 'hidden' }}>
          <Found />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

interface Tie {
  readonly from: End;
  readonly to: End;
}

function Found() {
  const state = workbench();
  const id = selectedNode(state);
  if (id === null) return null;
  const { out, into } = possibleTies(state, id);
  const edges = state.document.edges.filter((e) => parseEnd(e.from).node === id || parseEnd(e.to).node === id);
  const tie = ({ from, to }: Tie) => {
    close();
    const reason = connect(from, to);
    if (reason) notify(reason);
  };
  const items = (ties: readonly Tie[]) =>
    ties.map((t) => (
      <Command.Item key={`${formatEnd(t.from)}>${formatEnd(t.to)}`} value={`${formatEnd(t.from)}>${formatEnd(t.to)}`} keywords={[tieText(state, t)]} className="menu-item" onSelect={() => tie(t)}>
        {tieText(state, t)}
      </Command.Item>
    ));
  return (
    <Command label={t('Connect the node')} loop>
      <Command.Input autoFocus className="actions-input" placeholder={t('Connect “{title}” with', { title: nodeTitle(state, id) })} data-testid="connect-input" />
      <Command.List className="actions-list">
        <Command.Empty className="palette-none">{t('Nothing called so can be connected here.')}</Command.Empty>
        {out.length > 0 ? <Command.Group heading={t('Its rows go to')}>{items(out)}</Command.Group> : null}
        {into.length > 0 ? <Command.Group heading={t('It reads')}>{items(into)}</Command.Group> : null}
        {edges.length > 0 ? (
          <Command.Group heading={t('Take an edge away')}>
            {edges.map((e) => {
              const text = tieText(state, { from: parseEnd(e.from), to: parseEnd(e.to) });
              return (
                <Command.Item
                  key={edgeKey(e)}
                  value={`remove ${edgeKey(e)}`}
                  keywords={['remove', text]}
                  className="menu-item"
                  onSelect={() => {
                    close();
                    deleteEdge(edgeKey(e));
                  }}
                >
                  {text}
                </Command.Item>
              );
            })}
          </Command.Group>
        ) : null}
      </Command.List>
    </Command>
  );
}

function possibleTies(state: WorkbenchState, id: string): { readonly out: readonly Tie[]; readonly into: readonly Tie[] } {
  const { document } = state;
  const ends = (node: string, side: 'inputs' | 'outputs'): readonly End[] => (nodeDefinition(state, node)?.[side] ?? []).map((p) => ({ node, port: p.name }));
  const others = Object.keys(document.nodes).filter((n) => n !== id);
  const fits = (t: Tie) => connectionProblem(state, t.from, t.to) === null;
  return {
    out: ends(id, 'outputs').flatMap((from) => others.flatMap((n) => ends(n, 'inputs').map((to) => ({ from, to })))).filter(fits),
    into: ends(id, 'inputs').flatMap((to) => others.flatMap((n) => ends(n, 'outputs').map((from) => ({ from, to })))).filter(fits),
  };
}

/** Such as `Check rows, Rejected → Join, Left`; a node's only port goes without saying. */
function tieText(state: WorkbenchState, { from, to }: Tie): string {
  const side = (end: End, ports: 'inputs' | 'outputs') => {
    const all = nodeDefinition(state, end.node)?.[ports] ?? [];
    return all.length > 1 ? `${nodeTitle(state, end.node)}, ${all.find((p) => p.name === end.port)?.title ?? end.port}` : nodeTitle(state, end.node);
  };
  return `${side(from, 'outputs')} → ${side(to, 'inputs')}`;
}

import { Dialog as Base } from '@base-ui/react/dialog';
import { Command, defaultFilter } from 'cmdk';
import { useDeferredValue, useMemo, useState } from 'react';
import { revealNode } from '../canvas/canvas-view.ts';
import { addFromPalette } from '../palette/add-from-palette.ts';
import { select } from '../state/edit-actions.ts';
import { openPath } from '../state/file-actions.ts';
import { change, nodeTitle, useWorkbench, workbench } from '../state/workbench.ts';
import { KeyboardHint } from '../ui/keyboard-hint.tsx';
import { NodeChip } from '../ui/node-chip.tsx';
import { commands, shortcutOf } from './commands.ts';
import { nodesCalled } from './nodes-called.ts';
import { t } from '../words/words.ts';

const kinds = { recent: 'recent', sample: 'sample' } as const;

/** Nodes that are listed at a time. */
const mostNodes = 50;

const close = () => change({ dialog: null });

/** Finds any action, node of the flow, node type or recent flow by its name. */
export function ActionSearch() {
  const open = useWorkbench((s) => s.dialog === 'actions');
  return (
    <Base.Root open={open} onOpenChange={(next) => (next ? undefined : close())}>
      <Base.Portal>
        <Base.Backdrop className="scrim" />
        <Base.Popup className="dialog" aria-label={t('Search actions')} style={{ overflow: 'hidden' }}>
          <Found />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

function Found() {
  const [state] = useState(workbench);
  const [typed, setTyped] = useState('');
  const search = useDeferredValue(typed);
  const all = useMemo(() => Object.keys(state.document.nodes).map((id) => [id, nodeTitle(state, id)] as const), [state]);
  const nodes = useMemo(() => nodesCalled(all, search, mostNodes, defaultFilter), [all, search]);
  const then = (work: () => void) => () => {
    close();
    // The dialog gives the focus back first, then the action may move it.
    setTimeout(work, 0);
  };
  return (
    <Command label={t('Search actions')} loop>
      <Command.Input autoFocus value={typed} onValueChange={setTyped} className="actions-input" placeholder={t('What do you want to do?')} data-testid="action-input" />
      <Command.List className="actions-list">
        <Command.Empty className="palette-none">{t('No action is called so.')}</Command.Empty>
        <Command.Group heading={t('Actions')}>
          {commands
            .filter((c) => c.id !== 'view.commands')
            .map((c) => (
              <Command.Item key={c.id} value={c.id} keywords={[c.title, c.group, c.english]} className="menu-item" disabled={!c.enabled(state)} onSelect={then(c.run)} data-testid={`action-${c.id}`}>
                {c.title}
                <span className="spacer" />
                <span className="faint">{c.group}</span>
                {shortcutOf(c.id) ? <KeyboardHint shortcut={shortcutOf(c.id)!} /> : null}
              </Command.Item>
            ))}
        </Command.Group>
        <Command.Group heading={t('Go to a node')}>
          {nodes.map(([id, title]) => (
            <Command.Item
              key={id}
              value={`node ${id}`}
              keywords={[title]}
              className="menu-item"
              onSelect={then(() => {
                select({ nodes: [id] });
                revealNode(id);
              })}
            >
              <NodeChip definition={state.catalog.get(state.document.nodes[id]!.type)} />
              {title}
            </Command.Item>
          ))}
        </Command.Group>
        <Command.Group heading={t('Add a node')}>
          {[...state.catalog.values()].map((d) => (
            <Command.Item key={d.type} value={`add ${d.type}`} keywords={[d.title, d.type, d.category]} className="menu-item" onSelect={then(() => void addFromPalette(d.type))}>
              <NodeChip definition={d} />
              {d.title}
            </Command.Item>
          ))}
        </Command.Group>
        <Command.Group heading={t('Open a flow')}>
          {[...state.recent.map((r) => ({ ...r, kind: 'recent' as const })), ...state.samples.map((s) => ({ ...s, kind: 'sample' as const }))].map((f) => (
            <Command.Item key={`${f.kind}${f.path}`} value={`open ${f.kind} ${f.path}`} keywords={[f.name, 'open', t('Open a flow'), kinds[f.kind]]} className="menu-item" onSelect={then(() => openPath(f.path))}>
              {f.name}
              <span className="spacer" />
              <span className="faint">{t(kinds[f.kind])}</span>
            </Command.Item>
          ))}
        </Command.Group>
      </Command.List>
    </Command>
  );
}

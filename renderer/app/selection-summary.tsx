import { revealNode } from '../canvas/canvas-view.ts';
import { select } from '../state/edit-actions.ts';
import { nodeView } from '../state/node-view.ts';
import { useWorkbench, workbench } from '../state/workbench.ts';
import { Button } from '../ui/button.tsx';
import { NodeChip } from '../ui/node-chip.tsx';
import { commands, runCommand, shortcutOf } from './commands.ts';
import { t } from '../words/words.ts';

const many = ['canvas.align-left', 'canvas.align-top', 'canvas.distribute-across', 'canvas.distribute-down', 'edit.duplicate', 'node.collapse', 'node.disable', 'edit.delete'];

/** Stands in the inspector's place while not exactly one node is selected: what can be done with several, or the flow as an outline. */
export function SelectionSummary() {
  const count = useWorkbench((s) => s.selection.nodes.length);
  const empty = useWorkbench((s) => Object.keys(s.document.nodes).length === 0);
  if (count > 1) {
    return (
      <div className="summary">
        <h2>{t('{count|node|nodes} selected', { count })}</h2>
        {commands
          .filter((c) => many.includes(c.id) && c.enabled(workbench()))
          .map((c) => (
            <Button key={c.id} shortcut={shortcutOf(c.id)} style={{ justifyContent: 'space-between' }} onClick={() => runCommand(c.id)}>
              {c.title}
            </Button>
          ))}
      </div>
    );
  }
  if (empty) return <div className="empty">{t('Settings of the node you select appear here.')}</div>;
  return <Outline />;
}

/** The flow as a list, for those who do not see or use the canvas. */
function Outline() {
  const document = useWorkbench((s) => s.document);
  const catalog = useWorkbench((s) => s.catalog);
  useWorkbench((s) => s.check);
  return (
    <div className="summary summary-outline">
      <div>
        <h2>{document.name || t('This flow')}</h2>
        {document.description ? <p className="muted">{document.description}</p> : <p className="muted">{t('Select a node to set it.')}</p>}
      </div>
      <nav aria-label={t('Nodes of the flow')}>
        {Object.entries(document.nodes).map(([id, node]) => {
          const view = nodeView(workbench(), id);
          return (
            <button
              key={id}
              type="button"
              className="palette-item"
              style={{ margin: '0 -8px', width: 'calc(100% + 16px)' }}
              onClick={() => {
                select({ nodes: [id] });
                revealNode(id);
              }}
            >
              <NodeChip definition={catalog.get(node.type)} />
              <span>
                {view.title} <span className="faint">{view.caption}</span>
              </span>
            </button>
          );
        })}
      </nav>
    </div>
  );
}

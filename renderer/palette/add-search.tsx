import { Command } from 'cmdk';
import { useEffect, useRef, useState } from 'react';
import { revealNode } from '../canvas/canvas-view.ts';
import { addNode, insertOnEdge } from '../state/edit-actions.ts';
import { freePlace } from '../state/node-places.ts';
import { noteUsed } from '../state/preferences-actions.ts';
import { change, useWorkbench, workbench, type Adding } from '../state/workbench.ts';
import { NodeChip } from '../ui/node-chip.tsx';
import { rankNodes, usedTypes, type Fit } from './rank-nodes.ts';
import { nodeDefinition } from '../state/node-definition.ts';
import { t } from '../words/words.ts';

const width = 320;
const height = 340;

/** The search at the cursor that adds a node, tied to the edge it was called from. */
export function AddSearch() {
  const adding = useWorkbench((s) => s.adding);
  return adding ? <Search key={`${adding.screen.x},${adding.screen.y}`} adding={adding} /> : null;
}

const close = () => change({ adding: null });

function Search({ adding }: { readonly adding: Adding }) {
  const [query, setQuery] = useState('');
  const box = useRef<HTMLDivElement>(null);
  const found = rankNodes(workbench().catalog, query, fitOf(adding), usedTypes(workbench().preferences));
  const left = Math.max(8, Math.min(adding.screen.x, innerWidth - width - 8));
  const top = Math.max(8, Math.min(adding.screen.y, innerHeight - height - 8));

  useEffect(() => {
    const away = (event: PointerEvent) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) close();
    };
    addEventListener('pointerdown', away, true);
    return () => removeEventListener('pointerdown', away, true);
  }, []);

  const add = (type: string) => {
    const { document, preferences } = workbench();
    close();
    const step = preferences.snap ? 10 : 1;
    const at = { x: Math.round(adding.at.x / step) * step, y: Math.round((adding.at.y - 40) / step) * step };
    const id =
      (adding.edge === null ? null : insertOnEdge(adding.edge, type, at)) ??
      addNode(type, freePlace(document, at), { ...(adding.from ? { from: adding.from } : {}), ...(adding.to ? { to: adding.to } : {}) });
    noteUsed(type);
    requestAnimationFrame(() => revealNode(id));
  };

  return (
    <div ref={box} className="add-search popup" style={{ left, top, width }} role="dialog" aria-label={t('Add a node')}>
      <Command shouldFilter={false} label={t('Add a node')} loop>
        <Command.Input
          autoFocus
          className="add-search-input"
          placeholder={adding.from ? t('What should happen next?') : t('Add a node')}
          data-testid="add-search"
          value={query}
          onValueChange={setQuery}
          onKeyDown={(event) => {
            if (event.key === 'Escape') {
              event.stopPropagation();
              close();
            }
          }}
        />
        <Command.List className="add-search-list">
          <Command.Empty className="palette-none">{t('Nothing that fits here is called so. Try the word for what it does, such as “join” or “sort”.')}</Command.Empty>
          {found.map((d) => (
            <Command.Item key={d.type} value={d.type} className="menu-item" data-testid={`add-${d.type}`} onSelect={() => add(d.type)}>
              <NodeChip definition={d} />
              <span className="add-search-title">{d.title}</span>
              <span className="add-search-note">{d.summary}</span>
            </Command.Item>
          ))}
        </Command.List>
      </Command>
    </div>
  );
}

function fitOf(adding: Adding): Fit {
  const state = workbench();
  const from = adding.from;
  const port = from ? nodeDefinition(state, from.node)?.outputs.find((p) => p.name === from.port) : undefined;
  return {
    output: from && port ? { kind: port.kind, schema: state.check?.nodes[from.node]?.outputs[from.port] ?? null } : null,
    feeds: adding.to !== null,
    insert: adding.edge !== null,
    emptyFlow: Object.keys(state.document.nodes).length === 0,
  };
}

import './palette.css';
import { ChevronRight, Search } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { useMemo, useRef, useState } from 'react';
import type { AnyNodeDefinition } from '../../engine/definition/index.ts';
import { nodeDragType } from '../canvas/canvas.tsx';
import { useShortcut } from '../state/command-keys.ts';
import { setPreferences } from '../state/preferences-actions.ts';
import { useWorkbench } from '../state/workbench.ts';
import { KeyboardHint } from '../ui/keyboard-hint.tsx';
import { NodeChip } from '../ui/node-chip.tsx';
import { addFromPalette } from './add-from-palette.ts';
import { paletteGroups } from './palette-groups.ts';
import { rankNodes } from './rank-nodes.ts';

const anything = { output: null, feeds: false, insert: false, emptyFlow: false };

/** All node types, to drag onto the canvas or add with Enter. */
export function Palette() {
  const catalog = useWorkbench((s) => s.catalog);
  const folded = useWorkbench((s) => s.preferences.folded);
  const addKey = useShortcut('node.add');
  const [query, setQuery] = useState('');
  const list = useRef<HTMLDivElement>(null);
  const groups = useMemo(() => paletteGroups(catalog), [catalog]);
  const found = useMemo(() => (query.trim() === '' ? null : rankNodes(catalog, query, anything)), [catalog, query]);

  const walk = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const items = [...(list.current?.querySelectorAll<HTMLElement>('button') ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const next = items[event.key === 'ArrowDown' ? at + 1 : at - 1];
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    next.focus();
  };
  const toggle = (title: string) => setPreferences({ folded: folded.includes(title) ? folded.filter((t) => t !== title) : [...folded, title] });

  return (
    <div className="palette" onKeyDown={walk}>
      <label className="palette-search">
        <Search aria-hidden="true" />
        <input
          type="text"
          placeholder="Search nodes"
          aria-label="Search nodes"
          data-testid="palette-search"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && found?.[0]) addFromPalette(found[0].type);
            if (event.key === 'Escape') setQuery('');
          }}
        />
        {query === '' && addKey ? <KeyboardHint shortcut={addKey} /> : null}
      </label>
      <div className="palette-list" ref={list}>
        {found ? (
          found.length > 0 ? (
            found.map((d) => <PaletteItem key={d.type} definition={d} />)
          ) : (
            <p className="palette-none">No node is called “{query}”. Try the word for what it does, such as “join” or “read”.</p>
          )
        ) : (
          groups.map((group) => {
            const open = !folded.includes(group.title);
            return (
              <div key={group.title} role="group" aria-label={group.title}>
                <button type="button" className="palette-group" aria-expanded={open} onClick={() => toggle(group.title)}>
                  {group.title}
                  <ChevronRight aria-hidden="true" />
                </button>
                {open ? group.nodes.map((d) => <PaletteItem key={d.type} definition={d} />) : null}
              </div>
            );
          })
        )}
      </div>
    </div>
  );
}

const PaletteItem = ({ definition }: { readonly definition: AnyNodeDefinition }) => (
  <button
    type="button"
    className="palette-item"
    data-testid={`palette-${definition.type}`}
    title={definition.summary}
    draggable
    onDragStart={(event) => {
      event.dataTransfer.setData(nodeDragType, definition.type);
      event.dataTransfer.effectAllowed = 'copy';
    }}
    onClick={() => addFromPalette(definition.type)}
  >
    <NodeChip definition={definition} />
    <span>{definition.title}</span>
  </button>
);

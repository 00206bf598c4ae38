import './palette.css';
import { ChevronRight, Search, Star } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { useMemo, useRef, useState } from 'react';
import type { AnyNodeDefinition } from '../../engine/definition/index.ts';
import { nodeDragType } from '../canvas/canvas.tsx';
import { useShortcut } from '../state/command-keys.ts';
import { setPreferences, toggleFavourite } from '../state/preferences-actions.ts';
import { useWorkbench } from '../state/workbench.ts';
import { KeyboardHint } from '../ui/keyboard-hint.tsx';
import { NodeChip } from '../ui/node-chip.tsx';
import { addFromPalette } from './add-from-palette.ts';
import { ownGroups, paletteGroups } from './palette-groups.ts';
import { wayThrough } from './palette-keys.ts';
import { rankNodes, usedTypes } from './rank-nodes.ts';
import { t } from '../words/words.ts';

const anything = { output: null, feeds: false, insert: false, emptyFlow: false };

/** All node types, to drag onto the canvas or add with Enter. */
export function Palette() {
  const catalog = useWorkbench((s) => s.catalog);
  const folded = useWorkbench((s) => s.preferences.folded);
  const favourites = useWorkbench((s) => s.preferences.favourites);
  const recent = useWorkbench((s) => s.preferences.recent);
  const addKey = useShortcut('node.add');
  const [query, setQuery] = useState('');
  const list = useRef<HTMLDivElement>(null);
  const groups = useMemo(() => paletteGroups(catalog), [catalog]);
  const found = useMemo(() => (query.trim() === '' ? null : rankNodes(catalog, query, anything, usedTypes({ favourites, recent }))), [catalog, query, favourites, recent]);
  const own = useMemo(() => ownGroups(catalog, favourites, recent), [catalog, favourites, recent]);

  const walk = (event: KeyboardEvent) => {
    const next = wayThrough(list.current, event.key);
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    next.focus();
  };
  const toggle = (key: string) => setPreferences({ folded: folded.includes(key) ? folded.filter((k) => k !== key) : [...folded, key] });

  return (
    <div className="palette" onKeyDown={walk} data-testid="palette">
      <label className="palette-search">
        <Search aria-hidden="true" />
        <input
          type="text"
          placeholder={t('Search nodes')}
          aria-label={t('Search nodes')}
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
            found.map((d) => <PaletteItem key={d.type} definition={d} marked={favourites.includes(d.type)} />)
          ) : (
            <p className="palette-none">{t('No node is called “{query}”. Try the word for what it does, such as “join” or “read”.', { query })}</p>
          )
        ) : (
          [...own, ...groups].map((group) => {
            const open = !folded.includes(group.key);
            return (
              <div key={group.key} role="group" aria-label={group.title}>
                <button type="button" className="palette-group" aria-expanded={open} onClick={() => toggle(group.key)}>
                  <ChevronRight aria-hidden="true" />
                  {group.title}
                  {open ? null : <span className="palette-count">{group.nodes.length}</span>}
                </button>
                {open ? group.nodes.map((d) => <PaletteItem key={d.type} definition={d} group={group.own} marked={favourites.includes(d.type)} />) : null}
              </div>
            );
          })
        )}
      </div>
    </div>
  );
}

function PaletteItem({ definition, group, marked }: { readonly definition: AnyNodeDefinition; readonly group?: string | undefined; readonly marked: boolean }) {
  return (
    <div className="palette-row">
      <button
        type="button"
        className="palette-item"
        data-testid={`${group ?? 'palette'}-${definition.type}`}
        title={definition.summary}
        tabIndex={-1}
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
      <button type="button" className="palette-star" tabIndex={-1} aria-pressed={marked} aria-label={t('{node} is a favourite', { node: definition.title })} title={marked ? t('Take it out of the favourites') : t('Add it to the favourites')} onClick={() => toggleFavourite(definition.type)}>
        <Star aria-hidden="true" />
      </button>
    </div>
  );
}

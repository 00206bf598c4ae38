import { MoreHorizontal } from 'lucide-react';
import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { Side } from '../../engine/chart/arrange-tiles.ts';
import type { Tile } from '../../engine/chart/dashboard-tiles.ts';
import { leftOutText, wishTitle } from '../../engine/chart/wish-title.ts';
import { ChartDrawing, ChartNumbersTable } from '../results/chart/chart-drawing.tsx';
import { exportChart } from '../results/chart/chart-export.ts';
import { EmptyState } from '../results/empty-state.tsx';
import { Badge } from '../ui/badge.tsx';
import { Menu, type MenuEntry } from '../ui/menu.tsx';
import { PanelBoundary } from '../ui/panel-boundary.tsx';
import { Tooltip } from '../ui/tooltip.tsx';
import type { TileAnswer } from './tile-answers.ts';
import { t } from '../words/words.ts';

export interface TileActions {
  readonly step: (tile: Tile, side: Side) => void;
  readonly resize: (tile: Tile, side: Side) => void;
  readonly rename: (tile: Tile, title: string) => void;
  readonly edit: (tile: Tile) => void;
  readonly goTo: (tile: Tile) => void;
  readonly remove: (tile: Tile) => void;
  readonly drag: (event: PointerEvent<HTMLElement>, tile: Tile, resizes: boolean) => void;
}

const sides: Readonly<Record<string, Side>> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' };
const moves = { left: 'Move left', right: 'Move right', up: 'Move up', down: 'Move down' } as const;
const sizes = { right: 'Wider', left: 'Narrower', down: 'Taller', up: 'Shorter' } as const;

/** One chart of the dashboard: its title, what can be done with it, and the drawing or its numbers. */
export function DashboardTile({ tile, answer, actions }: { readonly tile: Tile; readonly answer: TileAnswer; readonly actions: TileActions }) {
  const host = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLElement>(null);
  const [asTable, setAsTable] = useState(false);
  const [renaming, setRenaming] = useState(false);
  const { drawn, asking, problem } = answer;
  const press = (event: KeyboardEvent) => {
    // Keys on a button or a field of the tile are theirs.
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const side = sides[event.key];
    if (side) (event.shiftKey ? actions.resize : actions.step)(tile, side);
    else if (event.key === 'Delete') actions.remove(tile);
    else if (event.key === 'F2') setRenaming(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const endRename = (title: string | null) => {
    setRenaming(false);
    if (title !== null) actions.rename(tile, title);
    frame.current?.focus();
  };
  const exported = (kind: 'svg' | 'png' | 'csv'): MenuEntry['run'] => () => (drawn ? exportChart(kind, tile.title, drawn.preview, host.current) : undefined);
  const entries: readonly (MenuEntry | 'separator')[] = [
    { id: 'rename', title: t('Rename'), shortcut: 'F2', run: () => setRenaming(true) },
    ...(tile.kind === 'chart' && tile.wish !== null ? [{ id: 'edit', title: t('Change the chart'), run: () => actions.edit(tile) }] : []),
    { id: 'go', title: t('Go to its step'), run: () => actions.goTo(tile) },
    { id: 'table', title: asTable ? t('Show the drawing') : t('Show the numbers'), disabled: !drawn, run: () => setAsTable(!asTable) },
    'separator',
    ...(['left', 'right', 'up', 'down'] as const).map((side) => ({ id: `move-${side}`, title: t(moves[side]), shortcut: `Arrow${side[0]!.toUpperCase()}${side.slice(1)}`, run: () => actions.step(tile, side) })),
    ...(['right', 'left', 'down', 'up'] as const).map((side) => ({ id: `size-${side}`, title: t(sizes[side]), shortcut: `Shift+Arrow${side[0]!.toUpperCase()}${side.slice(1)}`, run: () => actions.resize(tile, side) })),
    'separator',
    { id: 'png', title: t('Picture (PNG)'), disabled: !drawn || asTable, run: exported('png') },
    { id: 'svg', title: t('Drawing (SVG)'), disabled: !drawn || asTable, run: exported('svg') },
    { id: 'csv', title: t('Its numbers (CSV)'), disabled: !drawn, run: exported('csv') },
    'separator',
    { id: 'remove', title: tile.kind === 'node' ? t('Take off the dashboard') : t('Remove'), shortcut: 'Delete', run: () => actions.remove(tile) },
  ];
  const left = drawn ? leftOutText(drawn.rows, drawn.wish) : null;
  return (
    <section ref={frame} className="tile" tabIndex={0} aria-label={tile.title} aria-describedby="tile-keys" data-testid={`tile-${tile.key}`} data-asking={asking ? '' : undefined} onKeyDown={press}>
      <header className="tile-head" onPointerDown={(event) => actions.drag(event, tile, false)}>
        {renaming ? (
          <input
            className="text-field"
            aria-label={t('Title of the chart')}
            defaultValue={tile.title}
            autoFocus
            onFocus={(e) => e.target.select()}
            onBlur={(e) => endRename(e.target.value)}
            onKeyDown={(e) => {
              e.stopPropagation();
              if (e.key === 'Enter') e.currentTarget.blur();
              if (e.key === 'Escape') endRename(null);
            }}
          />
        ) : (
          <h2 className="tile-title" title={tile.wish ? wishTitle(tile.wish) : tile.title}>
            {tile.title}
          </h2>
        )}
        {asking && drawn ? <Badge>{t('updating…')}</Badge> : null}
        {drawn && problem !== null ? (
          <Tooltip text={problem}>
            <Badge tone="warning" tabIndex={0}>
              {t('old')}
            </Badge>
          </Tooltip>
        ) : null}
        <Menu
          align="end"
          trigger={
            <button type="button" className="icon-button" data-size="small" aria-label={t('Actions of {name}', { name: tile.title })}>
              <MoreHorizontal />
            </button>
          }
          entries={entries}
        />
      </header>
      <div className="tile-body">
        {drawn ? (
          <PanelBoundary name={t('The chart')} about={drawn}>
            {asTable ? <ChartNumbersTable rows={drawn.rows} wish={drawn.wish} /> : <ChartDrawing host={host} rows={drawn.rows} wish={drawn.wish} title={tile.title} />}
          </PanelBoundary>
        ) : problem !== null ? (
          <EmptyState title={t('The chart could not be drawn.')} text={problem} />
        ) : (
          <EmptyState title={t('Counting…')} text={t('The database reads all rows.')} />
        )}
      </div>
      {left === null ? null : <p className="chart-left">{left}</p>}
      <span className="tile-corner" aria-hidden="true" data-testid={`corner-${tile.key}`} onPointerDown={(event) => actions.drag(event, tile, true)} />
    </section>
  );
}

import { Download, RefreshCw } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import './dashboard.css';
import { pageColumns, resized, stepped, type Places } from '../../engine/chart/arrange-tiles.ts';
import type { Tile } from '../../engine/chart/dashboard-tiles.ts';
import { useShallow } from 'zustand/react/shallow';
import { revealNode } from '../canvas/canvas-view.ts';
import { EmptyState } from '../results/empty-state.tsx';
import { timeOfDay } from '../results/badge-text.ts';
import { hiddenNodes, placeTiles, removeTile, renameTile, showHiddenNodes, showPage, tilesOf } from '../state/dashboard-actions.ts';
import { select } from '../state/edit-actions.ts';
import { givenParameters } from '../state/flow-ref.ts';
import { flowTitle } from '../state/flow-title.ts';
import { useLiveBeat } from '../state/live-charts.ts';
import { useWorkbench } from '../state/workbench.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';
import { ChartDialog } from './chart-dialog.tsx';
import { DashboardTile, type TileActions } from './dashboard-tile.tsx';
import { exportDashboard } from './export-dashboard.ts';
import { useTileAnswers } from './tile-answers.ts';
import { useTileDrag } from './use-tile-drag.ts';
import { t } from '../words/words.ts';

const rowStep = 56;
const gap = 12;
/** Below this width tiles stand one under the other. */
const narrow = 720;

/** The charts of the flow on a page of their own. */
export function DashboardPage() {
  const { document, catalog, check, checking, keys } = useWorkbench(useShallow(({ document, catalog, check, checking, keys }) => ({ document, catalog, check, checking, keys })));
  const title = useWorkbench((s) => flowTitle(s).flow);
  const ran = useWorkbench((s) => s.runs[0]?.id ?? '');
  const given = useWorkbench((s) => `${s.network} ${JSON.stringify(givenParameters(s))}`);
  const beat = useLiveBeat('dashboard');
  const [refreshed, setRefreshed] = useState(0);
  const [editing, setEditing] = useState<Tile | null>(null);
  const [said, setSaid] = useState('');
  const [width, setWidth] = useState(0);
  const page = useRef<HTMLDivElement>(null);
  const tiles = useMemo(() => tilesOf({ document, catalog, check }), [document, catalog, check]);
  const answers = useTileAnswers(tiles, { check, checking, keys }, `${ran} ${refreshed} ${given} ${beat ?? ''}`, beat !== null);
  const cell = { width: (width + gap) / pageColumns, height: rowStep };
  const drag = useTileDrag(Object.fromEntries(tiles.map(({ key, place }) => [key, place])), cell);
  const hidden = hiddenNodes(document);

  useEffect(() => {
    const element = page.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const places: Places = Object.fromEntries(tiles.map(({ key, place }) => [key, place]));
  const put = (tile: Tile, next: Places, what: 'Move' | 'Resize') => {
    placeTiles(next, what === 'Move' ? t('Move the chart {title}', { title: tile.title }) : t('Resize the chart {title}', { title: tile.title }), `tile/${tile.key}/${what}`);
    const at = next[tile.key]!;
    setSaid(t('{title}: column {column}, row {row}, {width} wide, {height} high', { title: tile.title, column: at.x + 1, row: at.y + 1, width: at.width, height: at.height }));
  };
  const actions: TileActions = {
    step: (tile, side) => put(tile, stepped(places, tile.key, side), 'Move'),
    resize: (tile, side) => put(tile, resized(places, tile.key, side), 'Resize'),
    rename: renameTile,
    edit: setEditing,
    goTo: (tile) => {
      showPage('flow');
      select({ nodes: [tile.from.node] });
      setTimeout(() => revealNode(tile.from.node), 0);
    },
    remove: removeTile,
    drag: (event, tile, resizes) => drag.start(event, tile.key, tile.title, resizes),
  };
  const done = tiles.flatMap(({ key }) => answers[key]?.drawn?.preview.taken ?? []).sort()[0];
  const asking = tiles.some(({ key }) => answers[key]?.asking);
  const stacked = width < narrow;
  const height = Math.max(0, ...Object.values(drag.places).map((p) => p.y + p.height)) * rowStep;
  return (
    <Page label={t('Dashboard')} testId="dashboard">
      <div className="board-head">
        <h1>{title}</h1>
        {tiles.length > 0 ? <Badge data-testid="board-state">{beat !== null ? t('live') : asking ? t('computing…') : done ? t('all rows, as of {time}', { time: timeOfDay(done) }) : t('nothing drawn')}</Badge> : null}
        <span className="spacer" />
        {hidden.length > 0 ? <Button onClick={showHiddenNodes}>{t('Show {count|hidden chart|hidden charts}', { count: hidden.length })}</Button> : null}
        <Button icon={<RefreshCw />} disabled={tiles.length === 0} onClick={() => setRefreshed((n) => n + 1)}>
          {t('Refresh')}
        </Button>
        <Button icon={<Download />} disabled={(asking && beat === null) || done === undefined} onClick={() => exportDashboard(title, document.description ?? null, tiles, answers, beat !== null)} data-testid="export-dashboard">
          {t('Export as HTML')}
        </Button>
      </div>
      <p id="tile-keys" className="sr-only">
        {t('Arrow keys move the chart, Shift with arrow keys changes its size, F2 renames it, Delete takes it off the page.')}
      </p>
      <div className="sr-only" role="status">
        {said}
      </div>
      <div className="board-scroll">
        <div ref={page} className="board-page" data-stacked={stacked ? '' : undefined} style={stacked ? {} : { height }} onPointerMove={drag.move} onPointerUp={drag.end} onPointerCancel={drag.cancel}>
          {tiles.map((tile) => {
            const at = drag.places[tile.key] ?? tile.place;
            const box = { left: at.x * cell.width, top: at.y * rowStep, width: at.width * cell.width - gap, height: at.height * rowStep - gap };
            return (
              <div key={tile.key} className="tile-place" data-moving={drag.moving === tile.key ? '' : undefined} style={stacked ? { height: box.height } : box}>
                <DashboardTile tile={tile} answer={answers[tile.key]!} actions={actions} />
              </div>
            );
          })}
        </div>
        {tiles.length === 0 ? (
          <EmptyState title={t('This flow has no charts yet.')} text={t('Select a step, open “Chart” below its rows and add the chart to the dashboard. Chart view steps appear here by themselves.')}>
            <Button variant="primary" onClick={() => showPage('flow')}>
              {t('Back to the flow')}
            </Button>
          </EmptyState>
        ) : null}
      </div>
      {editing ? <ChartDialog tile={editing} onClose={() => setEditing(null)} /> : null}
    </Page>
  );
}

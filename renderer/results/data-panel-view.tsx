import { Columns2, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useCallback, useState } from 'react';
import './data-panel.css';
import type { Preview } from '../../engine/api/contract.ts';
import type { ChartWish } from '../../engine/chart/chart-wish.ts';
import type { ChartSpec } from '../../engine/definition/index.ts';
import { useLiveBeat } from '../state/live-charts.ts';
import { formatCount } from '../ui/format-figures.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { PanelBoundary } from '../ui/panel-boundary.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { ChartBuilder } from './chart/chart-builder.tsx';
import { EmptyState } from './empty-state.tsx';
import type { ModelState } from './model/model-view.tsx';
import { ModelView } from './model/model-view.tsx';
import { AllRowsBadge, PreviewBadge } from './preview-badge.tsx';
import { AllRowsControl } from './all-rows/all-rows-control.tsx';
import { PortData } from './port-data.tsx';
import type { DataPanelActions, PortView } from './port-view.ts';
import { SearchField } from './search-field.tsx';
import type { Looking } from './row-order.ts';
import { plainLook } from './row-order.ts';
import { StepRowsMenu } from './step-rows/step-rows-menu.tsx';
import { t } from '../words/words.ts';

/** The second port of the data panel. */
export interface BesideView {
  readonly port: PortView | null;
  readonly chosen: string;
  readonly choices: readonly { readonly value: string; readonly title: string }[];
}

/** Everything the data panel shows. */
export interface DataPanelView {
  /** Title of the selected node; null when not exactly one is selected. */
  readonly node: string | null;
  /** How many nodes are selected. */
  readonly selected: number;
  readonly empty: boolean;
  readonly ports: readonly PortView[];
  readonly chart: ChartSpec | null;
  /** Undefined when the node has no model. */
  readonly model: ModelState | undefined;
  readonly active: string | null;
  /** A second port beside the chosen one: null for none, its rows once they are there, and what it may be. */
  readonly beside: BesideView | null;
}

/** Charts the chart node of a flow draws alike; it shows rows as they are and adds bars up, but takes no means. */
const canKeep = ({ mark, measure }: ChartWish): boolean => mark === 'histogram' || mark === 'point' || (mark === 'bar' && (measure === 'count' || measure === 'sum'));

const red = new Set<PortView['kind']>(['rejects', 'errors']);

/** The rows at the ports of the selected node, with its chart and its model where it has one. */
export function DataPanelRoom({ view, actions }: { readonly view: DataPanelView; readonly actions: DataPanelActions }) {
  const tabs = [
    ...view.ports.map((p) => ({ value: p.key, label: <PortTab port={p} /> })),
    ...(view.chart ? [{ value: 'chart', label: <span data-testid="port-tab-chart">{t('Chart')}</span> }] : view.ports.length > 0 ? [{ value: 'draw', label: <span data-testid="port-tab-draw">{t('Chart')}</span> }] : []),
    ...(view.model !== undefined ? [{ value: 'model', label: <span data-testid="port-tab-model">{t('Model')}</span> }] : []),
  ];
  const first = view.chart ? 'chart' : (tabs[0]?.value ?? null);
  const active = tabs.some((t) => t.value === view.active) ? view.active! : first;
  const [last, setLast] = useState<string | null>(null);
  const port = view.ports.find((p) => p.key === active) ?? (active === 'chart' ? view.ports[0] : active === 'draw' ? (view.ports.find((p) => p.key === last) ?? view.ports[0]) : undefined);
  const [looks, setLooks] = useState<{ readonly key: string; readonly look: Looking }>({ key: '', look: plainLook });
  const look = looks.key === port?.key ? looks.look : plainLook;
  const setLook = (next: Looking) => setLooks({ key: port?.key ?? '', look: next });

  const [jump, setJump] = useState<{ readonly key: string; readonly row: number } | null>(null);

  if (tabs.length === 0 || active === null) return <Idle view={view} />;
  const preview = port?.preview ?? null;
  return (
    <div className={view.beside === null ? 'data' : 'data data-two'} data-testid="data-panel">
      <Tabs
        label={t('Data of {node}', { node: view.node ?? '' })}
        items={tabs}
        value={active}
        onChange={(tab) => {
          if (port) setLast(port.key);
          actions.choose(tab);
        }}
        trailing={
          preview && port && active !== 'model' && active !== 'draw' ? (
            <>
              <StepRowsMenu onAsk={(kind) => actions.stepRows(port.key, kind)} />
              {view.beside === null ? (
                <IconButton label={t('Show another port beside')} onClick={() => actions.showBeside(undefined)} data-testid="show-beside">
                  <Columns2 />
                </IconButton>
              ) : null}
              {active === 'chart' ? null : <SearchField value={look.search} onChange={(search) => setLook({ ...look, search })} />}
              <ShownRows port={port} preview={preview} isGrid={active !== 'chart'} actions={actions} onJump={(row) => setJump({ key: port.key, row })} />
            </>
          ) : null
        }
      >
        {active === 'model' ? <ModelView model={view.model ?? null} /> : active === 'draw' && port ? <Drawn port={port} actions={actions} /> : port ? <PortData key={port.key} port={port} chart={active === 'chart' ? view.chart : null} look={look} jump={jump?.key === port.key ? jump : null} onLook={setLook} actions={actions} /> : null}
      </Tabs>
      {view.beside === null ? null : <Beside beside={view.beside} actions={actions} />}
    </div>
  );
}

/** The rows of the second port, with the choice which one that is. */
function Beside({ beside: { port, chosen, choices }, actions }: { readonly beside: BesideView; readonly actions: DataPanelActions }) {
  const [looks, setLooks] = useState<{ readonly key: string; readonly look: Looking }>({ key: '', look: plainLook });
  const look = looks.key === port?.key ? looks.look : plainLook;
  const setLook = (next: Looking) => setLooks({ key: port?.key ?? '', look: next });
  const [jump, setJump] = useState<{ readonly key: string; readonly row: number } | null>(null);
  return (
    <section className="data-beside" aria-label={t('The port beside')} data-testid="beside">
      <div className="tabs-list">
        <select className="text-field" aria-label={t('Port to show beside')} value={chosen} onChange={(event) => actions.showBeside(event.target.value)} data-testid="beside-port">
          {choices.map((c) => (
            <option key={c.value} value={c.value}>
              {c.title}
            </option>
          ))}
        </select>
        <span className="spacer" />
        {port?.preview ? (
          <>
            <SearchField value={look.search} onChange={(search) => setLook({ ...look, search })} />
            <ShownRows port={port} preview={port.preview} isGrid actions={actions} onJump={(row) => setJump({ key: port.key, row })} />
          </>
        ) : null}
        <IconButton label={t('Close the port beside')} onClick={() => actions.showBeside(null)} data-testid="close-beside">
          <X />
        </IconButton>
      </div>
      {port ? <PortData key={port.key} port={port} chart={null} look={look} jump={jump?.key === port.key ? jump : null} onLook={setLook} actions={actions} /> : <EmptyState title={t('Nothing comes in here.')} text={t('Choose another port above, or select a node that reads one.')} />}
    </section>
  );
}

/** How many rows are shown, as of when, and the way to all of them. */
function ShownRows({ port, preview, isGrid, actions, onJump }: { readonly port: PortView; readonly preview: Preview; readonly isGrid: boolean; readonly actions: DataPanelActions; readonly onJump: (row: number) => void }) {
  const isWhole = preview.coverage === 'all' && preview.rows === (preview.total ?? preview.rows);
  return (
    <>
      {port.all?.held && isGrid ? <AllRowsBadge held={port.all.held} /> : <PreviewBadge preview={preview} state={port.state} />}
      {isGrid && (port.all !== null || (!isWhole && port.state === 'ready' && preview.schema.length > 0)) ? <AllRowsControl all={port.all} total={port.rows} onLoad={() => actions.loadAll(port.key)} onDrop={() => actions.dropAll(port.key)} onJump={onJump} /> : null}
    </>
  );
}

function Drawn({ port, actions }: { readonly port: PortView; readonly actions: DataPanelActions }) {
  const beat = useLiveBeat('flow');
  const live = beat !== null;
  const ask = useCallback((statement: string, wish: ChartWish) => (live ? actions.askLive(port.key, wish) : actions.ask(port.key, statement)), [actions, port.key, live]);
  const keeps = [
    { title: t('Keep in the flow'), fits: canKeep, run: (wish: ChartWish) => actions.keepChart(port.key, wish) },
    { title: t('Add to the dashboard'), run: (wish: ChartWish) => actions.saveChart(port.key, wish) },
  ];
  if (!port.preview || port.state === 'failed') return <EmptyState title={t('Nothing can be drawn of “{port}” yet.', { port: port.title })} text={port.problem?.message ?? t('Its first rows are being read.')} />;
  // One look at a time: a second one would take the place of the first.
  if (port.state === 'loading' && !live) return <EmptyState title={t('Reading the rows…')} text={t('The chart follows.')} />;
  return (
    <PanelBoundary name={t('The chart')} about={port.key}>
      <ChartBuilder key={port.key} schema={port.preview.schema} revision={beat ?? port.preview.taken} live={live} ask={ask} explain={actions.explain} actions={keeps} />
    </PanelBoundary>
  );
}

const PortTab = ({ port }: { readonly port: PortView }) => (
  <span data-testid={`port-tab-${port.port}`} className="port-tab" data-alarm={red.has(port.kind) && (port.rows ?? 0) > 0 ? '' : undefined}>
    {port.title}
    {port.rows === null ? null : <span className="port-count">{formatCount(port.rows)}</span>}
  </span>
);

function Idle({ view }: { readonly view: DataPanelView }) {
  const text = (title: string, rest: string): ReactNode => (
    <div className="data" data-testid="data-panel">
      <EmptyState title={title} text={rest} />
    </div>
  );
  if (view.empty) return text(t('Rows appear here.'), t('Add a source and select it to see its first rows.'));
  if (view.selected > 1) return text(t('Several nodes are selected.'), t('Select one to see its rows.'));
  if (view.node === null) return text(t('Select a node to see its rows.'), t('Previews read only the first rows and write nothing.'));
  return text(t('“{node}” has nothing to show yet.', { node: view.node }), t('It has no output. Connect its input to see the rows that arrive.'));
}

import { useCallback, useDeferredValue, useMemo, useState } from 'react';
import type { ChartWish } from '../../engine/chart/chart-wish.ts';
import type { ChartSpec } from '../../engine/definition/index.ts';
import { useLiveBeat } from '../state/live-charts.ts';
import { WayOut } from '../problems/way-out.tsx';
import { PanelBoundary } from '../ui/panel-boundary.tsx';
import { useAllRowsView } from './all-rows/use-all-rows.ts';
import { readCellTable } from './cell-table.ts';
import { ChartView } from './chart/chart-view.tsx';
import { LiveChart } from './chart/live-chart.tsx';
import type { DataPanelActions, PortView } from './port-view.ts';
import { EmptyState } from './empty-state.tsx';
import { DataGrid } from './grid/data-grid.tsx';
import { previewRows } from './grid/grid-rows.ts';
import { LookBar } from './look-bar.tsx';
import type { Looking } from './row-order.ts';
import { rowOrder } from './row-order.ts';
import { rowCondition } from './trace/row-condition.ts';
import { TraceDialog } from './trace/trace-dialog.tsx';
import { t } from '../words/words.ts';

export interface PortDataProps {
  readonly port: PortView;
  readonly chart: ChartSpec | null;
  readonly look: Looking;
  /** The row to go to, a new object each time. */
  readonly jump?: { readonly row: number } | null;
  readonly onLook: (look: Looking) => void;
  readonly actions: DataPanelActions;
}

/** The rows of one port: the first of them, or all where the engine holds them. */
export function PortData({ port, chart, look, jump, onLook, actions }: PortDataProps) {
  const { preview, state, problem } = port;
  const beat = useLiveBeat('flow');
  const askLive = useCallback((wish: ChartWish) => actions.askLive(port.key, wish), [actions, port.key]);
  const table = useMemo(() => (preview ? readCellTable(preview.schema, preview.arrow) : null), [preview]);
  const [traced, setTraced] = useState<string | null>(null);
  const trace = useCallback(() => actions.trace(port.key, traced ?? ''), [actions, port.key, traced]);
  const follow = useCallback(() => actions.follow(port.key, traced ?? ''), [actions, port.key, traced]);
  const search = useDeferredValue(look.search);
  const all = useAllRowsView(port.key, port.all, preview, look);
  const isLoaded = port.all?.held !== null && port.all !== null;
  const order = useMemo(() => (table ? rowOrder(table, { ...look, search }) : []), [table, look, search]);
  const first = useMemo(() => (table ? previewRows(table, order) : null), [table, order]);

  if (!preview || !table || !first) {
    if (state === 'loading') return <EmptyState title={t('Reading the first rows…')} text={t('This takes as long as the steps before it need for a sample.')} />;
    return (
      <EmptyState title={t('No rows to show yet.')} text={problem?.message ?? t('The settings of this node are not complete.')}>
        <WayOut problem={problem} />
        {problem && problem.code !== 'network-unasked' ? (
          <button type="button" className="link-button" onClick={() => actions.showProblem(problem)}>
            {t('Show the setting')}
          </button>
        ) : null}
      </EmptyState>
    );
  }
  const old = state === 'failed' ? (problem?.message ?? t('The settings are not complete.')) : null;
  const rows = all?.rows ?? first;
  return (
    <>
      {old === null ? null : (
        <p className="data-old" role="status">
          <strong>{t('Last good preview.')}</strong> <span>{old}</span>
          <WayOut problem={problem} />
          {problem ? (
            <button type="button" className="link-button" onClick={() => actions.showProblem(problem)}>
              {t('Show')}
            </button>
          ) : null}
        </p>
      )}
      {traced === null ? null : <TraceDialog trace={trace} follow={follow} giveUp={actions.giveUp} explain={actions.explain} onNode={(node) => (setTraced(null), actions.goTo(node))} onClose={() => setTraced(null)} />}
      <LookBar table={table} look={look} shown={rows.count} all={isLoaded ? port.all!.held!.total : null} isArranging={all?.isArranging === true} onLook={onLook} />
      <div className="data-body" data-old={state === 'ready' && all?.isArranging !== true ? undefined : ''} aria-busy={all?.isArranging === true}>
        {chart ? (
          <PanelBoundary name={t('The chart')} about={chart}>
            {beat === null ? <ChartView spec={chart} table={table} /> : <LiveChart spec={chart} schema={preview.schema} beat={beat} ask={askLive} explain={actions.explain} />}
          </PanelBoundary>
        ) : table.columns.length === 0 ? (
          <EmptyState title={t('This port has no columns.')} text={t('A step before it left none.')} />
        ) : (
          <PanelBoundary name={t('The grid')} about={table}>
            <DataGrid
              label={t('Rows of {port}', { port: port.title })}
              table={table}
              profile={isLoaded ? (all?.profile ?? []) : preview.profile}
              rows={rows}
              all={port.all?.held?.total ?? table.rows}
              jump={jump ?? null}
              samples={all?.samples}
              onSeeColumns={all?.onSeeColumns}
              sorting={look.sorting}
              filters={look.filters}
              onSort={(sorting) => onLook({ ...look, sorting })}
              onFilter={(filter) => onLook({ ...look, filters: [...look.filters.filter((f) => f.column !== filter.column), filter] })}
              onStep={(step) => actions.step(port.key, step)}
              onTrace={(row) => setTraced(rowCondition(row.table, row.index))}
              onCopyAll={(format) => actions.copyAll(port.key, table.columns.length, format)}
              onNotice={actions.notice}
            />
          </PanelBoundary>
        )}
        {!chart && rows.count === 0 && table.columns.length > 0 ? <p className="data-none">{table.rows === 0 ? t('No rows arrive here.') : isLoaded ? t('No row matches.') : t('No row of the preview matches.')}</p> : null}
      </div>
    </>
  );
}

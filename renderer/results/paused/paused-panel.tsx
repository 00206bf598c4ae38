import { useMemo, useState } from 'react';
import '../step-rows/step-rows.css';
import type { Preview, RunPause } from '../../../engine/api/contract.ts';
import { notify } from '../../state/session.ts';
import { PanelBoundary } from '../../ui/panel-boundary.tsx';
import { readCellTable } from '../cell-table.ts';
import { EmptyState } from '../empty-state.tsx';
import { DataGrid } from '../grid/data-grid.tsx';
import { previewRows } from '../grid/grid-rows.ts';
import { LookBar } from '../look-bar.tsx';
import { PreviewBadge } from '../preview-badge.tsx';
import { plainLook, rowOrder } from '../row-order.ts';
import { formatCount } from '../../ui/format-figures.ts';
import { t } from '../../words/words.ts';

/** The rows that a run waits for, in place of the preview of their port. */
export function PausedPanel({ pause, shown, title }: { readonly pause: RunPause; readonly shown: Preview; readonly title: string }) {
  const rows = pause.rows ?? shown.rows;
  const some = pause.matched !== null && pause.matched !== rows;
  const heading = some ? t('{some} of {count|row|rows} after “{title}” meet the breakpoint', { some: formatCount(pause.matched), count: rows, title }) : t('{count|row|rows} after “{title}”, where the run waits', { count: rows, title });
  return (
    <section className="data step-rows" data-testid="paused-rows" aria-label={heading}>
      <div className="step-rows-head">
        <div role="status" className="step-rows-title">
          <h2>{heading}</h2>
        </div>
        <span className="spacer" />
        <PreviewBadge preview={shown} state="ready" />
      </div>
      <p className="step-rows-notes">{t('No output has been changed yet.')}</p>
      <Rows key={shown.taken} shown={shown} label={heading} />
    </section>
  );
}

function Rows({ shown, label }: { readonly shown: Preview; readonly label: string }) {
  const table = useMemo(() => readCellTable(shown.schema, shown.arrow), [shown]);
  const [look, setLook] = useState(plainLook);
  const order = useMemo(() => rowOrder(table, look), [table, look]);
  const rows = useMemo(() => previewRows(table, order), [table, order]);
  if (table.rows === 0) return <EmptyState title={t('There are none.')} text={t('The node gave no rows in this run.')} />;
  return (
    <>
      <LookBar table={table} look={look} shown={order.length} onLook={setLook} />
      <div className="data-body">
        <PanelBoundary name={t('The grid')} about={table}>
          <DataGrid
            label={label}
            table={table}
            profile={shown.profile}
            rows={rows}
            sorting={look.sorting}
            filters={look.filters}
            onSort={(sorting) => setLook({ ...look, sorting })}
            onFilter={(filter) => setLook({ ...look, filters: [...look.filters.filter((f) => f.column !== filter.column), filter] })}
            onNotice={(text) => notify(text)}
          />
        </PanelBoundary>
      </div>
    </>
  );
}

import { ArrowLeft, ChevronDown, RefreshCw } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import './step-rows.css';
import type { StepRows } from '../../../engine/api/contract.ts';
import type { Arrival } from '../../state/step-rows-actions.ts';
import type { StepRowsWish } from '../../state/workbench.ts';
import { WayOut } from '../../problems/way-out.tsx';
import { Button } from '../../ui/button.tsx';
import { formatCount } from '../../ui/format-figures.ts';
import { Menu } from '../../ui/menu.tsx';
import { PanelBoundary } from '../../ui/panel-boundary.tsx';
import { SegmentedControl } from '../../ui/segmented-control.tsx';
import { readCellTable } from '../cell-table.ts';
import { EmptyState } from '../empty-state.tsx';
import { DataGrid } from '../grid/data-grid.tsx';
import { previewRows } from '../grid/grid-rows.ts';
import { LookBar } from '../look-bar.tsx';
import { PreviewBadge } from '../preview-badge.tsx';
import { plainLook, rowOrder } from '../row-order.ts';
import { noneText, stepRowsTitle } from './step-rows-text.ts';
import { t } from '../../words/words.ts';

export interface StepRowsRoomProps {
  readonly wish: StepRowsWish;
  readonly title: string;
  /** The edges by which rows arrive. */
  readonly inputs: readonly (Arrival & { readonly title: string })[];
  /** Another function asks anew. */
  readonly ask: () => Promise<StepRows>;
  /** Nobody waits for the answer any more. */
  readonly onGiveUp: () => void;
  /** The flow was changed since it was asked. */
  readonly stale: boolean;
  readonly onWish: (wish: StepRowsWish) => void;
  readonly onAgain: () => void;
  readonly onBack: () => void;
  readonly onNotice: (text: string) => void;
  readonly explain: (error: unknown) => string;
}

const kinds = { lost: 'Lost', added: 'Added', duplicated: 'Duplicated' } as const;
const headings = { lost: 'Rows lost at “{title}”', added: 'Rows added at “{title}”', duplicated: 'Rows duplicated at “{title}”' } as const;

type Answer = { readonly of: () => Promise<StepRows> } & ({ readonly found: StepRows } | { readonly failure: unknown });

/** The rows that were lost, added or duplicated at a step, in the grid; Escape leads back to the rows of the node. */
export function StepRowsRoom({ wish, title, inputs, ask, onGiveUp, stale, onWish, onAgain, onBack, onNotice, explain }: StepRowsRoomProps) {
  const host = useRef<HTMLElement>(null);
  const [answer, setAnswer] = useState<Answer | null>(null);
  useEffect(() => {
    let current = true;
    ask().then(
      (found) => current && setAnswer({ of: ask, found }),
      (error: unknown) => current && setAnswer({ of: ask, failure: error }),
    );
    return () => {
      current = false;
      onGiveUp();
    };
  }, [ask, onGiveUp]);
  useEffect(() => host.current?.focus(), []);
  const now = answer?.of === ask ? answer : null;
  const found = now && 'found' in now ? now.found : null;
  const chosen = inputs.find((i) => (wish.input === null ? found?.input.port === i.input && found.input.edge === i.edge : i.input === wish.input && i.edge === wish.edge)) ?? inputs[0];
  const heading = found ? stepRowsTitle(found, wish.port) : t(headings[wish.kind], { title });
  const added = found ? Object.values(found.outputs).reduce((sum, o) => sum + o.added, 0) : 0;
  const figures = found ? { lost: found.lost, added, duplicated: found.duplicated } : null;
  return (
    <section
      ref={host}
      className="data step-rows"
      data-testid="step-rows"
      tabIndex={-1}
      aria-label={heading}
      onKeyDown={(event) => {
        // Popups of the grid are elsewhere in the page; their Escape is their own.
        if (event.key !== 'Escape' || event.defaultPrevented || !event.currentTarget.contains(event.target as Node)) return;
        event.stopPropagation();
        onBack();
      }}
    >
      <div className="step-rows-head">
        <Button size="small" variant="ghost" icon={<ArrowLeft />} onClick={onBack} data-testid="step-rows-back">
          {t('Rows of the node')}
        </Button>
        <div role="status" className="step-rows-title">
          <h2>{heading}</h2>
        </div>
        <span className="spacer" />
        {inputs.length > 1 ? (
          <Menu
            align="end"
            trigger={
              <button type="button" className="button" data-variant="default" data-size="small" data-testid="step-rows-input">
                {chosen?.title ?? t('Input')} <ChevronDown aria-hidden />
              </button>
            }
            entries={inputs.map((i) => ({ id: `${i.input} ${i.edge}`, title: i.title, run: () => onWish({ ...wish, input: i.input, edge: i.edge }) }))}
          />
        ) : null}
        <SegmentedControl
          label={t('Which rows')}
          value={wish.kind}
          options={(['lost', 'added', 'duplicated'] as const).map((kind) => ({ value: kind, label: `${t(kinds[kind])}${figures ? ` ${formatCount(figures[kind])}` : ''}` }))}
          onChange={(kind) => onWish({ ...wish, kind })}
        />
        {found ? <PreviewBadge preview={found.shown} state="ready" /> : null}
      </div>
      {stale ? (
        <p className="data-old" role="status">
          <strong>{t('The flow was changed since.')}</strong> <span>{t('These rows are those of before.')}</span>
          <Button size="small" icon={<RefreshCw />} onClick={onAgain}>
            {t('Look again')}
          </Button>
        </p>
      ) : null}
      {found ? <Notes found={found} /> : null}
      {now === null ? <EmptyState title={t('Comparing the rows before and after the step…')} text={t('It is computed anew from all rows, without writing anything.')} /> : 'failure' in now ? <EmptyState title={t('This cannot be told here.')} text={explain(now.failure)}><WayOut problem={now.failure} then={onAgain} /></EmptyState> : <Found key={now.found.shown.taken} found={now.found} onNotice={onNotice} />}
    </section>
  );
}

function Notes({ found }: { readonly found: StepRows }) {
  const notes = [...(found.joined > 0 ? [t('{count} of the rows share a row that came out with others, as in a group.', { count: found.joined })] : []), ...found.remarks];
  return notes.length === 0 ? null : <p className="step-rows-notes">{notes.join(' ')}</p>;
}

function Found({ found, onNotice }: { readonly found: StepRows; readonly onNotice: (text: string) => void }) {
  const { shown } = found;
  const table = useMemo(() => readCellTable(shown.schema, shown.arrow), [shown]);
  const [look, setLook] = useState(plainLook);
  const order = useMemo(() => rowOrder(table, look), [table, look]);
  const gridRows = useMemo(() => previewRows(table, order), [table, order]);
  if (table.rows === 0) return <EmptyState title={t('There are none.')} text={t(noneText[found.kind])} />;
  return (
    <>
      <LookBar table={table} look={look} shown={order.length} onLook={setLook} />
      <div className="data-body">
        <PanelBoundary name={t('The grid')} about={table}>
          <DataGrid
            label={t(headings[found.kind], { title: found.title })}
            table={table}
            profile={shown.profile}
            rows={gridRows}
            sorting={look.sorting}
            filters={look.filters}
            onSort={(sorting) => setLook({ ...look, sorting })}
            onFilter={(filter) => setLook({ ...look, filters: [...look.filters.filter((f) => f.column !== filter.column), filter] })}
            onNotice={onNotice}
          />
        </PanelBoundary>
      </div>
    </>
  );
}

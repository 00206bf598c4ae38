import { useEffect, useMemo, useRef, useState } from 'react';
import './chart-view.css';
import { Download, Table2 } from 'lucide-react';
import type { Preview } from '../../../engine/api/contract.ts';
import { chartQuery } from '../../../engine/chart/chart-query.ts';
import { readChartRows } from '../../../engine/chart/chart-rows.ts';
import { firstWish, wishProblem, type ChartWish } from '../../../engine/chart/chart-wish.ts';
import { leftOutText } from '../../../engine/chart/wish-title.ts';
import type { Schema } from '../../../engine/core/schema.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import { EmptyState } from '../empty-state.tsx';
import { ChartChoices } from './chart-choices.tsx';
import { ChartDrawing, ChartNumbersTable } from './chart-drawing.tsx';
import { exportChart } from './chart-export.ts';
import { t } from '../../words/words.ts';

/** Something that can be done with a chart. */
export interface ChartAction {
  readonly title: string;
  readonly primary?: boolean;
  /** Whether it can be done with this one; always when left out. */
  readonly fits?: (wish: ChartWish) => boolean;
  readonly run: (wish: ChartWish) => void;
}

export interface ChartBuilderProps {
  readonly schema: Schema;
  /** Changes whenever the rows may be others. */
  readonly revision: string;
  readonly ask: (statement: string, wish: ChartWish) => Promise<Preview>;
  /** The rows are those of a running stream. */
  readonly live?: boolean;
  readonly explain: (error: unknown) => string;
  readonly actions: readonly ChartAction[];
  /** The chart to begin with; one that fits the columns by default. */
  readonly initial?: ChartWish;
}

type Answer = { readonly state: 'asking' } | { readonly state: 'failed'; readonly text: string } | { readonly state: 'drawn'; readonly preview: Preview; readonly wish: ChartWish; readonly revision: string };

/** A chart of a port, chosen by its columns; the database draws rows together, so only what is drawn comes into the window. */
export function ChartBuilder({ schema, revision, ask, explain, actions, initial, live = false }: ChartBuilderProps) {
  const [chosen, setChosen] = useState<ChartWish | null>(initial ?? null);
  const wish = chosen ?? firstWish(schema);
  const problem = wish && wishProblem(wish, schema);
  const statement = wish && problem === null ? chartQuery(wish, schema) : null;
  const [answer, setAnswer] = useState<Answer>({ state: 'asking' });
  const [asTable, setAsTable] = useState(false);
  const host = useRef<HTMLDivElement>(null);

  const key = JSON.stringify(wish);
  useEffect(() => {
    if (statement === null) return;
    let current = true;
    const asked = JSON.parse(key) as ChartWish;
    ask(statement, asked).then(
      (preview) => current && setAnswer({ state: 'drawn', preview, wish: asked, revision }),
      (error: unknown) => current && setAnswer({ state: 'failed', text: explain(error) }),
    );
    return () => {
      current = false;
    };
  }, [statement, key, revision, ask, explain]);
  const drawn = answer.state === 'drawn' ? answer : null;
  const rows = useMemo(() => (drawn ? readChartRows(drawn.preview.arrow) : []), [drawn]);

  if (!wish) return <EmptyState title={t('This port has no columns.')} text={t('A step before it left none.')} />;
  const file = `${wish.mark}-${wish.x}`;
  const exported = (kind: 'svg' | 'png' | 'csv') => (drawn ? exportChart(kind, file, drawn.preview, host.current) : undefined);
  const left = drawn ? leftOutText(rows, drawn.wish) : null;
  return (
    <div className="chart-builder" data-testid="chart-builder">
      <div className="chart-choices">
        <ChartChoices wish={wish} schema={schema} onChange={setChosen} />
        <span className="spacer" />
        {drawn ? (
          <Tooltip text={drawn.preview.note}>
            <Badge tone={live ? 'ok' : drawn.preview.coverage === 'sample' ? 'warning' : 'plain'} tabIndex={0} data-testid="chart-badge">
              {live ? t('live') : drawn.preview.coverage === 'sample' ? t('of a sample') : t('exact')}
            </Badge>
          </Tooltip>
        ) : null}
        {actions.map(({ title, primary, fits, run }) =>
          fits && !fits(wish) ? null : (
            <Button key={title} size="small" variant={primary ? 'primary' : 'default'} disabled={problem !== null} onClick={() => run(wish)}>
              {title}
            </Button>
          ),
        )}
        <IconButton label={t('Show the numbers')} aria-pressed={asTable} disabled={!drawn} onClick={() => setAsTable(!asTable)}>
          <Table2 />
        </IconButton>
        <Menu
          align="end"
          trigger={
            <button type="button" className="icon-button" aria-label={t('Export the chart')} data-testid="chart-export" disabled={!drawn}>
              <Download />
            </button>
          }
          entries={[
            { id: 'png', title: t('Picture (PNG)'), disabled: asTable, run: () => exported('png') },
            { id: 'svg', title: t('Drawing (SVG)'), disabled: asTable, run: () => exported('svg') },
            { id: 'csv', title: t('Its numbers (CSV)'), run: () => exported('csv') },
          ]}
        />
      </div>
      {problem !== null ? (
        <EmptyState title={t('There is nothing to draw yet.')} text={problem} />
      ) : answer.state === 'failed' ? (
        <EmptyState title={t('The chart could not be drawn.')} text={answer.text} />
      ) : answer.state === 'drawn' ? (
        asTable ? <ChartNumbersTable rows={rows} wish={answer.wish} /> : <ChartDrawing host={host} rows={rows} wish={answer.wish} />
      ) : (
        <EmptyState title={t('Counting…')} text={t('The database draws the rows together.')} />
      )}
      {left === null ? null : <p className="chart-left">{left}</p>}
    </div>
  );
}

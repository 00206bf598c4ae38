import { useEffect, useId, useMemo, useRef, useState, type RefObject } from 'react';
import './chart-view.css';
import { Download } from 'lucide-react';
import type { Preview } from '../../../engine/api/contract.ts';
import type { Schema } from '../../../engine/core/schema.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import { readCellTable } from '../cell-table.ts';
import { EmptyState } from '../empty-state.tsx';
import { chartCsv, chartPng, chartSvg, download } from './chart-export.ts';
import { chartQuery } from './chart-query.ts';
import { firstWish, isNumber, marks, measures, wishProblem, type ChartWish } from './chart-wish.ts';

export interface ChartBuilderProps {
  readonly schema: Schema;
  /** Changes whenever the rows may be others. */
  readonly revision: string;
  readonly ask: (statement: string) => Promise<Preview>;
  readonly explain: (error: unknown) => string;
  /** Keeps the chart as a node of the flow. */
  readonly onKeep: (wish: ChartWish) => void;
}

type Answer = { readonly state: 'asking' } | { readonly state: 'failed'; readonly text: string } | { readonly state: 'drawn'; readonly preview: Preview; readonly wish: ChartWish; readonly revision: string };

/** Charts the chart node of a flow draws alike; it shows rows as they are and adds bars up, but takes no means. */
const canKeep = ({ mark, measure }: ChartWish): boolean => mark === 'histogram' || mark === 'point' || (mark === 'bar' && (measure === 'count' || measure === 'sum'));

/** A chart of a port, chosen by its columns; the database draws rows together, so only what is drawn comes into the window. */
export function ChartBuilder({ schema, revision, ask, explain, onKeep }: ChartBuilderProps) {
  const [chosen, setChosen] = useState<ChartWish | null>(null);
  const wish = chosen ?? firstWish(schema);
  const problem = wish && wishProblem(wish, schema);
  const statement = wish && problem === null ? chartQuery(wish, schema) : null;
  const [answer, setAnswer] = useState<Answer>({ state: 'asking' });
  const host = useRef<HTMLDivElement>(null);

  const key = JSON.stringify(wish);
  useEffect(() => {
    if (statement === null) return;
    let current = true;
    const asked = JSON.parse(key) as ChartWish;
    ask(statement).then(
      (preview) => current && setAnswer({ state: 'drawn', preview, wish: asked, revision }),
      (error: unknown) => current && setAnswer({ state: 'failed', text: explain(error) }),
    );
    return () => {
      current = false;
    };
  }, [statement, key, revision, ask, explain]);

  if (!wish) return <EmptyState title="This port has no columns." text="A step before it left none." />;
  const set = (part: Partial<ChartWish>) => {
    const next = { ...wish, ...part };
    const numbersUp = next.mark === 'point' || next.mark === 'box' || (next.mark !== 'histogram' && next.mark !== 'heat' && next.measure !== 'count');
    const fits = schema.some((c) => c.name === next.y && isNumber(c));
    setChosen(numbersUp && !fits ? { ...next, y: schema.find((c) => isNumber(c) && c.name !== next.x)?.name ?? null } : next);
  };
  const preview = answer.state === 'drawn' ? answer.preview : null;
  const file = `${wish.mark}-${wish.x}`.replaceAll(/[^\p{L}\p{N}_-]+/gu, '-');
  const exportAs = (kind: 'svg' | 'png' | 'csv') => {
    if (!preview) return;
    if (kind === 'csv') return download(`${file}.csv`, new Blob([chartCsv(readCellTable(preview.schema, preview.arrow))], { type: 'text/csv' }));
    const drawn = host.current?.firstElementChild;
    if (!drawn || !host.current) return;
    const svg = chartSvg(drawn);
    if (kind === 'svg') return download(`${file}.svg`, new Blob([svg], { type: 'image/svg+xml' }));
    const { clientWidth, clientHeight } = host.current;
    void chartPng(svg, clientWidth, clientHeight).then((png) => download(`${file}.png`, png));
  };
  return (
    <div className="chart-builder" data-testid="chart-builder">
      <div className="chart-choices">
        <Pick label="Chart" value={wish.mark} options={marks} onChange={(mark) => set({ mark: mark as ChartWish['mark'] })} />
        <Pick label="Across" value={wish.x} options={names(schema)} onChange={(x) => set({ x })} />
        {wish.mark === 'histogram' ? null : wish.mark === 'bar' || wish.mark === 'line' || wish.mark === 'area' ? (
          <>
            <Pick label="Up" value={wish.measure} options={measures} onChange={(measure) => set({ measure: measure as ChartWish['measure'] })} />
            {wish.measure === 'count' ? null : <Pick label="of" value={wish.y ?? ''} options={names(schema.filter(isNumber))} onChange={(y) => set({ y })} />}
          </>
        ) : (
          <Pick label="Up" value={wish.y ?? ''} options={[{ value: '', label: 'Choose' }, ...names(wish.mark === 'heat' ? schema : schema.filter(isNumber))]} onChange={(y) => set({ y: y === '' ? null : y })} />
        )}
        {wish.mark === 'box' || wish.mark === 'heat' ? null : <Pick label="Colour" value={wish.color ?? ''} options={[{ value: '', label: 'None' }, ...names(schema)]} onChange={(color) => set({ color: color === '' ? null : color })} />}
        <span className="spacer" />
        {preview ? (
          <Tooltip text={preview.note}>
            <Badge tone={preview.coverage === 'sample' ? 'warning' : 'plain'} tabIndex={0} data-testid="chart-badge">
              {preview.coverage === 'sample' ? 'of a sample' : 'exact'}
            </Badge>
          </Tooltip>
        ) : null}
        {canKeep(wish) ? (
          <Button size="small" disabled={problem !== null} onClick={() => onKeep(wish)}>
            Keep in the flow
          </Button>
        ) : null}
        <Menu
          align="end"
          trigger={
            <button type="button" className="icon-button" aria-label="Export the chart" data-testid="chart-export" disabled={!preview}>
              <Download />
            </button>
          }
          entries={[
            { id: 'png', title: 'Picture (PNG)', run: () => exportAs('png') },
            { id: 'svg', title: 'Drawing (SVG)', run: () => exportAs('svg') },
            { id: 'csv', title: 'Its numbers (CSV)', run: () => exportAs('csv') },
          ]}
        />
      </div>
      {problem !== null ? (
        <EmptyState title="There is nothing to draw yet." text={problem} />
      ) : answer.state === 'failed' ? (
        <EmptyState title="The chart could not be drawn." text={answer.text} />
      ) : answer.state === 'drawn' ? (
        <Drawing host={host} answer={answer} />
      ) : (
        <EmptyState title="Counting…" text="The database draws the rows together." />
      )}
    </div>
  );
}

const names = (schema: Schema) => schema.map((c) => ({ value: c.name, label: c.name }));

function Pick({ label, value, options, onChange }: { readonly label: string; readonly value: string; readonly options: readonly { readonly value: string; readonly label: string }[]; readonly onChange: (value: string) => void }) {
  const id = useId();
  return (
    <div className="chart-pick">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="text-field" value={value} onChange={(e) => onChange(e.target.value)}>
        {options.map((o) => (
          <option key={o.value} value={o.value}>
            {o.label}
          </option>
        ))}
      </select>
    </div>
  );
}

function Drawing({ host, answer }: { readonly host: RefObject<HTMLDivElement | null>; readonly answer: { readonly preview: Preview; readonly wish: ChartWish } }) {
  const table = useMemo(() => readCellTable(answer.preview.schema, answer.preview.arrow), [answer.preview]);
  const [size, setSize] = useState<{ readonly width: number; readonly height: number } | null>(null);
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, [host]);
  useEffect(() => {
    if (!size || size.width < 80 || size.height < 60 || table.rows === 0) return;
    let current = true;
    void import('./plot-chart.ts').then(({ chartRows, plotChart }) => {
      if (!current || !host.current) return;
      const legend = answer.wish.color !== null && answer.wish.mark !== 'box' && answer.wish.mark !== 'heat' ? 50 : 0;
      host.current.replaceChildren(plotChart(chartRows(table), answer.wish, { width: size.width - 24, height: Math.max(80, size.height - 12 - legend) }));
    });
    return () => {
      current = false;
    };
  }, [table, answer.wish, size, host]);
  if (table.rows === 0) return <EmptyState title="There is nothing to draw." text="No row has a value in the chosen columns." />;
  return <div ref={host} className="chart-host" data-testid="chart-drawing" />;
}

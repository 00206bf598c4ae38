import { useEffect, useMemo, useState, type RefObject } from 'react';
import './chart-view.css';
import { chartNumbers } from '../../../engine/chart/chart-numbers.ts';
import type { ChartRow } from '../../../engine/chart/chart-rows.ts';
import { hasColor, type ChartWish } from '../../../engine/chart/chart-wish.ts';
import { EmptyState } from '../empty-state.tsx';
import { t } from '../../words/words.ts';

export interface ChartDrawingProps {
  readonly rows: readonly ChartRow[];
  readonly wish: ChartWish;
  /** Holds the drawing, for an export. */
  readonly host: RefObject<HTMLDivElement | null>;
  /** What stands above it. */
  readonly title?: string;
}

/** A chart over what its statement gave, as large as its room; the drawing code is loaded with the first one. */
export function ChartDrawing({ rows, wish, host, title = '' }: ChartDrawingProps) {
  const [size, setSize] = useState<{ readonly width: number; readonly height: number } | null>(null);
  const none = rows.length === 0;
  useEffect(() => {
    const element = host.current;
    if (!element || none) return;
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, [host, none]);
  useEffect(() => {
    if (!size || size.width < 80 || size.height < 60 || none) return;
    let current = true;
    void import('../../../engine/chart/plot-chart.ts').then(({ plotChart }) => {
      if (!current || !host.current) return;
      const legend = (wish.color !== null && hasColor(wish.mark)) || (wish.mark === 'map' && wish.measure !== 'count') ? 50 : 0;
      const margin = wish.mark === 'figure' ? 0 : 12;
      host.current.replaceChildren(plotChart(rows, wish, { width: size.width, height: Math.max(60, size.height - margin - legend), title }, document));
    });
    return () => {
      current = false;
    };
  }, [rows, wish, size, host, none, title]);
  if (none) return <EmptyState title={t('There is nothing to draw.')} text={t('No row has a value in the chosen columns.')} />;
  return <div ref={host} className="chart-host" data-testid="chart-drawing" />;
}

/** The same as a table. */
export function ChartNumbersTable({ rows, wish }: { readonly rows: readonly ChartRow[]; readonly wish: ChartWish }) {
  const numbers = useMemo(() => chartNumbers(rows, wish, 1000), [rows, wish]);
  return (
    <div className="chart-numbers" tabIndex={0} role="region" aria-label={t('The numbers of the chart')} data-testid="chart-numbers">
      <table>
        <thead>
          <tr>
            {numbers.columns.map((name, i) => (
              <th key={i} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {numbers.rows.map((row, r) => (
            <tr key={r}>
              {row.map((value, c) => (
                <td key={c}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {numbers.total > numbers.rows.length ? <p>{t('The first {count} of {all}.', { count: numbers.rows.length, all: numbers.total })}</p> : null}
    </div>
  );
}

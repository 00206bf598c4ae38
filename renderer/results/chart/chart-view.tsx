import { useEffect, useMemo, useRef, useState } from 'react';
import './chart-view.css';
import type { ChartSpec } from '../../../engine/definition/index.ts';
import type { CellTable } from '../cell-table.ts';
import { EmptyState } from '../empty-state.tsx';
import { chartData, chartTitle } from './chart-rows.ts';
import { t } from '../../words/words.ts';

export interface ChartViewProps {
  readonly spec: ChartSpec;
  readonly table: CellTable;
}

/** A chart over the rows of a preview; the drawing code is loaded when the first chart is shown. */
export function ChartView({ spec, table }: ChartViewProps) {
  const host = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<{ width: number; height: number } | null>(null);
  const data = useMemo(() => chartData(table, spec), [table, spec]);

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    if (!size || size.width < 80 || size.height < 60 || 'missing' in data || data.rows.length === 0) return;
    let current = true;
    let drawn: Element | null = null;
    void import('./draw-chart.ts').then(({ drawChart }) => {
      if (!current || !host.current) return;
      const legend = data.color ? 34 : 0;
      drawn = drawChart(data, spec, { width: size.width - 24, height: Math.max(60, size.height - 16 - legend) });
      host.current.replaceChildren(drawn);
    });
    return () => {
      current = false;
      drawn?.remove();
    };
  }, [data, spec, size]);

  if ('missing' in data) return <EmptyState title={t('The rows have no column “{column}”.', { column: data.missing })} text={t('Choose another column in the settings of the chart.')} />;
  if (data.rows.length === 0) return <EmptyState title={t('There is nothing to draw.')} text={t('No row arrives at this chart.')} />;
  return (
    <figure className="chart" data-testid="chart">
      <figcaption className="chart-title">{chartTitle(spec)}</figcaption>
      <div ref={host} className="chart-host" role="img" aria-label={chartTitle(spec)} />
    </figure>
  );
}

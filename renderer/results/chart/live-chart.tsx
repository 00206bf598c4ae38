import { useEffect, useMemo, useRef, useState } from 'react';
import type { Preview } from '../../../engine/api/contract.ts';
import { readChartRows } from '../../../engine/chart/chart-rows.ts';
import { isNumber, isTime, wishProblem, type ChartWish } from '../../../engine/chart/chart-wish.ts';
import { nodeWish } from '../../../engine/chart/dashboard-tiles.ts';
import { wishTitle } from '../../../engine/chart/wish-title.ts';
import { findColumn, type Schema } from '../../../engine/core/schema.ts';
import type { ChartSpec } from '../../../engine/definition/index.ts';
import { EmptyState } from '../empty-state.tsx';
import { ChartDrawing } from './chart-drawing.tsx';
import { t } from '../../words/words.ts';

export interface LiveChartProps {
  readonly spec: ChartSpec;
  readonly schema: Schema;
  /** Changes when the chart should look again. */
  readonly beat: string;
  readonly ask: (wish: ChartWish) => Promise<Preview>;
  readonly explain: (error: unknown) => string;
}

/** The chart of a chart node over what a running stream has delivered to it. */
export function LiveChart({ spec, schema, beat, ask, explain }: LiveChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const wish = useMemo(() => {
    const x = findColumn(schema, spec.x);
    return nodeWish(spec, x !== undefined && (isNumber(x) || isTime(x)));
  }, [spec, schema]);
  const problem = wishProblem(wish, schema);
  const [answer, setAnswer] = useState<{ readonly beat: string; readonly wish: ChartWish; readonly preview: Preview } | { readonly beat: string; readonly text: string } | null>(null);
  useEffect(() => {
    if (problem !== null) return;
    let current = true;
    ask(wish).then(
      (preview) => current && setAnswer({ beat, wish, preview }),
      (error: unknown) => current && setAnswer({ beat, text: explain(error) }),
    );
    return () => {
      current = false;
    };
  }, [beat, wish, problem, ask, explain]);
  const preview = answer && 'preview' in answer ? answer.preview : null;
  const rows = useMemo(() => (preview ? readChartRows(preview.arrow) : []), [preview]);
  if (problem !== null) return <EmptyState title={t('There is nothing to draw yet.')} text={problem} />;
  if (answer === null) return <EmptyState title={t('Waiting for rows…')} text={t('The chart follows the stream.')} />;
  if ('text' in answer) return <EmptyState title={t('The chart could not be drawn.')} text={answer.text} />;
  return (
    <figure className="chart" data-testid="live-chart">
      <figcaption className="chart-title">{`${wishTitle(answer.wish)} · ${answer.preview.note}`}</figcaption>
      <ChartDrawing host={host} rows={rows} wish={answer.wish} />
    </figure>
  );
}

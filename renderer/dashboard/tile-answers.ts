import { useEffect, useState } from 'react';
import type { Preview } from '../../engine/api/contract.ts';
import { askChart } from '../../engine/chart/ask-chart.ts';
import { readChartRows, type ChartRow } from '../../engine/chart/chart-rows.ts';
import type { ChartWish } from '../../engine/chart/chart-wish.ts';
import type { Tile } from '../../engine/chart/dashboard-tiles.ts';
import { formatEnd, type End } from '../../engine/document/document.ts';
import { askExactly } from '../state/dashboard-actions.ts';
import { askLive } from '../state/live-charts.ts';
import { failureText } from '../state/session.ts';
import type { WorkbenchState } from '../state/workbench.ts';
import { t } from '../words/words.ts';

/** What the database gave for a tile, the last good answer while a newer one is computed. */
export interface TileAnswer {
  readonly drawn: { readonly preview: Preview; readonly rows: readonly ChartRow[]; readonly wish: ChartWish } | null;
  readonly asking: boolean;
  readonly problem: string | null;
}

interface Question {
  readonly key: string;
  readonly from: End;
  readonly wish: ChartWish;
  readonly statement: string;
  /** Changes with the statement and with whatever may change its rows. */
  readonly mark: string;
}

/** Asks for the charts of the tiles one after the other: once, again where settings change, and all anew with another `revision`; while a stream runs, of the rows it delivered. */
export function useTileAnswers(tiles: readonly Tile[], state: Pick<WorkbenchState, 'check' | 'checking' | 'keys'>, revision: string, live: boolean): Readonly<Record<string, TileAnswer>> {
  const [answers, setAnswers] = useState<Readonly<Record<string, TileAnswer>>>({});
  const [answered] = useState(() => new Map<string, string>());
  const [lately] = useState(() => new Map<string, number>());
  const asked = tiles.map((tile): Question | { readonly key: string; readonly problem: string } => {
    if (tile.wish === null) return { key: tile.key, problem: tile.problem ?? t('This chart cannot be drawn.') };
    const found = askChart(tile.wish, state.check?.nodes[tile.from.node]?.outputs[tile.from.port]);
    if ('problem' in found) return { key: tile.key, problem: found.problem };
    return { key: tile.key, from: tile.from, wish: tile.wish, statement: found.statement, mark: `${live} ${revision} ${formatEnd(tile.from)} ${state.keys.get(tile.from.node) ?? ''} ${found.statement}` };
  });
  // A check under way may be about to change the schemas.
  const ready = state.check !== null && !state.checking;
  const signature = ready ? JSON.stringify(asked) : null;

  useEffect(() => {
    if (signature === null) return;
    let current = true;
    const put = (key: string, answer: (old: TileAnswer | undefined) => TileAnswer) => current && setAnswers((all) => ({ ...all, [key]: answer(all[key]) }));
    const ask = async () => {
      const open = (JSON.parse(signature) as typeof asked).filter((q): q is Question => !('problem' in q) && answered.get(q.key) !== q.mark);
      // Whoever waited longest is first, so that all have their turn on a fast stream.
      open.sort((a, b) => (lately.get(a.key) ?? 0) - (lately.get(b.key) ?? 0));
      for (const { key } of open) put(key, (old) => ({ drawn: old?.drawn ?? null, asking: true, problem: null }));
      for (const { key, from, wish, statement, mark } of open) {
        if (!current) return;
        try {
          const preview = await (live ? askLive(from, wish) : askExactly(from, statement));
          if (!current) return;
          answered.set(key, mark);
          lately.set(key, Date.now());
          put(key, () => ({ drawn: { preview, rows: readChartRows(preview.arrow), wish }, asking: false, problem: null }));
        } catch (error) {
          put(key, (old) => ({ drawn: old?.drawn ?? null, asking: false, problem: failureText(error) }));
        }
      }
    };
    void ask();
    return () => {
      current = false;
    };
  }, [signature, answered, lately, live]);

  return Object.fromEntries(asked.map((a) => [a.key, 'problem' in a ? { drawn: null, asking: !ready, problem: ready ? a.problem : null } : (answers[a.key] ?? { drawn: null, asking: true, problem: null })]));
}

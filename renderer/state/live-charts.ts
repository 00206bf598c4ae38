import { useEffect, useState } from 'react';
import type { Preview } from '../../engine/api/contract.ts';
import type { ChartWish } from '../../engine/chart/chart-wish.ts';
import { DiagnosticError, problem } from '../../engine/core/diagnostic.ts';
import type { End } from '../../engine/document/document.ts';
import { bridge } from './session.ts';
import { useWorkbench, workbench, type Page, type WorkbenchState } from './workbench.ts';
import { t } from '../words/words.ts';

/** Charts of a stream are drawn anew no more often than this, in milliseconds. */
const pace = 1000;

/** The stream that has delivered something and runs on; null without one. */
const liveStream = ({ run }: WorkbenchState): string | null => (run !== null && run.stream && run.id !== null && run.phase === 'running' && (run.progress?.epochs ?? 0) > 0 ? run.id : null);

/** What a chart draws of the rows that the running stream has delivered to a port. */
export async function askLive(end: End, chart: ChartWish): Promise<Preview> {
  const run = liveStream(workbench());
  if (run === null) throw new DiagnosticError(problem('run-cancelled', t('The stream has ended.')));
  return bridge().engine.live({ run, ...end, chart });
}

/** Another text whenever charts should look again at what the running stream delivered: at most once a second, and not while the window is hidden. Null while no stream runs. `page` is where the charts are: covered by another one they rest. */
export function useLiveBeat(page: Page): string | null {
  const covered = useWorkbench((s) => s.page !== page);
  const run = useWorkbench(liveStream);
  const epochs = useWorkbench((s) => s.run?.progress?.epochs ?? 0);
  const [beat, setBeat] = useState(epochs);
  const [last, setLast] = useState(0);
  useEffect(() => {
    if (run === null || covered || beat === epochs) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(timer);
      if (document.visibilityState === 'hidden') return;
      const wait = Math.max(0, last + pace - Date.now());
      timer = setTimeout(() => {
        setLast(Date.now());
        setBeat(epochs);
      }, wait);
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [run, covered, epochs, beat, last]);
  return run === null ? null : `${run} ${beat}`;
}

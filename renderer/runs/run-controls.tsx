import { CirclePause, LoaderCircle, Pause, Play, Redo, Square, StepForward } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useShortcut } from '../state/command-keys.ts';
import { startRun, cancelRun, pauseRun, resumeRun, shownNode } from '../state/run-actions.ts';
import { readsOnward } from '../state/reads-onward.ts';
import { leftText, trainingText } from '../state/node-view.ts';
import { nodeTitle, selectedNode, useWorkbench } from '../state/workbench.ts';
import { Button } from '../ui/button.tsx';
import { formatDuration } from '../ui/format-figures.ts';
import { t } from '../words/words.ts';

/** Run, run to here, or while a run is under way its progress and Cancel. */
export function RunControls() {
  const run = useWorkbench((s) => s.run);
  const target = useWorkbench(selectedNode);
  const empty = useWorkbench((s) => Object.keys(s.document.nodes).length === 0);
  const streaming = useWorkbench((s) => s.check?.plan?.streaming ?? false);
  const keys = { toHere: useShortcut('run.toHere'), once: useShortcut('run.once'), all: useShortcut('run.all') };
  const onward = useWorkbench(readsOnward);
  if (run) return run.phase === 'paused' ? <Paused /> : <Progress />;
  return (
    <>
      <Button disabled={target === null} shortcut={keys.toHere} icon={<StepForward />} onClick={() => target !== null && void startRun({ to: target })} data-testid="run-to-here">
        {t('Run to here')}
      </Button>
      {onward && !streaming ? (
        <Button disabled={empty} title={t('Tables that are read onward from the last run are read from their start')} onClick={() => void startRun({ fromStart: true })} data-testid="run-from-start">
          {t('Run from the start')}
        </Button>
      ) : null}
      {streaming ? (
        <>
          <Button disabled={empty} shortcut={keys.once} onClick={() => void startRun()} data-testid="run-once">
            {t('Run once')}
          </Button>
          <Button variant="primary" disabled={empty} shortcut={keys.all} icon={<Play fill="currentColor" />} onClick={() => void startRun({ stream: true })} data-testid="run">
            {t('Run stream')}
          </Button>
        </>
      ) : (
        <Button variant="primary" disabled={empty} shortcut={keys.all} icon={<Play fill="currentColor" />} onClick={() => void startRun()} data-testid="run">
          {t('Run')}
        </Button>
      )}
    </>
  );
}

function Progress() {
  const run = useWorkbench((s) => s.run);
  const cancel = useShortcut('run.cancel');
  const pause = useShortcut('run.pause');
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 200);
    return () => clearInterval(timer);
  }, []);
  if (!run) return null;
  const states = Object.values(run.progress?.nodes ?? {});
  const done = states.filter((n) => n.state === 'done' || n.state === 'warning').length;
  const share = states.length === 0 ? 0 : states.reduce((sum, n) => sum + (n.state === 'done' || n.state === 'warning' ? 1 : n.state === 'running' ? (n.share ?? 0) : 0), 0) / states.length;
  const epochs = run.progress?.epochs;
  // Of the step that runs: what the next ones need, nobody knows before they begin.
  const left = Math.max(0, ...states.map((n) => (n.state === 'running' ? (n.secondsLeft ?? 0) : 0)));
  const learning = states.find((n) => n.state === 'running' && n.training !== undefined)?.training;
  const text =
    run.phase === 'starting' || (run.phase === 'running' && states.length === 0 && !run.stream)
      ? t('Starting')
      : run.phase === 'pausing'
        ? t('Pausing after this statement')
        : run.phase === 'cancelling'
          ? run.stream
            ? t('Stopping')
            : t('Cancelling')
          : run.stream
            ? epochs === undefined ? t('Running') : t('Running, {count|epoch|epochs}', { count: epochs })
            : [t('{done} of {all|node|nodes}', { done, all: states.length }), ...(learning === undefined ? [] : [trainingText(learning)]), ...(left > 0 ? [t('step {left}', { left: leftText(left) })] : [])].join(' · ');
  return (
    <>
      <div className="run-progress" role="status" aria-live="polite" data-testid="run-progress">
        <LoaderCircle aria-hidden="true" className="spin" />
        <span>{text}</span>
        <span className="mono faint" aria-hidden="true">
          {formatDuration(Math.max(0, now - run.started))}
        </span>
        {run.stream ? null : <span className="run-share" style={{ transform: `scaleX(${share})` }} />}
      </div>
      {run.stream ? null : (
        <Button shortcut={pause} icon={<Pause />} aria-label={t('Pause')} disabled={run.phase !== 'running' && run.phase !== 'starting'} onClick={() => void pauseRun()} data-testid="pause">
          <span className="compact-text">{t('Pause')}</span>
        </Button>
      )}
      <Button variant="danger" shortcut={cancel} icon={<Square fill="currentColor" />} disabled={run.phase === 'cancelling'} onClick={() => void cancelRun()} data-testid="cancel">
        {run.stream ? t('Stop') : t('Cancel')}
      </Button>
    </>
  );
}

/** A run that waits: where, and what it may do next. */
function Paused() {
  const pause = useWorkbench((s) => s.run?.pause);
  const title = useWorkbench((s) => (s.run?.pause?.node ? nodeTitle(s, shownNode(s.run.pause.node)) : null));
  const keys = { cancel: useShortcut('run.cancel'), on: useShortcut('run.pause'), step: useShortcut('run.step') };
  if (!pause) return null;
  return (
    <>
      <div className="run-progress" data-paused="" role="status" aria-live="polite" data-testid="run-paused">
        <CirclePause aria-hidden="true" />
        <span>{title === null ? t('Paused between two statements') : t('Paused after {node}', { node: title })}</span>
      </div>
      <Button variant="primary" shortcut={keys.on} icon={<Play fill="currentColor" />} onClick={() => void resumeRun('run')} data-testid="go-on">
        <span className="narrow-text">{t('Go on')}</span>
      </Button>
      <Button shortcut={keys.step} icon={<Redo />} aria-label={t('Next node')} title={t('Runs the next node and stops again')} onClick={() => void resumeRun('step')} data-testid="step">
        <span className="compact-text">{t('Next node')}</span>
      </Button>
      <Button variant="danger" shortcut={keys.cancel} icon={<Square fill="currentColor" />} onClick={() => void cancelRun()} data-testid="cancel">
        <span className="narrow-text">{t('Cancel')}</span>
      </Button>
    </>
  );
}

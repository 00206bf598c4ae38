import './runs.css';
import { CircleCheck, CircleSlash, CircleX, History } from 'lucide-react';
import { useState } from 'react';
import { goToStep } from '../state/edit-actions.ts';
import { change, nodeTitle, useWorkbench, type FinishedRun } from '../state/workbench.ts';
import { Button } from '../ui/button.tsx';
import { formatDuration } from '../ui/format-figures.ts';
import { Popover } from '../ui/popover.tsx';
import { SegmentedControl } from '../ui/segmented-control.tsx';
import { RunReportView } from './run-report-view.tsx';
import { timeFormat } from '../words/numbers.ts';
import { language, t } from '../words/words.ts';
import { stateWords } from './run-words.ts';

const timeOf = (time: number | Date): string => timeFormat(language(), { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(time);

/** What was changed, to go back to any step, and what was run in this session. */
export function HistoryPopover() {
  const [tab, setTab] = useState<'changes' | 'runs'>('changes');
  const open = useWorkbench((s) => s.dialog === 'history');
  return (
    <Popover label={t('History')} align="end" open={open} onOpenChange={(next) => change({ dialog: next ? 'history' : null })} trigger={<Button icon={<History />} data-testid="history" aria-label={t('History')}><span className="compact-text">{t('History')}</span></Button>}>
      <div className="history">
        <SegmentedControl
          label={t('What to list')}
          options={[
            { value: 'changes', label: t('Changes') },
            { value: 'runs', label: t('Runs') },
          ]}
          value={tab}
          onChange={setTab}
        />
        {tab === 'changes' ? <Changes /> : <Runs />}
        {tab === 'runs' ? (
          <Button size="small" variant="ghost" onClick={() => change({ dialog: 'runs' })} data-testid="runs-open">
            {t('All runs on record')}
          </Button>
        ) : null}
      </div>
    </Popover>
  );
}

function Changes() {
  const { done, undone } = useWorkbench((s) => s.history);
  if (done.length + undone.length === 0) return <p className="history-none">{t('Every change to the flow appears here. Click one to go back to it.')}</p>;
  const steps = [...done, ...undone.toReversed()];
  return (
    <ol className="history-list" aria-label={t('Changes, newest first')}>
      {steps
        .map((step, i) => (
          <li key={`${i}-${step.time}`}>
            <button type="button" className="history-step" aria-current={i === done.length - 1 ? 'step' : undefined} data-undone={i >= done.length || undefined} onClick={() => void goToStep(i + 1)}>
              <span>{step.label}</span>
              <time className="mono faint">{timeOf(step.time)}</time>
            </button>
          </li>
        ))
        .toReversed()}
      <li>
        <button type="button" className="history-step" aria-current={done.length === 0 ? 'step' : undefined} onClick={() => void goToStep(0)}>
          <span className="muted">{t('As opened')}</span>
        </button>
      </li>
    </ol>
  );
}

const icons = { succeeded: CircleCheck, failed: CircleX, cancelled: CircleSlash } as const;

function Runs() {
  const runs = useWorkbench((s) => s.runs);
  const [shown, setShown] = useState<string | null>(null);
  if (runs.length === 0) return <p className="history-none">{t('Nothing was run yet. Press F5 to run the flow.')}</p>;
  const open = runs.find((r) => r.id === shown);
  if (open) return <RunReportView run={open} onBack={() => setShown(null)} />;
  return (
    <ol className="history-list" aria-label={t('Runs, newest first')}>
      {runs.map((run) => (
        <RunRow key={run.id} run={run} onOpen={() => setShown(run.id)} />
      ))}
    </ol>
  );
}

function RunRow({ run, onOpen }: { readonly run: FinishedRun; readonly onOpen: () => void }) {
  const Icon = icons[run.report.status];
  const target = useWorkbench((s) => (run.to === null ? null : nodeTitle(s, run.to)));
  const start = useWorkbench((s) => (run.from === undefined ? null : nodeTitle(s, run.from)));
  const written = Object.values(run.report.nodes).reduce((sum, n) => sum + (n.written?.rows ?? 0), 0);
  return (
    <li>
      <button type="button" className="history-step run-row" data-status={run.report.status} onClick={onOpen}>
        <Icon aria-hidden="true" />
        <span>
          {t(stateWords[run.report.status])}
          {target === null ? '' : ` ${t('to {node}', { node: target })}`}
          {start === null ? '' : ` ${t('from {node}', { node: start })}`}
          {run.environment === null ? '' : ` ${t('with {environment}', { environment: run.environment })}`}
          <small className="muted">{written > 0 ? t('{count|row|rows} written', { count: written }) : t('{nodes|node|nodes}', { nodes: Object.keys(run.report.nodes).length })}</small>
        </span>
        <span className="mono muted">{formatDuration(run.report.milliseconds)}</span>
        <time className="mono faint">{timeOf(new Date(run.report.started))}</time>
      </button>
    </li>
  );
}

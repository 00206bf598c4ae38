import './runs.css';
import { CircleCheck, CircleSlash, CircleX, History } from 'lucide-react';
import { useState } from 'react';
import { goToStep } from '../state/edit-actions.ts';
import { change, nodeTitle, useWorkbench, type FinishedRun } from '../state/workbench.ts';
import { Button } from '../ui/button.tsx';
import { countOf, formatDuration } from '../ui/format-figures.ts';
import { Popover } from '../ui/popover.tsx';
import { SegmentedControl } from '../ui/segmented-control.tsx';
import { RunReportView } from './run-report-view.tsx';

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });

/** What was changed, to go back to any step, and what was run in this session. */
export function HistoryPopover() {
  const [tab, setTab] = useState<'changes' | 'runs'>('changes');
  const open = useWorkbench((s) => s.dialog === 'history');
  return (
    <Popover label="History" align="end" open={open} onOpenChange={(next) => change({ dialog: next ? 'history' : null })} trigger={<Button icon={<History />} data-testid="history" aria-label="History"><span className="compact-text">History</span></Button>}>
      <div className="history">
        <SegmentedControl
          label="What to list"
          options={[
            { value: 'changes', label: 'Changes' },
            { value: 'runs', label: 'Runs' },
          ]}
          value={tab}
          onChange={setTab}
        />
        {tab === 'changes' ? <Changes /> : <Runs />}
        {tab === 'runs' ? (
          <Button size="small" variant="ghost" onClick={() => change({ dialog: 'runs' })} data-testid="runs-open">
            All runs on record
          </Button>
        ) : null}
      </div>
    </Popover>
  );
}

function Changes() {
  const { done, undone } = useWorkbench((s) => s.history);
  if (done.length + undone.length === 0) return <p className="history-none">Every change to the flow appears here. Click one to go back to it.</p>;
  const steps = [...done, ...undone.toReversed()];
  return (
    <ol className="history-list" aria-label="Changes, newest first">
      {steps
        .map((step, i) => (
          <li key={`${i}-${step.time}`}>
            <button type="button" className="history-step" aria-current={i === done.length - 1 ? 'step' : undefined} data-undone={i >= done.length || undefined} onClick={() => goToStep(i + 1)}>
              <span>{step.label}</span>
              <time className="mono faint">{clock.format(step.time)}</time>
            </button>
          </li>
        ))
        .toReversed()}
      <li>
        <button type="button" className="history-step" aria-current={done.length === 0 ? 'step' : undefined} onClick={() => goToStep(0)}>
          <span className="muted">As opened</span>
        </button>
      </li>
    </ol>
  );
}

const icons = { succeeded: CircleCheck, failed: CircleX, cancelled: CircleSlash } as const;
const words = { succeeded: 'Succeeded', failed: 'Failed', cancelled: 'Cancelled' } as const;

function Runs() {
  const runs = useWorkbench((s) => s.runs);
  const [shown, setShown] = useState<string | null>(null);
  if (runs.length === 0) return <p className="history-none">Nothing was run yet. Press F5 to run the flow.</p>;
  const open = runs.find((r) => r.id === shown);
  if (open) return <RunReportView run={open} onBack={() => setShown(null)} />;
  return (
    <ol className="history-list" aria-label="Runs, newest first">
      {runs.map((run) => (
        <RunRow key={run.id} run={run} onOpen={() => setShown(run.id)} />
      ))}
    </ol>
  );
}

function RunRow({ run, onOpen }: { readonly run: FinishedRun; readonly onOpen: () => void }) {
  const Icon = icons[run.report.status];
  const target = useWorkbench((s) => (run.to === null ? null : nodeTitle(s, run.to)));
  const written = Object.values(run.report.nodes).reduce((sum, n) => sum + (n.written?.rows ?? 0), 0);
  return (
    <li>
      <button type="button" className="history-step run-row" data-status={run.report.status} onClick={onOpen}>
        <Icon aria-hidden="true" />
        <span>
          {words[run.report.status]}
          {target === null ? '' : ` to ${target}`}
          {run.environment === null ? '' : ` with ${run.environment}`}
          <small className="muted">{written > 0 ? `${countOf(written, 'row')} written` : countOf(Object.keys(run.report.nodes).length, 'node')}</small>
        </span>
        <span className="mono muted">{formatDuration(run.report.milliseconds)}</span>
        <time className="mono faint">{clock.format(new Date(run.report.started))}</time>
      </button>
    </li>
  );
}

import './runs.css';
import './runs-dialog.css';
import { CircleAlert, CircleCheck, CircleSlash, CircleX, LoaderCircle } from 'lucide-react';
import { useState } from 'react';
import type { RunHead } from '../../engine/api/contract.ts';
import { knownAs } from '../state/flow-title.ts';
import { bridge, failureText } from '../state/session.ts';
import { change, nodeTitle, useWorkbench, workbench } from '../state/workbench.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { formatCount, formatDuration } from '../ui/format-figures.ts';
import { ComparisonView } from './comparison-view.tsx';
import { RecordView } from './record-view.tsx';
import { startedText, stateWords } from './run-words.ts';
import { takeFocus } from './take-focus.ts';
import { useAnswer } from './use-answer.ts';
import { t } from '../words/words.ts';

/** The runs of the open flow on record, those of former sessions and of the command line too; one in full; what differs between two. */
export function RunsDialog() {
  const open = useWorkbench((s) => s.dialog === 'runs');
  return (
    <Dialog open={open} onClose={() => change({ dialog: null })} title={t('Runs on record')} note={t('Settings, counts, times and problems are kept of every run of this flow; no rows.')} width={920}>
      {open ? <Runs /> : null}
    </Dialog>
  );
}

type Page = { readonly at: 'list'; readonly again?: true } | { readonly at: 'run'; readonly run: string } | { readonly at: 'two'; readonly before: RunHead; readonly after: RunHead };

function Runs() {
  const [flow] = useState(knownAs);
  const [list] = useState(() => bridge().engine.runs(flow));
  const [page, setPage] = useState<Page>({ at: 'list' });
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const answer = useAnswer(list);
  const back = () => setPage({ at: 'list', again: true });
  if (page.at === 'run') return <RecordView flow={flow} run={page.run} onBack={back} />;
  if (page.at === 'two') return <ComparisonView flow={flow} before={page.before} after={page.after} onBack={back} />;
  if (answer === null) return <p className="muted">{t('Reading the records…')}</p>;
  if ('failure' in answer) return <p className="plan-failure">{failureText(answer.failure)}</p>;
  const runs = answer.value;
  if (runs.length === 0) return <p className="muted" data-testid="runs">{t('No run of this flow is on record. Press F5 to run it.')}</p>;
  const two = runs.filter((r) => chosen.includes(r.id));
  return (
    <div className="runs" data-testid="runs">
      <div className="runs-table" {...(page.again ? { ref: takeFocus } : {})} tabIndex={0} role="group" aria-label={t('Runs, newest first')}>
        <table className="report-table">
          <thead>
            <tr>
              {[t('Run##noun'), t('Started'), t('Time'), t('Rows written'), t('Rejected'), t('Problems'), t('Compare')].map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {runs.map((run, i) => (
              <RunLine key={run.id} run={run} changed={i + 1 < runs.length && runs[i + 1]!.content !== run.content} chosen={chosen.includes(run.id)} onOpen={() => setPage({ at: 'run', run: run.id })} onChoose={(on) => setChosen((old) => (on ? [...old.slice(-1), run.id] : old.filter((id) => id !== run.id)))} />
            ))}
          </tbody>
        </table>
      </div>
      <div className="runs-foot">
        <span className="muted">{t('{count|run|runs}.', { count: runs.length })} {two.length === 2 ? '' : t('Choose two to compare them.')}</span>
        <Button variant="primary" disabled={two.length !== 2} onClick={() => setPage({ at: 'two', before: two[1]!, after: two[0]! })} data-testid="runs-compare">
          {t('Compare the two')}
        </Button>
      </div>
    </div>
  );
}

const icons = { succeeded: CircleCheck, failed: CircleX, cancelled: CircleSlash, running: LoaderCircle, interrupted: CircleAlert } as const;

interface RunLineProps {
  readonly run: RunHead;
  /** The flow did something else in the run before. */
  readonly changed: boolean;
  readonly chosen: boolean;
  readonly onOpen: () => void;
  readonly onChoose: (on: boolean) => void;
}

function RunLine({ run, changed, chosen, onOpen, onChoose }: RunLineProps) {
  const Icon = icons[run.state];
  const started = startedText(run.started);
  const notes = [run.to === null ? '' : t('to {node}', { node: nodeTitle(workbench(), run.to) }), run.from === undefined ? '' : t('from {node}', { node: nodeTitle(workbench(), run.from) }), run.environment === undefined ? '' : t('with {environment}', { environment: run.environment }), run.trigger === undefined ? '' : t('by {trigger}', { trigger: run.trigger }), run.kind === 'stream' ? t('stream') : '', changed ? t('flow changed') : ''].filter(Boolean).join(', ');
  const figure = (n: number) => (n === 0 ? '' : formatCount(n));
  return (
    <tr className="run-row" data-status={run.state} data-testid="run-record">
      <td>
        <button type="button" className="runs-open" aria-label={t('Open the run of {time}: {state}', { time: started, state: t(stateWords[run.state]) })} onClick={onOpen}>
          <Icon aria-hidden="true" />
          {t(stateWords[run.state])}
          {notes ? <span className="muted">{notes}</span> : null}
        </button>
      </td>
      <td>{started}</td>
      <td>{run.milliseconds === null ? '' : formatDuration(run.milliseconds)}</td>
      <td>{figure(run.written.rows)}</td>
      <td className={run.rejected > 0 ? 'warns' : ''}>{figure(run.rejected)}</td>
      <td>{figure(run.problems)}</td>
      <td>
        <input type="checkbox" aria-label={t('Compare the run of {time}', { time: started })} checked={chosen} onChange={(event) => onChoose(event.target.checked)} />
      </td>
    </tr>
  );
}

import { ArrowLeft, FileClock, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import type { FlowName, ReadRun } from '../../engine/api/contract.ts';
import type { RunReport } from '../../engine/core/run-report.ts';
import type { FlowDocument } from '../../engine/document/document.ts';
import { revealNode } from '../canvas/canvas-view.ts';
import { select } from '../state/edit-actions.ts';
import { openEarlier, runAgain } from '../state/earlier-runs.ts';
import { bridge, failureText, notify } from '../state/session.ts';
import { titledDiagnostic } from '../state/titled-diagnostic.ts';
import { change, useWorkbench, workbench } from '../state/workbench.ts';
import { Button } from '../ui/button.tsx';
import { formatBytes, formatCount, formatDuration } from '../ui/format-figures.ts';
import { RunReportView } from './run-report-view.tsx';
import { reportTitle } from './report-title.ts';
import { takeFocus } from './take-focus.ts';
import { useAnswer } from './use-answer.ts';
import { t, type PlainText } from '../words/words.ts';

/** One run on record in full: the account, what each node cost, settings, parameters and what it read. */
export function RecordView({ flow, run, onBack }: { readonly flow: FlowName; readonly run: string; readonly onBack: () => void }) {
  const [call] = useState(() => bridge().engine.readRun({ ...flow, run }));
  const answer = useAnswer(call);
  return (
    <div className="runs" data-testid="run-shown" ref={takeFocus} tabIndex={-1}>
      {answer && 'value' in answer && answer.value.record.report ? <RunReportView run={{ id: run, name: flow.name, to: answer.value.record.to, environment: answer.value.record.environment ?? null, report: titled(answer.value.record.report, answer.value.record.document) }} onBack={onBack} onNode={goTo} /> : <BackToRuns onBack={onBack} />}
      {answer === null ? <p className="muted">{t('Reading the record…')}</p> : 'failure' in answer ? <p className="plan-failure">{failureText(answer.failure)}</p> : <Rest {...answer.value} />}
    </div>
  );
}

export const BackToRuns = ({ onBack }: { readonly onBack: () => void }) => (
  <div>
    <Button size="small" variant="ghost" icon={<ArrowLeft />} onClick={onBack}>
      {t('All runs')}
    </Button>
  </div>
);

const titled = (report: RunReport, document: FlowDocument): RunReport => ({ ...report, diagnostics: report.diagnostics.map((d) => titledDiagnostic(d, document, workbench().catalog)) });

function goTo(id: string): void {
  if (!workbench().document.nodes[id]) {
    notify(t('The flow has no node “{id}” any more.', { id }));
    return;
  }
  change({ dialog: null });
  select({ nodes: [id] });
  // The dialog gives the focus back first.
  setTimeout(() => revealNode(id), 0);
}

function Rest({ record, measures }: ReadRun) {
  const facts: readonly (readonly [string, string])[] = [
    [t('Run##noun'), record.id],
    [t('Versions'), `Millrace ${record.versions.millrace}, DuckDB ${record.versions.database}`],
    ...Object.entries(record.settings).flatMap(([name, value]) => (value === null ? [] : [[settingNames[name] === undefined ? name : t(settingNames[name]), typeof value === 'boolean' ? (value ? t('on') : t('off')) : String(value)] as const])),
    ...(record.environment === undefined ? [] : [[t('Environment'), record.environment] as const]),
    ...(record.trigger === undefined ? [] : [[t('Started by'), record.trigger] as const]),
    ...Object.entries(record.parameters).map(([name, value]) => [t('Parameter {name}', { name }), record.hidden.includes(name) ? t('a secret, not on record') : (value ?? 'NULL')] as const),
    ...record.inputs.map((f) => [t('Read'), f.fingerprint === null ? t('{path} (whether it changes cannot be told)', { path: f.path }) : f.path] as const),
    ...record.models.map((m) => [t('Model'), `${m.path} (${m.hash.slice(0, 12)})`] as const),
  ];
  const path = measures?.criticalPath;
  const busy = useWorkbench((s) => s.run !== null);
  return (
    <>
      <div className="runs-again">
        <Button size="small" icon={<RotateCcw />} disabled={busy} title={t('The flow as it was then, with the parameters it had')} onClick={() => runAgain(record)} data-testid="run-again">
          {t('Run it again as it was')}
        </Button>
        <Button size="small" variant="ghost" icon={<FileClock />} onClick={() => openEarlier(record)} data-testid="open-earlier">
          {t('Open the flow as it was')}
        </Button>
      </div>
      {record.report === null ? <p className="muted">{t('This run has no end on record: it is still under way, or was cut off by a crash or a power failure.')}</p> : null}
      {measures && Object.keys(measures.nodes).length > 0 ? <Costs nodes={measures.nodes} titles={Object.fromEntries(Object.entries(record.report?.nodes ?? {}).map(([id, n]) => [id, reportTitle(n)]))} /> : null}
      {path && path.statements.length > 0 ? <p className="muted">{t('The longest chain of statements ({statements}) took {duration}.', { statements: path.statements.map((s) => s + 1).join(' → '), duration: formatDuration(path.milliseconds) })}</p> : null}
      <dl className="runs-facts">
        {facts.map(([name, value], i) => (
          <div key={i}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** Work of a node is often less than a millisecond, which is not none. */
export const workTime = (milliseconds: number): string => (milliseconds < 10 ? `${milliseconds} ms` : formatDuration(milliseconds));

const settingNames: Readonly<Record<string, PlainText>> = { threads: 'Threads', memory: 'Memory', spillLimit: 'Spill limit', cache: 'Kept rows', counting: 'Counting' };

function Costs({ nodes, titles }: { readonly nodes: NonNullable<ReadRun['measures']>['nodes']; readonly titles: Readonly<Record<string, string>> }) {
  return (
    <section aria-label={t('What each node cost')}>
      <h3>{t('What each node cost')}</h3>
      <table className="report-table">
        <thead>
          <tr>
            <th>{t('Node')}</th>
            <th>{t('Thread time')}</th>
            <th>{t('Shared with others')}</th>
            <th>{t('Rows/s')}</th>
            <th>{t('Peak memory')}</th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(nodes).map(([id, cost]) => (
            <tr key={id}>
              <td>{titles[id] ?? id}</td>
              <td>{workTime(cost.own)}</td>
              <td>{cost.shared.map((s) => t('{duration} with {nodes}', { duration: workTime(s.milliseconds), nodes: s.with.map((n) => titles[n] ?? n).join(', ') })).join('; ')}</td>
              <td>{cost.rowsPerSecond === null ? '' : formatCount(cost.rowsPerSecond)}</td>
              <td>{cost.peakBytes === null ? '' : formatBytes(cost.peakBytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

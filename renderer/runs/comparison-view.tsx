import { useState, type ReactNode } from 'react';
import type { FlowName, RunComparison, RunHead } from '../../engine/api/contract.ts';
import { changeText, diffText } from '../../engine/document/diff-text.ts';
import { bridge, failureText } from '../state/session.ts';
import { formatCount } from '../ui/format-figures.ts';
import { startedText, stateText, stateWords } from './run-words.ts';
import { BackToRuns, workTime } from './record-view.tsx';
import { takeFocus } from './take-focus.ts';
import { useAnswer } from './use-answer.ts';
import { t } from '../words/words.ts';

const headingId = 'runs-compared';

/** What differs between two runs; what is equal is left out. */
export function ComparisonView({ flow, before, after, onBack }: { readonly flow: FlowName; readonly before: RunHead; readonly after: RunHead; readonly onBack: () => void }) {
  const [call] = useState(() => bridge().engine.compareRuns({ ...flow, before: before.id, after: after.id }));
  const answer = useAnswer(call);
  return (
    <div className="runs compared" data-testid="runs-compared" ref={takeFocus} tabIndex={-1} aria-labelledby={headingId} role="group">
      <BackToRuns onBack={onBack} />
      <h2 id={headingId}>{t('What differs')}</h2>
      <dl className="runs-facts" aria-labelledby={headingId}>
        {[before, after].map((run, i) => (
          <div key={run.id}>
            <dt>{i === 0 ? t('Before') : t('After')}</dt>
            <dd>{`${startedText(run.started)}, ${t(stateWords[run.state])}, ${run.id}`}</dd>
          </div>
        ))}
      </dl>
      {answer === null ? <p className="muted" role="status">{t('Comparing…')}</p> : 'failure' in answer ? <p className="plan-failure">{failureText(answer.failure)}</p> : <Compared found={answer.value} />}
    </div>
  );
}

function Compared({ found }: { readonly found: RunComparison }) {
  const { status, settings, flow, inputs, rows, quality, times, diagnostics } = found;
  const same = [
    status.before === status.after ? t('status') : '',
    settings.length === 0 ? t('settings and parameters') : '',
    flow === null ? 'flow' : '',
    inputs.length === 0 ? t('inputs') : '',
    rows.length === 0 ? t('counts of rows') : '',
    quality.length === 0 ? t('quality') : '',
    diagnostics.gone.length + diagnostics.come.length === 0 ? t('problems') : '',
  ].filter(Boolean);
  return (
    <>
      {status.before === status.after ? null : <p>{t('Status: {before} → {after}', { before: stateText(status.before), after: stateText(status.after) })}</p>}
      <Lines title={t('Settings and parameters')} lines={settings.map(changeText)} />
      {flow === null ? null : <Section title={t('The flow')}><pre tabIndex={0}>{diffText(flow).trimEnd()}</pre></Section>}
      <Lines title={t('Inputs')} lines={inputs.map((i) => `${i.path}: ${i.what}`)} />
      <Figures title={t('Rows')} figures={rows} text={formatCount} />
      <Figures title={t('Rows that broke a rule')} figures={quality} text={formatCount} />
      <Figures title={t('Time: the run, then the thread time of nodes')} figures={times} text={workTime} />
      <Lines title={t('Said before and no more')} lines={diagnostics.gone} />
      <Lines title={t('Said now and not before')} lines={diagnostics.come} />
      {same.length > 0 ? <p className="muted">{t('The same in both: {parts}.', { parts: same.join(', ') })}</p> : null}
    </>
  );
}

const Section = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section aria-label={title}>
    <h3>{title}</h3>
    {children}
  </section>
);

const Lines = ({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) =>
  lines.length === 0 ? null : (
    <Section title={title}>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Section>
  );

const Figures = ({ title, figures, text }: { readonly title: string; readonly figures: RunComparison['rows']; readonly text: (figure: number) => string }) =>
  figures.length === 0 ? null : (
    <Section title={title}>
      <table className="report-table" aria-label={title}>
        <thead>
          <tr>
            <th scope="col">{t('What')}</th>
            <th scope="col">{t('Before')}</th>
            <th scope="col">{t('After')}</th>
          </tr>
        </thead>
        <tbody>
          {figures.map(({ what, before, after }) => (
            <tr key={what}>
              <th scope="row">{what}</th>
              <td>{before === null ? t('none') : text(before)}</td>
              <td>{after === null ? t('none') : text(after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );

import { ArrowLeft } from 'lucide-react';
import { focusSetting } from '../state/edit-actions.ts';
import { onwardText } from '../state/reads-onward.ts';
import type { FinishedRun } from '../state/workbench.ts';
import { Button } from '../ui/button.tsx';
import { formatBytes, formatCount, formatDuration } from '../ui/format-figures.ts';
import { t } from '../words/words.ts';
import { reportTitle } from './report-title.ts';
import { stateWords } from './run-words.ts';

const nodeStates = { waiting: 'Waiting', running: 'Running', done: 'Done', warning: 'Done with warnings', failed: 'Failed', skipped: 'Skipped', cancelled: 'Cancelled' } as const;

const sum = (rows: Readonly<Record<string, number>>): string => {
  const counts = Object.values(rows);
  return counts.length === 0 ? '' : formatCount(counts.reduce((a, b) => a + b, 0));
};

/** The node of the flow in which another stands that belongs to a component. */
const outerNode = (id: string): string => id.split(/[/#]/, 1)[0]!;

/** Such as ` / inner` or ` #2` for what stands between the two, or null for a node of the flow itself. */
const insideOf = (id: string): string | null => (id.includes('/') ? id.slice(outerNode(id).length, id.lastIndexOf('/')).replace(/^#/, ' #') : null);

/** The account of one run: rows in and out, rejected, and time per node; rules; what went wrong. */
export function RunReportView({ run, onBack, onNode = (id) => focusSetting(id, null) }: { readonly run: FinishedRun; readonly onBack: () => void; readonly onNode?: (id: string) => void }) {
  const { report } = run;
  const cached = Object.values(report.nodes).some((n) => n.cache !== undefined && n.cache.code !== 'off');
  const slowest = Math.max(1, ...Object.values(report.nodes).map((n) => n.milliseconds));
  return (
    <div className="report">
      <div className="report-head">
        <Button size="small" variant="ghost" icon={<ArrowLeft />} onClick={onBack}>
          {t('All runs')}
        </Button>
        <span className="muted">
          {t('{status} in {duration}', { status: t(stateWords[report.status]), duration: formatDuration(report.milliseconds) })}
          {report.epochs === undefined ? '' : `, ${t('{count|epoch|epochs}', { count: report.epochs })}`}
        </span>
      </div>
      <table className="report-table">
        <thead>
          <tr>
            <th>{t('Node')}</th>
            <th>{t('Rows in')}</th>
            <th>{t('Rows out')}</th>
            <th>{t('Rejected')}</th>
            <th>{t('Time')}</th>
            {cached ? <th className="report-cache">{t('Rows from')}</th> : null}
          </tr>
        </thead>
        <tbody>
          {Object.entries(report.nodes).map(([id, node]) => (
            <tr key={id} data-state={node.state}>
              <td>
                <button type="button" title={id.includes('/') ? id : reportTitle(node)} onClick={() => onNode(outerNode(id))}>
                  {insideOf(id) === null ? reportTitle(node) : <span className="muted">{`${report.nodes[outerNode(id)]?.title ?? outerNode(id)}${insideOf(id)} / `}</span>}
                  {insideOf(id) === null ? null : reportTitle(node)}
                </button>
              </td>
              <td>{sum(node.rowsIn)}</td>
              <td>{node.written ? formatCount(node.written.rows) : sum(node.rowsOut)}</td>
              <td className={node.rejected > 0 ? 'warns' : ''}>{node.rejected > 0 ? formatCount(node.rejected) : ''}</td>
              <td className="report-time" style={{ backgroundSize: `${(node.milliseconds / slowest) * 100}% 100%` }}>
                {node.state === 'done' || node.state === 'warning' || node.state === 'failed' ? formatDuration(node.milliseconds) : t(nodeStates[node.state])}
              </td>
              {cached ? <td className="report-cache">{node.cache ? node.cache.state === 'reused' ? t('kept: {reason}', { reason: node.cache.why }) : t('computed: {reason}', { reason: node.cache.why }) : ''}</td> : null}
            </tr>
          ))}
        </tbody>
      </table>
      {Object.entries(report.nodes).map(([id, node]) =>
        node.cursor ? (
          <p key={id} className="report-line">
            {reportTitle(node)}: {onwardText(node.cursor)}
          </p>
        ) : null,
      )}
      {Object.entries(report.nodes).map(([id, { written }]) =>
        written ? (
          <p key={id} className="report-line">
            {written.sheet === undefined ? written.path : `${written.path}, ${written.sheet}`}: {t('{count|row|rows}', { count: written.rows })}
            {written.bytes > 0 ? `, ${formatBytes(written.bytes)}` : ''}
            {written.etag === undefined ? '' : `, ETag ${written.etag}`}
          </p>
        ) : null,
      )}
      {report.rules.length > 0 ? <p className="report-line">{t('{kept} of {count|rule|rules} kept.', { kept: report.rules.filter((r) => r.success).length, count: report.rules.length })}</p> : null}
      {report.rules.filter((r) => !r.success).map((r) => (
        <p key={`${r.node}/${r.rule}`} className="report-line warns">
          {r.rule}: {r.message} ({t('{count} of {all|row|rows}', { count: r.broken, all: r.rows })})
        </p>
      ))}
      {report.diagnostics.map((d, i) => (
        <p key={i} className="report-line" data-severity={d.severity}>
          {d.message}
        </p>
      ))}
    </div>
  );
}

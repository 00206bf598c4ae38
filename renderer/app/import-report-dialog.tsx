import '../runs/runs-dialog.css';
import { revealNode } from '../canvas/canvas-view.ts';
import type { ToolAccount } from '../../engine/api/contract.ts';
import { select } from '../state/edit-actions.ts';
import type { ImportReport } from '../state/import-report.ts';
import { change, useWorkbench, workbench } from '../state/workbench.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { t, type PlainText } from '../words/words.ts';

const close = () => change({ dialog: null });

/** What became of an imported file, part by part. */
export function ImportReportDialog() {
  const open = useWorkbench((s) => s.dialog === 'import-report');
  const report = useWorkbench((s) => s.imported);
  if (!open || !report) return null;
  return (
    <Dialog
      open
      onClose={close}
      title={t('Imported from {file}', { file: report.file })}
      note={report.found.kind === 'flow' ? t('The report stands on the canvas as a note and is saved with the flow.') : t('The report is the note of the Check node and is saved with the flow.')}
      width={720}
      footer={
        <Button variant="primary" onClick={close}>
          {t('Done')}
        </Button>
      }
    >
      <div data-testid="import-report">{report.found.kind === 'flow' ? <Tools {...report.found} /> : <Rules {...report.found} />}</div>
    </Dialog>
  );
}

const outcomes: Readonly<Record<ToolAccount['outcome'], PlainText>> = { 'left out': 'Not imported', 'in part': 'In part', changed: 'With a difference', imported: 'Imported' };
const rank: readonly ToolAccount['outcome'][] = ['left out', 'in part', 'changed', 'imported'];

function goTo(id: string): void {
  if (!Object.hasOwn(workbench().document.nodes, id)) return;
  close();
  select({ nodes: [id] });
  // The dialog gives the focus back first.
  setTimeout(() => revealNode(id), 0);
}

function Tools({ tools, noun, stayed }: Extract<ImportReport['found'], { kind: 'flow' }>) {
  const kept = tools.filter((tool) => tool.outcome !== 'left out').length;
  const sorted = [...tools].sort((a, b) => rank.indexOf(a.outcome) - rank.indexOf(b.outcome));
  return (
    <>
      <p>{noun === 'step' ? t('{kept} of {count|step|steps} imported.', { kept, count: tools.length }) : t('{kept} of {count|tool|tools} imported.', { kept, count: tools.length })}</p>
      {stayed.length > 0 ? <p className="muted">{t('There are files of these names already, which stayed as they are: {files}.', { files: stayed.join(', ') })}</p> : null}
      <table className="report-table">
        <thead>
          <tr>
            <th scope="col">{noun === 'step' ? t('Step') : t('Tool')}</th>
            <th scope="col" className="report-words">
              {t('Outcome')}
            </th>
            <th scope="col" className="report-words">
              {t('Remarks')}
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((tool) => (
            <tr key={tool.tool} data-outcome={tool.outcome}>
              <td>{tool.nodes[0] === undefined ? tool.name || tool.kind : <button type="button" className="link-button" onClick={() => goTo(tool.nodes[0]!)}>{tool.name || tool.kind}</button>}</td>
              <td className={tool.outcome === 'imported' ? 'report-words' : 'report-words warns'}>{t(outcomes[tool.outcome])}</td>
              <td className="report-cache">{tool.remarks.join('; ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Rules({ rules, notMapped }: Extract<ImportReport['found'], { kind: 'rules' }>) {
  return (
    <>
      <p>{t('{count|rule|rules} imported.', { count: rules.length })}</p>
      {notMapped.length === 0 ? null : (
        <>
          <h3>{t('Not imported:')}</h3>
          <ul>
            {notMapped.map((what) => (
              <li key={what}>{what}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

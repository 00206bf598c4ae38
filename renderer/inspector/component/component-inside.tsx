import { FolderOpen, Ungroup } from 'lucide-react';
import { useMemo } from 'react';
import { expandSelected, innerReports, openComponent } from '../../state/component-actions.ts';
import { useWorkbench } from '../../state/workbench.ts';
import { Button } from '../../ui/button.tsx';
import { formatCount } from '../../ui/format-figures.ts';
import { Fold } from '../fold.tsx';
import { t } from '../../words/words.ts';

/** What can be done with the flow of a component, and what the last run counted in it. */
export function ComponentInside({ node }: { readonly node: string }) {
  const readable = useWorkbench((s) => s.check?.nodes[node]?.face !== undefined);
  const expandable = useWorkbench((s) => s.document.nodes[node]?.type === 'component');
  const runs = useWorkbench((s) => s.runs);
  const inside = useMemo(() => Object.entries(innerReports({ runs }, node)), [runs, node]);
  if (!readable) return null;
  const sum = (rows: Readonly<Record<string, number>>) => (Object.keys(rows).length === 0 ? '' : formatCount(Object.values(rows).reduce((a, b) => a + b, 0)));
  return (
    <>
      <div className="component-actions">
        <Button size="small" icon={<FolderOpen />} onClick={openComponent} data-testid="open-component">
          {t('Open its flow')}
        </Button>
        {expandable ? (
          <Button size="small" icon={<Ungroup />} onClick={() => void expandSelected()} data-testid="expand-component">
            {t('Expand')}
          </Button>
        ) : null}
      </div>
      {inside.length === 0 ? null : (
        <Fold title={t('Inside, in the last run')} count={inside.length}>
          <table className="inside-table" data-testid="component-inside">
            <thead>
              <tr>
                <th>{t('Node')}</th>
                <th>{t('Rows in')}</th>
                <th>{t('Rows out')}</th>
              </tr>
            </thead>
            <tbody>
              {inside.map(([id, one]) => (
                <tr key={id} data-state={one.state}>
                  <td title={id}>{one.title}</td>
                  <td>{sum(one.rowsIn)}</td>
                  <td>{one.written ? formatCount(one.written.rows) : one.state === 'failed' ? t('failed') : sum(one.rowsOut)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Fold>
      )}
    </>
  );
}

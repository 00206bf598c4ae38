import { useCallback } from 'react';
import type { Tile } from '../../engine/chart/dashboard-tiles.ts';
import { ChartBuilder } from '../results/chart/chart-builder.tsx';
import { EmptyState } from '../results/empty-state.tsx';
import { askExactly, changeChart } from '../state/dashboard-actions.ts';
import { failureText } from '../state/session.ts';
import { useWorkbench } from '../state/workbench.ts';
import { Dialog } from '../ui/dialog.tsx';
import { t } from '../words/words.ts';

/** Changes what a saved chart draws. */
export function ChartDialog({ tile, onClose }: { readonly tile: Tile; readonly onClose: () => void }) {
  const { node, port } = tile.from;
  const schema = useWorkbench((s) => s.check?.nodes[node]?.outputs[port]);
  const ask = useCallback((statement: string) => askExactly({ node, port }, statement), [node, port]);
  const save = { title: t('Save the chart'), primary: true, run: (wish: NonNullable<Tile['wish']>) => (changeChart(tile, wish), onClose()) };
  return (
    <Dialog open onClose={onClose} title={tile.title} width={980}>
      <div className="chart-dialog">
        {schema ? <ChartBuilder schema={schema} revision="" ask={ask} explain={failureText} actions={[save]} {...(tile.wish ? { initial: tile.wish } : {})} /> : <EmptyState title={t('Nothing can be drawn yet.')} text={t('The step that this chart draws has problems. Mend them on the canvas.')} />}
      </div>
    </Dialog>
  );
}

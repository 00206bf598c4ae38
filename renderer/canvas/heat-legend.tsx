import { Panel } from '@xyflow/react';
import { heatOf } from '../state/heat.ts';
import { setPreferences } from '../state/preferences-actions.ts';
import { useWorkbench } from '../state/workbench.ts';
import { formatDuration } from '../ui/format-figures.ts';
import { t } from '../words/words.ts';

/** What the bars on the nodes mean, while they are shown. */
export function HeatLegend() {
  const heat = useWorkbench(heatOf);
  const running = useWorkbench((s) => s.run !== null);
  const text = running
    ? t('The bars are drawn when the run has ended.')
    : heat.longest.length === 0
      ? t('Run the flow to see where its time goes.')
      : t('Bars show the share of the time. The longest way takes {duration} through {count|node|nodes}.', { duration: formatDuration(heat.milliseconds), count: heat.longest.length });
  return (
    <Panel position="top-left" className="heat-legend">
      <span role="status" data-testid="heat-legend">
        {text}
      </span>
      <button type="button" className="link-button" onClick={() => setPreferences({ heat: false })}>
        {t('Hide')}
      </button>
    </Panel>
  );
}

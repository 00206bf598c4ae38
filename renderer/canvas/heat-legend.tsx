import { Panel } from '@xyflow/react';
import { heatOf } from '../state/heat.ts';
import { setPreferences } from '../state/preferences-actions.ts';
import { useWorkbench } from '../state/workbench.ts';
import { countOf, formatDuration } from '../ui/format-figures.ts';

/** What the bars on the nodes mean, while they are shown. */
export function HeatLegend() {
  const heat = useWorkbench(heatOf);
  const running = useWorkbench((s) => s.run !== null);
  const text = running
    ? 'The bars are drawn when the run has ended.'
    : heat.longest.length === 0
      ? 'Run the flow to see where its time goes.'
      : `Bars show the share of the time. The longest way takes ${formatDuration(heat.milliseconds)} through ${countOf(heat.longest.length, 'node')}.`;
  return (
    <Panel position="top-left" className="heat-legend">
      <span role="status" data-testid="heat-legend">
        {text}
      </span>
      <button type="button" className="link-button" onClick={() => setPreferences({ heat: false })}>
        Hide
      </button>
    </Panel>
  );
}

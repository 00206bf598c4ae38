import { select } from '../state/edit-actions.ts';
import { beginWith } from '../state/file-actions.ts';
import { setPreferences } from '../state/preferences-actions.ts';
import { change, workbench } from '../state/workbench.ts';
import { templates } from '../templates/templates.ts';
import { tourSteps } from './tour-steps.ts';

/** Opens a small flow and shows the window on it, step by step. */
export function beginTour(): void {
  const { flow } = templates().find((template) => template.id === 'report')!;
  beginWith(flow, 'paid');
  // Unsaved work may have been kept instead.
  if (workbench().document === flow) goToStep(0);
  else waitForFlow(flow);
}

/** The person is asked about unsaved changes first; the tour begins once the flow is there, and not at all when they stay. */
function waitForFlow(flow: unknown): void {
  const { leaving } = workbench();
  if (leaving === null) return;
  change({
    leaving: () => {
      leaving();
      if (workbench().document === flow) goToStep(0);
    },
  });
}

export function goToStep(step: number): void {
  const { node } = tourSteps()[step]!;
  setPreferences({ toured: true, paletteOpen: true, inspectorOpen: true, dataOpen: true });
  change({ tour: step, page: 'flow', dialog: null });
  if (node !== undefined && workbench().document.nodes[node]) select({ nodes: [node] });
}

export const endTour = (): void => change({ tour: null });

/** The tour is not offered again; the search of actions and the help menu keep it. */
export const declineTour = (): void => setPreferences({ toured: true });

import { DiagnosticError } from '../../engine/core/diagnostic.ts';
import { formatEnd } from '../../engine/document/document.ts';
import { shownPorts } from './shown-ports.ts';
import { useWorkbench, workbench } from './workbench.ts';

/** Waits until the window's own previews are there: a look beside them would take their turn, or they its. */
export const nothingLoading = (): Promise<void> =>
  new Promise((resolve) => {
    // One that nobody looks at any more may never be asked for again.
    const isQuiet = () => shownPorts(workbench()).every((port) => workbench().previews[formatEnd(port)]?.state !== 'loading');
    if (isQuiet()) return resolve();
    const stop = useWorkbench.subscribe(() => {
      if (!isQuiet()) return;
      stop();
      resolve();
    });
  });

/** Asks again, as often as a preview takes the turn: each of those was asked by a person, who is not as quick as they are answered. */
export async function patiently<T>(ask: () => Promise<T>, isWanted: () => boolean): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!isWanted() || !(error instanceof DiagnosticError) || error.diagnostic.code !== 'run-cancelled') throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
      await nothingLoading();
    }
  }
}

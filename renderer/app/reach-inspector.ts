import { setPreferences } from '../state/preferences-actions.ts';

/** Waits until the inspector is drawn, then hands over one of its elements. */
function withInspector<E extends HTMLElement>(selector: string, use: (element: E) => void): void {
  setPreferences({ inspectorOpen: true });
  requestAnimationFrame(() => {
    const element = document.querySelector<E>(`[data-testid="inspector"] ${selector}`);
    if (element) use(element);
  });
}

/** Puts the selected node's title under the cursor, all of it selected. */
export const renameSelected = (): void =>
  withInspector<HTMLInputElement>('.inspector-title', (title) => {
    title.focus();
    title.select();
  });

/** Opens the help page of the selected node. */
export const showNodeHelp = (): void => withInspector('.inspector-name button', (button) => button.click());

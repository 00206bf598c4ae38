import { useEffect } from 'react';
import { change, useWorkbench } from '../state/workbench.ts';

const focusable = 'input:not([tabindex="-1"]), textarea, [role="combobox"], [role="radio"][data-checked], [role="radio"], [role="checkbox"], [data-code-field], button';

/** Puts the focus into the setting that another part of the window asked for, such as the problems panel. */
export function useFocusWish(node: string): void {
  const wish = useWorkbench((s) => s.focusWish);
  useEffect(() => {
    if (wish?.node !== node) return;
    const frame = requestAnimationFrame(() => {
      const field = fieldOf(wish.param);
      field?.scrollIntoView({ block: 'nearest' });
      field?.querySelector<HTMLElement>(focusable)?.focus();
      // A wish is granted once: coming back to the node later leaves the focus where it is.
      change({ focusWish: null });
    });
    return () => cancelAnimationFrame(frame);
  }, [wish, node]);
}

/** The field of a path, or of the nearest setting around it that is in sight; without a path, the first field. */
function fieldOf(param: string | null): HTMLElement | null {
  const form = document.querySelector<HTMLElement>('[data-testid="inspector"]');
  if (!form || param === null) return form?.querySelector<HTMLElement>('.field') ?? null;
  const parts = param.split('.');
  for (let count = parts.length; count > 0; count--) {
    const path = parts.slice(0, count).join('.');
    const field = form.querySelector<HTMLElement>(`[data-testid="param-${CSS.escape(path)}"], [data-testid="item-${CSS.escape(path)}"]`);
    if (field) return field;
  }
  return null;
}

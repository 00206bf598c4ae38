/** The parts of the window in the order F6 visits them, and what takes the focus in each, the first that is there. */
const regions: readonly { readonly part: string; readonly first: readonly string[] }[] = [
  { part: '.top-bar', first: ['button:not(:disabled)'] },
  { part: '.board', first: ['.tile', 'select', 'button:not(:disabled)'] },
  { part: '.palette', first: ['input'] },
  { part: '.canvas', first: ['.react-flow__node.selected', '.react-flow__node', '.begin button'] },
  { part: '[data-testid="problems-list"]', first: ['button'] },
  { part: '[data-testid="data-panel"]', first: ['[role="grid"]', '[role="tab"][aria-selected="true"]', 'button'] },
  { part: '[data-testid="inspector"], .summary', first: ['input', 'textarea', 'button', '[tabindex="0"]'] },
];

/** Moves the focus to the next part of the window that is shown, or to the one before. */
export function goToRegion(step: 1 | -1): void {
  const shown = regions.flatMap(({ part, first }) => {
    const root = [...document.querySelectorAll<HTMLElement>(part)].find((element) => element.closest('[inert]') === null);
    const target = root && first.map((one) => root.querySelector<HTMLElement>(one)).find((found) => found !== null);
    return root && target ? [{ root, target }] : [];
  });
  const at = shown.findIndex(({ root }) => root.contains(document.activeElement));
  const next = at < 0 ? (step > 0 ? 0 : shown.length - 1) : (at + step + shown.length) % shown.length;
  shown[next]?.target.focus();
}

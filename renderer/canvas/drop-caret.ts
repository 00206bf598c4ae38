/** Takes away a caret that a click has left in text nobody writes in. After every frame the browser looks for the place next to it where a caret could be, through thousands of elements that cannot be selected: a third of what the page does in a frame of a pan. A field that is being written in keeps its own. */
export function dropCaret(): void {
  const selection = getSelection();
  if (!selection?.isCollapsed || selection.rangeCount === 0) return;
  const active = document.activeElement;
  if (active instanceof HTMLElement && (active.isContentEditable || active.matches('input, textarea, select, .native-edit-context'))) return;
  selection.removeAllRanges();
}

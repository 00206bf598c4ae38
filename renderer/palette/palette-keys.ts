/** Where a key leads from what has the focus in the palette: up and down through headings and nodes, right to a node's star or to unfold, left back or to fold. */
export function wayThrough(list: HTMLElement | null, key: string): HTMLElement | null {
  const here = document.activeElement;
  if (!list || !(here instanceof HTMLElement)) return null;
  const row = here.closest('.palette-row');
  switch (key) {
    case 'ArrowDown':
    case 'ArrowUp': {
      const items = [...list.querySelectorAll<HTMLElement>('.palette-group, .palette-item')];
      const at = items.indexOf(row?.querySelector<HTMLElement>('.palette-item') ?? here);
      // From the first one up again to the search.
      if (key === 'ArrowUp' && at === 0) return list.parentElement?.querySelector('input') ?? null;
      return items[key === 'ArrowDown' ? at + 1 : at - 1] ?? null;
    }
    case 'ArrowRight':
      if (here.getAttribute('aria-expanded') === 'false') here.click();
      return here.classList.contains('palette-item') ? (row?.querySelector<HTMLElement>('.palette-star') ?? null) : null;
    case 'ArrowLeft':
      if (here.getAttribute('aria-expanded') === 'true') here.click();
      if (here.classList.contains('palette-star')) return row?.querySelector<HTMLElement>('.palette-item') ?? null;
      return here.classList.contains('palette-item') ? (here.closest('[role="group"]')?.querySelector<HTMLElement>('.palette-group') ?? null) : null;
    default:
      return null;
  }
}

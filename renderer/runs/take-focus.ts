/** Focuses a page as it appears in the place of another: what was pressed to come here is gone, and the keyboard goes on from here. */
export const takeFocus = (page: HTMLElement | null): void => page?.focus();

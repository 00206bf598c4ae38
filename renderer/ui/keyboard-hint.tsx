import { shortcutText } from './shortcut-text.ts';

/** A shortcut as keys. */
export const KeyboardHint = ({ shortcut }: { readonly shortcut: string }) => (
  <kbd className="kbd" aria-hidden="true">
    {shortcutText(shortcut)}
  </kbd>
);
